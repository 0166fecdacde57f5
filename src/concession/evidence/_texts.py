"""A text as the rules read it: its body, blocks, hash and date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from concession.errors import ConcessionError
from concession.evidence._days import full_date
from concession.evidence._layout import classify, layout
from concession.evidence._spans import Block

__all__ = ["MAX_CHARACTERS", "Text", "text_of"]

#: Longer bodies are refused: no article or agreement comes near.
MAX_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One article, post or paper: characters to which every offset refers, and what is known of it.

    ``sha256`` is that of the bytes that were read; the body itself is never kept in a case.
    """

    name: str
    body: str
    blocks: tuple[Block, ...]
    sha256: str
    form: str = "plain"
    title: str = ""
    published: date | None = None
    dated_by: str = ""
    encoding: str = "utf-8"

    def record(self) -> dict[str, object]:
        """Return what a case keeps of the text: hash, date and form, none of its words."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "form": self.form,
            "published": self.published.isoformat() if self.published else None,
            "dated_by": self.dated_by,
            "characters": len(self.body),
        }


def text_of(
    body: str,
    *,
    name: str = "text",
    published: date | None = None,
    blocks: Sequence[Block] | None = None,
    sha256: str = "",
    form: str = "plain",
    title: str = "",
    encoding: str = "utf-8",
) -> Text:
    r"""Return a text from its characters, with blocks told apart and its date looked for.

    Raises E802 for a body beyond :data:`MAX_CHARACTERS`.

    >>> text_of("By Staff Writer\nMay 3, 2031\n\nThe mine opened.").published
    datetime.date(2031, 5, 3)
    """
    if len(body) > MAX_CHARACTERS:
        raise ConcessionError.of("E802", f"'{name}' has {len(body)} characters, more than {MAX_CHARACTERS}")
    told = classify(body, tuple(blocks) if blocks is not None else layout(body))
    digest = sha256 or hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    if not title:
        title = next((body[b.start : b.end].strip() for b in told if b.kind == "title"), "")[:500]
    dated_by = "given" if published is not None else ""
    if published is None:
        published, dated_by = _date_in(body, told)
    return Text(
        name=name,
        body=body,
        blocks=told,
        sha256=digest,
        form=form,
        title=title,
        published=published,
        dated_by=dated_by,
        encoding=encoding,
    )


def _date_in(body: str, blocks: Sequence[Block]) -> tuple[date | None, str]:
    """Look for the text's date in its byline or dateline, else in the latest signed post it shows."""
    first = next((b for b in blocks if b.kind in {"paragraph", "item", "quote"}), None)
    for block in blocks:
        if block.kind == "byline":
            found = full_date(body[block.start : block.end])
            if found is not None:
                return found, "byline"
    if first is not None:
        head = body[first.start : min(first.end, first.start + 90)]
        cut = re.search(r"\s(?:[—–]|--|-)\s", head)
        if cut is not None:
            found = full_date(head[: cut.start()])
            if found is not None:
                return found, "dateline"
    signed = [full_date(body[b.start : b.end]) for b in blocks if b.kind == "signature"]
    known = [one for one in signed if one is not None]
    return (max(known), "signed post") if known else (None, "")
