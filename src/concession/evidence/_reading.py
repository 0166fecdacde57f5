"""Read a text from a file or bytes: its format told from name and content, never run, never fetched."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from concession.deal import TEXT_FORMS
from concession.errors import ConcessionError
from concession.evidence._decode import MAX_BYTES, decode
from concession.evidence._markup import Extract, from_html, from_markdown
from concession.evidence._pdf import from_pdf
from concession.evidence._spans import Block
from concession.evidence._texts import Text, text_of

__all__ = ["FORMS", "read_bytes", "read_text"]

#: The formats that texts are read from.
FORMS = TEXT_FORMS
_SUFFIXES = {
    ".txt": "plain", ".text": "plain", "": "plain",
    ".md": "markdown", ".markdown": "markdown", ".html": "html",
    ".htm": "html", ".xhtml": "html", ".pdf": "pdf",
}  # fmt: skip
_HTML_HEAD = re.compile(
    rb"^\s{0,200}(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE
)


def read_text(
    path: str | Path, *, published: date | None = None, form: str | None = None, encoding: str | None = None
) -> Text:
    """Return the text of a file.

    ``form`` is one of :data:`FORMS` and is told from the file where it is not given. Raises E801 to E807
    with what is wrong with the file.
    """
    place = Path(path)
    try:
        if place.stat().st_size > MAX_BYTES:
            raise ConcessionError.of("E802", f"'{place.name}' is larger than {MAX_BYTES} bytes")
        content = place.read_bytes()
    except OSError as error:
        raise ConcessionError.of("E807", f"'{place}' cannot be opened: {error.strerror or error}") from error
    return read_bytes(content, name=place.name, published=published, form=form, encoding=encoding)


def read_bytes(
    content: bytes,
    *,
    name: str = "text",
    published: date | None = None,
    form: str | None = None,
    encoding: str | None = None,
) -> Text:
    """Return the text of some bytes; like :func:`read_text`.

    >>> read_bytes("«Так», he said.".encode("windows-1251")).encoding
    'windows-1251'
    """
    if len(content) > MAX_BYTES:
        raise ConcessionError.of("E802", f"'{name}' has {len(content)} bytes, more than {MAX_BYTES}")
    told = form or _form(content, name)
    if told not in FORMS:
        raise ConcessionError.of("E801", f"'{told}' is no format of texts", "one of " + ", ".join(FORMS))
    digest = hashlib.sha256(content).hexdigest()
    used = ""
    extract: Extract | None = None
    if told == "pdf":
        body = from_pdf(content, name)
    else:
        body, used = decode(content, encoding=encoding, name=name, markup=told == "html")
        if told == "html":
            extract = from_html(body, name)
        elif told == "markdown":
            extract = from_markdown(body)
    if extract is not None:
        body = extract.body
    if not body.strip():
        raise ConcessionError.of("E806", f"'{name}' has no text in it")
    return text_of(
        body,
        name=name,
        published=published or (extract.published if extract else None),
        blocks=_settled(extract) if extract else None,
        sha256=digest,
        form=told,
        title=extract.title if extract else "",
        encoding=used,
    )


def _form(content: bytes, name: str) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if _HTML_HEAD.match(content[:2000]):
        return "html"
    suffix = Path(name).suffix.lower()
    return _SUFFIXES.get(suffix, "plain")


def _settled(extract: Extract) -> tuple[Block, ...]:
    """Let quoted blocks of a page be told apart as words or signature; all else keeps its kind."""
    return tuple(
        block._replace(
            kind="paragraph"
            if block.kind == "quote_or_signature" and extract.body[block.start] in "—–-"
            else block.kind.removesuffix("_or_signature")
        )
        for block in extract.blocks
    )
