"""``concession positions``: each party on each term over time, beside the drafts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from concession.cli._guard import guarded
from concession.cli._options import AsJson, CaseName, PartyIds, check_parties
from concession.cli._screen import tell

if TYPE_CHECKING:
    from concession.model import Case

__all__ = ["positions"]

ChartFile = Annotated[
    str | None,
    typer.Option("--chart", metavar="FILE", help="Draw them over time as well, into an .svg or .png file."),
]
Terms = Annotated[
    list[str] | None,
    typer.Option("--term", "-t", metavar="TERM", help="Show this term only (may be repeated)."),
]


@guarded
def positions(
    case: CaseName,
    party: PartyIds = None,
    term: Terms = None,
    chart: ChartFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what each side said on each term over time, and which draft was on the table then."""
    from concession.evidence import kept_statements, vocabulary_of  # noqa: PLC0415 - off the way to --help
    from concession.evidence import positions as run  # noqa: PLC0415
    from concession.model import read_case  # noqa: PLC0415
    from concession.report import positions_chart, positions_page, save_chart  # noqa: PLC0415

    loaded = read_case(case)
    head = loaded.head
    check_parties(party or (), [*loaded.parties, *loaded.groups])
    _check_terms(loaded, term or ())
    words = vocabulary_of(head.vocabulary)
    # the law as it stands is a baseline, not a draft that anyone laid on the table
    drafts = {name: one.dated.day for name, one in loaded.drafts.items() if one.dated and one.status != "law"}
    timeline = [
        one
        for one in run(
            kept_statements(head.said(), vocabulary=words), head.principals, terms=words, drafts=drafts
        )
        if (not party or one.party in party) and (not term or one.term in term)
    ]
    names = {one.id: one.name for one in loaded.parties.values()}
    names |= {one.id: one.name for one in loaded.groups.values()}
    titles = {name: one.title for name, one in head.vocabulary.items()}
    if chart:
        note = "Illustrative: see the case." if head.illustrative else ""
        drawn = positions_chart(
            timeline,
            title=f"{loaded.title}: positions",
            parties=names,
            terms=titles,
            drafts=drafts,
            subtitle=note,
        )
        save_chart(drawn, chart)
        sys.stderr.write(f"wrote {chart}\n")
    tell(
        lambda page: positions_page(page, loaded.title, timeline, parties=names, terms=titles, drafts=drafts),
        lambda: {"case": loaded.id, "positions": [one.to_dict() for one in timeline]},
        as_json=as_json,
    )


def _check_terms(case: Case, asked: list[str] | tuple[()]) -> None:
    from concession.errors import Problems, nearest  # noqa: PLC0415 - off the way to --help

    problems, known = Problems(), case.head.vocabulary
    for name in asked:
        if name not in known:
            problems.add("E816", f"there is no term '{name}'", nearest(name, known))
    problems.raise_if_any()
