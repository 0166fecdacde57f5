"""Turn bytes into characters: marks at the start, declared and likely encodings, no binary."""

from __future__ import annotations

import codecs
import re
import unicodedata

from concession.errors import ConcessionError
from concession.evidence._word_sets import word_set

__all__ = ["MAX_BYTES", "decode"]

#: Larger files are refused before anything is done with them.
MAX_BYTES = 24_000_000
_DECLARED = re.compile(
    rb"""(?:charset\s*=\s*["']?|encoding\s*=\s*["'])([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALLOWED = word_set(
    "utf-8 utf8 us-ascii ascii iso-8859-1 latin-1 latin1 iso-8859-2 iso-8859-5 iso-8859-15 windows-1250 "
    "windows-1251 windows-1252 cp1250 cp1251 cp1252 koi8-r koi8-u utf-16 utf-16le utf-16be utf-32 "
    "macroman cp866"
)
_USUAL = frozenset(chr(code) for code in range(32, 127)) | frozenset("\t\n\r")
_VOWELS = frozenset("аеиоуіїєяюыэ")


def decode(
    content: bytes, *, encoding: str | None = None, name: str = "text", markup: bool = False
) -> tuple[str, str]:
    """Return the characters of a file and the encoding that they were read with.

    A byte order mark counts first, then ``encoding``, then (for markup) what the file declares, then UTF-8,
    then the likelier of Windows-1251 and Windows-1252. Nothing is dropped or replaced silently. Raises E801
    for binary, E802 for a file that is too large, E803 where no encoding fits.

    >>> decode("«Так»".encode("windows-1251"))
    ('«Так»', 'windows-1251')
    """
    if len(content) > MAX_BYTES:
        raise ConcessionError.of("E802", f"'{name}' has {len(content)} bytes, more than {MAX_BYTES}")
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _checked(_strict(content, codec, name), name), codec.removesuffix("-sig")
    if encoding is not None:
        return _checked(_strict(content, _known(encoding, name), name), name), encoding
    wide = _wide(content)
    if wide is not None:
        return _checked(_strict(content, wide, name), name), wide
    if b"\x00" in content:
        raise ConcessionError.of("E801", f"'{name}' holds zero bytes: it is not a text")
    declared = _DECLARED.search(content[:2048]) if markup else None
    if declared is not None:
        said = declared.group(1).decode("ascii").lower()
        if said in _ALLOWED:
            try:
                return _checked(content.decode(said), name), said
            except UnicodeDecodeError:
                pass  # a wrong declaration is common; what the bytes are is tried next
    try:
        return _checked(content.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError:
        return _one_byte(content, name)


def _known(encoding: str, name: str) -> str:
    try:
        return codecs.lookup(encoding).name if encoding.lower() in _ALLOWED else _refuse(encoding, name)
    except LookupError:
        return _refuse(encoding, name)


def _refuse(encoding: str, name: str) -> str:
    raise ConcessionError.of(
        "E803", f"'{encoding}' is no encoding that '{name}' can be read with", "try utf-8"
    )


def _strict(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise ConcessionError.of(
            "E803", f"'{name}' is not {codec}: byte {error.start} does not fit"
        ) from error


def _wide(content: bytes) -> str | None:
    """Tell UTF-16 without a mark: zero bytes on one side, or letters and marks throughout."""
    head = content[:4096]
    if len(head) < 8 or len(content) % 2 or 0 not in head:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = head.decode(codec)
        except UnicodeDecodeError:
            continue
        usual = sum(letter in _USUAL or "\u00a0" <= letter <= "\u052f" for letter in text)
        marks = sum("\u2010" <= letter <= "\u203a" for letter in text)
        if (usual + marks) * 20 >= len(text) * 19:
            return codec.replace("16-", "16")
    return None


def _one_byte(content: bytes, name: str) -> tuple[str, str]:
    """Choose between Western and Cyrillic Windows code pages by which makes words."""
    best: tuple[float, str, str] | None = None
    for codec in ("windows-1251", "windows-1252"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        score = _wordlike(text[:20_000])
        if best is None or score > best[0]:
            best = (score, text, codec)
    if best is None:
        raise ConcessionError.of("E803", f"'{name}' is neither UTF-8 nor a Windows code page")
    return _checked(best[1], name), best[2]


def _wordlike(text: str) -> float:
    """Score how natural letters beyond ASCII look: runs of one script, vowels, small after capital."""
    score = 0.0
    for word in re.findall(r"[^\W\d_]{1,40}", text):
        high = [letter for letter in word if ord(letter) > 127]
        if not high:
            continue
        cyrillic = [letter for letter in high if "\u0400" <= letter <= "\u04ff"]
        if cyrillic and len(cyrillic) == len(word):
            lowered = word.lower()
            good = any(letter in _VOWELS for letter in lowered) and (word[1:].islower() or word.isupper())
            score += 1.0 if good or len(word) == 1 else -1.0
        elif cyrillic:
            score -= 2.0
        else:
            plain = len(high) <= max(1, len(word) // 2) and (
                word[1:].islower() or word.isupper() or len(word) == 1
            )
            score += 1.0 if plain else -1.0
    return score


def _checked(text: str, name: str) -> str:
    """Refuse what decodes but is no text: control characters in number."""
    sample = text[:200_000]
    odd = sum(
        unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\x0b\x0c\x85" for letter in sample
    )
    if odd > 8 and odd * 200 > len(sample):
        raise ConcessionError.of("E801", f"'{name}' holds {odd} control characters: it is not a text")
    return text
