"""Proposed statements, written into the inbox of a case for a person to accept.

Nothing that a file says already is changed: new statements are added below it, and a statement whose words
overlap one that the case has, whatever became of it, is not proposed again.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from pathlib import Path

from concession.deal import MAX_QUOTE_WORDS, Mapping, SaidStatement, SaidText, is_id, parse_tree
from concession.errors import ConcessionError
from concession.evidence._records import Statement
from concession.evidence._tables import printable
from concession.evidence._texts import Text

__all__ = ["Added", "add_proposals", "short_quote"]

#: Reported words are the text's own sentence: fewer of them are kept.
_INDIRECT_WORDS = 12
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»]?\s+")
_MAX_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one text: its id in the case, how many statements were added, how many it had."""

    text: str
    added: int
    known: int
    files: tuple[str, ...] = ()


def short_quote(statement: Statement) -> str:
    """Return as many of a statement's words as a case may quote: whole sentences where they fit.

    Words that were left out, between parts or at the end, are shown by an ellipsis.
    """
    whole = printable(" … ".join(part.strip() for part in statement.parts))
    limit = _INDIRECT_WORDS if statement.kind == "indirect" else MAX_QUOTE_WORDS
    if len(whole.split()) <= limit:
        return whole
    kept = ""
    for sentence in _SENTENCE_END.split(whole):
        if len(f"{kept} {sentence}".split()) > limit - 1:
            break
        kept = f"{kept} {sentence}".strip()
    return f"{kept or ' '.join(whole.split()[: limit - 1])} …"


def add_proposals(
    folder: Path,
    text: Text,
    statements: Sequence[Statement],
    *,
    texts: MappingType[str, SaidText],
    known: Iterable[SaidStatement],
    sources: Iterable[str] = (),
) -> Added:
    """Add the statements of a text to ``inbox/ID.yaml`` of a case, and the text's hash to ``texts/ID.yaml``.

    Parameters
    ----------
    folder
        The case's folder; nothing outside it is written.
    text, statements
        The text, and what was read from it.
    texts, known, sources
        The texts, statements and sources that the case has; a text named after a source is of that source.

    Raises
    ------
    ConcessionError
        E820 where a file cannot be added to, or lies outside the folder; then nothing is written.
    """
    held = next((name for name, one in texts.items() if one.sha256 == text.sha256), "")
    name = held or _new_id(text, texts)
    taken = [span for one in known if one.text == name for span in one.places]
    new: dict[str, str] = {}
    for statement in statements:
        if not any(a < span.end and span.start < b for a, b in taken for span in statement.spans):
            new[f"s{statement.start}"] = _entry(statement, name)
    files: list[str] = []
    if not held:
        _write(folder, f"texts/{name}.yaml", _text_entry(text, name if name in sources else ""), new=True)
        files.append(f"texts/{name}.yaml")
    if new:
        place = f"inbox/{name}.yaml"
        body = "".join(f"\n{key}:\n{entry}" for key, entry in new.items())
        _write(folder, place, body)
        files.append(place)
    return Added(text=name, added=len(new), known=len(statements) - len(new), files=tuple(files))


def _new_id(text: Text, texts: MappingType[str, SaidText]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", Path(text.name).stem.lower()).strip("-")[:60]
    name = stem if is_id(stem) else "text"
    return name if name not in texts else f"{name}-{text.sha256[:8]}"


def _text_entry(text: Text, source: str) -> str:
    rows = [f"sha256: {text.sha256}"]
    if text.title:
        rows.append(f"title: {_said(text.title[:_MAX_TITLE])}")
    if text.published:
        rows.append(f"date: {text.published}")
    if source:
        rows.append(f"source: {source}")
    rows.append(f"form: {text.form}")
    return "\n".join(rows) + "\n"


def _entry(statement: Statement, text: str) -> str:
    when = statement.when
    rows: dict[str, str] = {
        "status": "proposed",
        "speaker": _said(statement.speaker.name or "unknown"),
    }
    if statement.speaker.role:
        rows["role"] = _said(statement.speaker.role)
    if when.first is not None:
        rows["date"] = str(when.first)
        if when.last is not None and when.last != when.first:
            rows["until"] = str(when.last)
    rows["kind"] = statement.kind
    if statement.addressee:
        rows["addressee"] = _said(statement.addressee)
    rows["quote"] = _said(short_quote(statement))
    if statement.figures:
        rows["figures"] = f"[{', '.join(_said(one.words) for one in statement.figures)}]"
    if statement.terms:
        rows["terms"] = f"[{', '.join(statement.terms)}]"
    rows["text"] = text
    rows["places"] = f"[{', '.join(f'{span.start}-{span.end}' for span in statement.spans)}]"
    return "".join(f"  {key}: {value}\n" for key, value in rows.items())


def _said(words: str) -> str:
    """Return words as a YAML text in double quotes, which JSON's are, without marks that hide or turn."""
    return json.dumps(printable(words), ensure_ascii=False)


def _write(folder: Path, name: str, body: str, *, new: bool = False) -> None:
    """Add to a file of the folder, whole or not at all."""
    file = folder / name
    try:
        file.parent.mkdir(exist_ok=True)
        root = folder.resolve()
        if not file.parent.resolve().is_relative_to(root) or not file.resolve().is_relative_to(root):
            raise _refused(name, "it is a link that leads out of the case's folder")
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        if before and new:
            raise _refused(name, "the file is there already")
        whole = before + ("\n" if before and not before.endswith("\n") else "") + body
        _check(name, before, whole)
        handle, beside = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
                out.write(whole if before else whole.lstrip("\n"))
                out.flush()
                os.fsync(out.fileno())
            Path(beside).chmod(0o644)
            Path(beside).replace(file)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except (OSError, UnicodeError) as error:
        raise _refused(name, str(getattr(error, "strerror", "") or error)) from error


def _check(name: str, before: str, whole: str) -> None:
    """Make sure that what the file said stays as it was, and that the whole can be read."""
    try:
        old = parse_tree(before, name=name) if before.strip() else None
        tree = parse_tree(whole, name=name)
    except ConcessionError as error:
        raise _refused(
            name, f"what would be added does not fit what it says ({error.problems[0].message})"
        ) from None
    if not isinstance(tree, Mapping) or not isinstance(old, Mapping | None):
        raise _refused(name, "it is not a mapping of statements")
    lost = [key for key in old or () if old is not None and tree.get(key) != old.get(key)]
    if lost:
        raise _refused(name, f"'{lost[0]}' would change")


def _refused(name: str, why: str) -> ConcessionError:
    return ConcessionError.of(
        "E820", f"'{name}' cannot be added to: {why}", "move the file, or mend it first"
    )
