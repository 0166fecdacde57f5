"""``concession verify``: whether every quoted phrase of a case stands in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from concession.cli._guard import MISTAKE, guarded
from concession.cli._options import AsJson, CaseName
from concession.cli._screen import tell

if TYPE_CHECKING:
    from pathlib import Path

    from concession.evidence import CaseCheck, Text

__all__ = ["verify"]

#: A folder with more files than this is no folder of a case's texts.
_MOST = 2000

Folder = Annotated[
    str,
    typer.Option(
        "--texts",
        metavar="FOLDER",
        help="The folder with the texts; a file is known by its hash, or is named after a text or source.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="End with 2 as well where a phrase lacks its text.")]
Every = Annotated[bool, typer.Option("--all", help="Show the phrases that were found as they stand as well.")]


@guarded
def verify(
    case: CaseName, texts: Folder, every: Every = False, strict: Strict = False, as_json: AsJson = False
) -> None:
    """Seek every quoted phrase of a case in its text; exit code 2 where one is not found."""
    from pathlib import Path  # noqa: PLC0415 - off the way to --help

    from concession.evidence import verify_case  # noqa: PLC0415
    from concession.model import read_case  # noqa: PLC0415
    from concession.report import verify_page  # noqa: PLC0415

    loaded = read_case(case)
    given = _read(Path(texts))
    result = verify_case(loaded.documents.tree, loaded.head.texts, given)
    tell(
        lambda page: verify_page(page, loaded.title, result, label=loaded.documents.label, every=every),
        lambda: {"case": loaded.id, **_plain(result)},
        as_json=as_json,
    )
    if result.failed or (strict and result.unchecked):
        raise typer.Exit(MISTAKE)


def _read(folder: Path) -> list[Text]:
    """Return the texts of a folder and of those below it, by name; hidden files are passed over."""
    from concession.errors import ConcessionError, Problems  # noqa: PLC0415 - off the way to --help
    from concession.evidence import read_text  # noqa: PLC0415

    if not folder.is_dir():
        raise ConcessionError.of("E807", f"'{folder}' is not a folder", "name the folder with the texts")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    if len(files) > _MOST:
        raise ConcessionError.of(
            "E802", f"'{folder}' has more than {_MOST} files", "name the folder with the case's texts alone"
        )
    problems, found = Problems(), []
    for file in files:
        try:
            found.append(read_text(file))
        except ConcessionError as error:
            problems.extend(error)
    problems.raise_if_any()
    return found


def _plain(result: CaseCheck) -> dict[str, object]:
    return {
        "counts": result.counts(),
        "failed": len(result.failed),
        "unchecked": len(result.unchecked),
        "texts": [{"text": one.id, "state": one.state, "file": one.name} for one in result.texts],
        "phrases": [
            {
                "phrase": one.quoted.phrase,
                "path": one.quoted.path,
                "place": str(place),
                "text": one.source,
                "status": one.status,
                "span": list(one.span) if one.span else None,
                "differences": list(one.differences),
                "figure": one.figure,
                "explained": one.quoted.explained if one.figure == "explained" else "",
            }
            for one, place in zip(result.checks, result.places, strict=True)
        ],
    }
