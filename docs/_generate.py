"""Writes the pages of the reference that the package's own tables define.

A page written by hand would drift from the code; these cannot. Run by ``conf.py`` at each build.
"""

from collections.abc import Mapping
from pathlib import Path

from concession.errors import CODES, Code

#: What the first digit of a code tells.
GROUPS = {
    "E1": "Files and YAML",
    "E2": "Structure",
    "E3": "Quantities and units",
    "E4": "Evidence",
    "E5": "Drafts",
    "E6": "The algebra",
    "E7": "Runs and results",
    "E8": "Texts and statements",
    "E9": "The outlook",
}

_HEAD = """\
# Error codes

Every mistake that Concession finds in a case has a code that does not change from version to version, a
place (`file:line:column`), what was found, and what to do. A phase of work, such as reading a case, reports
all the mistakes it can find at once. With `--json` the same fields come as data.

This page is made from the table that the program itself uses.
"""


def error_codes(codes: Mapping[str, Code]) -> str:
    """Return the page of error codes, in Markdown: a section per group, in the order of the codes."""
    parts = [_HEAD]
    for prefix, title in GROUPS.items():
        group = {code: entry for code, entry in sorted(codes.items()) if code.startswith(prefix)}
        if not group:
            continue
        parts.append(f"\n## {prefix} {title}\n")
        for code, entry in group.items():
            # An anchor of its own, so that a link to a code outlives its title.
            parts.append(f"\n({code.lower()})=\n### {code} {_line(entry.title)}\n\n{_line(entry.remedy)}\n")
    return "".join(parts)


def write(folder: Path) -> None:
    """Write all generated pages, leaving alone those that have not changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"error-codes.md": error_codes(CODES)}.items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def _line(text: str) -> str:
    """Return a text of the table as one line of Markdown in which nothing but back-ticks is markup."""
    joined = " ".join(text.split())
    pieces = joined.split("`")
    if len(pieces) % 2 == 0:  # An odd back-tick opens nothing.
        return _escape(joined)
    return "`".join(_escape(piece) if i % 2 == 0 else piece for i, piece in enumerate(pieces))


def _escape(text: str) -> str:
    for mark in "\\*_[]<>{}$#|`":
        text = text.replace(mark, f"\\{mark}")
    return text
