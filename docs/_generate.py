"""Writes the pages of the reference that the package's own tables define.

A page written by hand would drift from the code; these cannot. Run by ``conf.py`` at each build.
"""

from collections.abc import Mapping
from pathlib import Path

import _case_files
import _clause_pages

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
            head, remedy = _case_files.line(entry.title), _case_files.line(entry.remedy)
            parts.append(f"\n({code.lower()})=\n### {code} {head}\n\n{remedy}\n")
    return "".join(parts)


def pages() -> dict[str, str]:
    """Return all generated pages by the names of their files."""
    return {
        "case-files.md": _case_files.page(),
        "clauses.md": _clause_pages.page(),
        "error-codes.md": error_codes(CODES),
    }


def write(folder: Path) -> None:
    """Write all generated pages, leaving alone those that have not changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
