"""``concession statements``: who said what in texts, and proposals into the inbox of a case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from concession.cli._complete import complete_case
from concession.cli._guard import guarded, write_json
from concession.cli._options import AsJson
from concession.cli._screen import new_page, show

if TYPE_CHECKING:
    from concession.evidence import Added, Statement, Text
    from concession.model import Case

__all__ = ["statements"]

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="Texts: plain, Markdown, HTML or PDF. Nothing is fetched."),
]
Into = Annotated[
    str | None,
    typer.Option(
        "--into",
        metavar="CASE",
        help="Propose the statements in the inbox of this case, a folder; its vocabulary is used.",
        autocompletion=complete_case,
    ),
]
Day = Annotated[
    str | None,
    typer.Option("--date", metavar="DAY", help="The day on which the texts were published: 2025-02-20."),
]
Explain = Annotated[bool, typer.Option("--explain", help="Tell why each statement was read so.")]


@guarded
def statements(
    files: Files, into: Into = None, day: Day = None, explain: Explain = False, as_json: AsJson = False
) -> None:
    """Read who said what in texts: when, in which role, with which figures, on which terms."""
    from concession.errors import ConcessionError, Problems  # noqa: PLC0415 - off the way to --help
    from concession.evidence import STARTER_TERMS, Vocabulary, read_text, vocabulary_of  # noqa: PLC0415
    from concession.evidence import statements as read  # noqa: PLC0415

    published = _day(day)
    case = _own(into) if into else None
    words = vocabulary_of(case.head.vocabulary) if case else Vocabulary(STARTER_TERMS)
    problems = Problems()
    texts: list[Text] = []
    for file in files:
        try:
            texts.append(read_text(file, published=published))
        except ConcessionError as error:
            problems.extend(error)
    problems.raise_if_any()
    found = [(text, read(text, published=published, terms=words)) for text in texts]
    added = _propose(into, found) if into else []
    if as_json:
        write_json(
            {
                "texts": [
                    {**text.record(), "statements": [one.to_dict() for one in said]} for text, said in found
                ],
                **({"added": [_plain(one) for one in added]} if into else {}),
            }
        )
        return
    from concession.report import inbox_page, statements_page  # noqa: PLC0415 - not needed for --json

    page = new_page()
    statements_page(page, found, explain=explain)
    if into:
        inbox_page(page, into, added)
    show(page)


def _day(text: str | None) -> date | None:
    from concession.deal import parse_date  # noqa: PLC0415 - off the way to --help
    from concession.errors import ConcessionError  # noqa: PLC0415

    if text is None:
        return None
    said = parse_date(text)
    if said.precision != "day":
        raise ConcessionError.of("E312", f"'{text[:40]}' is not a day", "write year-month-day: 2025-02-20")
    return said.day


def _own(into: str) -> Case:
    """Return a case that is a folder of the user's own: those of the library are not written to."""
    from pathlib import Path  # noqa: PLC0415 - off the way to --help

    from concession.errors import ConcessionError  # noqa: PLC0415
    from concession.model import library, read_case  # noqa: PLC0415

    if into in library() and not Path(into).exists():
        message = f"'{into}' is a case of the library, which is not written to"
        raise ConcessionError.of("E820", message, "copy its folder, and name the copy")
    return read_case(into)


def _propose(into: str, found: list[tuple[Text, tuple[Statement, ...]]]) -> list[Added]:
    from concession.evidence import add_proposals  # noqa: PLC0415 - off the way to --help
    from concession.model import read_case  # noqa: PLC0415

    added = []
    for text, said in found:
        # read again each time: the text before may have been the same one
        case = read_case(into)
        added.append(
            add_proposals(
                case.documents.folder,
                text,
                said,
                texts=case.head.texts,
                known=case.head.said(),
                sources=case.sources,
            )
        )
    return added


def _plain(one: Added) -> dict[str, object]:
    return {"text": one.text, "added": one.added, "known": one.known, "files": list(one.files)}
