"""The text layer of a PDF, page by page, with lines joined again into paragraphs."""

from __future__ import annotations

import io
import logging
import re

from concession.errors import ConcessionError
from concession.evidence._texts import MAX_CHARACTERS

__all__ = ["from_pdf"]

_MAX_PAGES = 2000
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-z\u00df-\u00ff])")


def from_pdf(content: bytes, name: str = "paper") -> str:
    """Return the running text of a PDF; words broken at a line's end are joined.

    Raises E804 where pypdf is not installed, E805 for a damaged, locked or picture-only file and E802 for
    one that is too large.
    """
    try:
        import pypdf  # noqa: PLC0415 - an optional extra
        import pypdf.errors  # noqa: PLC0415
    except ImportError as error:
        raise ConcessionError.of("E804", "PDF needs pypdf", "install the extra 'texts'") from error
    # pypdf reports each oddity of a file as a log line; what matters is raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ConcessionError.of("E805", f"'{name}' is locked with a password")
        pages: list[str] = []
        total = 0
        for page in reader.pages[:_MAX_PAGES]:
            pages.append(page.extract_text() or "")
            total += len(pages[-1])
            if total > MAX_CHARACTERS:
                raise ConcessionError.of("E802", f"'{name}' has more than {MAX_CHARACTERS} characters")
    except ConcessionError:
        raise
    except Exception as error:
        raise ConcessionError.of(
            "E805", f"'{name}' cannot be read as a PDF: {type(error).__name__}"
        ) from error
    text = _without_running_lines(pages)
    if not text.strip():
        raise ConcessionError.of("E805", f"'{name}' has no text layer")
    return _HYPHEN.sub("", text)


def _without_running_lines(pages: list[str]) -> str:
    """Join pages, leaving out page numbers and the headers and footers that most pages repeat."""
    rows = [page.splitlines() for page in pages]
    edges: dict[str, int] = {}
    for lines in rows:
        for line in {re.sub(r"\d+", "#", line.strip()) for line in (lines[:1] + lines[-1:]) if line.strip()}:
            edges[line] = edges.get(line, 0) + 1
    repeated = {line for line, count in edges.items() if count >= 3 and count * 2 > len(pages)}
    kept: list[str] = []
    for lines in rows:
        for place, line in enumerate(lines):
            edge = place == 0 or place == len(lines) - 1
            bare = re.sub(r"\d+", "#", line.strip())
            if edge and (bare in repeated or re.fullmatch(r"(?:[Pp]age )?#(?: (?:of|/) #)?", bare)):
                continue
            kept.append(line.rstrip())
    return "\n".join(kept)
