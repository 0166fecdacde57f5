"""``concession chart``: one chart of a case, into a file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from concession.cli._complete import complete_draft
from concession.cli._guard import guarded, write_json
from concession.cli._options import (
    CaseName,
    Futures,
    PartyIds,
    Readings,
    Seed,
    check_parties,
    readings_of,
)
from concession.cli._screen import progress_bar

__all__ = ["chart"]


def _complete_kind(incomplete: str) -> list[str]:
    from concession.report import CHARTS  # noqa: PLC0415 - only while completing

    return [name for name in CHARTS if name.startswith(incomplete)]


Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        "-k",
        metavar="KIND",
        help="value_by_party, difference, distribution, joint, gains, states, payments, cumulative_share, "
        "yearly_cash, outstanding, fund_inflow, fund_assets, preferred, each_dollar or terms.",
        autocompletion=_complete_kind,
    ),
]
OutFile = Annotated[
    str | None, typer.Option("--out", "-o", metavar="FILE", help="The file, which ends in .svg or .png.")
]
DraftIds = Annotated[
    list[str] | None,
    typer.Option(
        "--draft",
        "-d",
        metavar="DRAFT",
        help="Show this draft, beside the baseline (may be repeated); all where nothing is said. "
        "yearly_cash shows the first one named.",
        autocompletion=complete_draft,
    ),
]
AsSpec = Annotated[bool, typer.Option("--json", help="Print the chart as a Vega-Lite specification.")]


@guarded
def chart(
    case: CaseName,
    kind: Kind = "value_by_party",
    out: OutFile = None,
    draft: DraftIds = None,
    party: PartyIds = None,
    reading: Readings = None,
    futures: Futures = None,
    seed: Seed = None,
    as_json: AsSpec = False,
) -> None:
    """Draw one chart of drafts and their baseline into a file."""
    from concession.analysis import answers, read_case_where  # noqa: PLC0415 - off the way to --help
    from concession.analysis import compare as run  # noqa: PLC0415
    from concession.model import load  # noqa: PLC0415
    from concession.report import ANSWER_CHARTS, frame_of, write_chart  # noqa: PLC0415
    from concession.report import chart as drawn  # noqa: PLC0415

    if not (out or as_json):
        raise typer.BadParameter("say where with --out FILE.svg, or ask for --json")
    _check(kind, out)
    loaded = load(case)
    check_parties(party or (), [*loaded.parties, *loaded.groups])
    count = len(draft) if draft else len(loaded.drafts)
    with progress_bar("drawing", count * (futures or loaded.head.futures)) as progress:
        chosen = readings_of(reading or ())
        loaded, wanted = read_case_where(loaded, draft or list(loaded.drafts), chosen)
        said = None
        if kind in ANSWER_CHARTS:
            said = answers(loaded, wanted, futures=futures, seed=seed, progress=progress)
        result = said.transfer if said else run(loaded, wanted, futures=futures, seed=seed, progress=progress)
        frame = frame_of(result, parties=tuple(party or ()))
    first = draft[0] if draft and kind == "yearly_cash" else None
    if out:
        write_chart(frame, kind, out, draft=first, said=said)
        sys.stderr.write(f"wrote {out}\n")
    if as_json:
        write_json(drawn(frame, kind, draft=first, said=said).to_dict())


def _check(kind: str, out: str | None) -> None:
    """Raise for what needs no run to be found."""
    from concession.errors import Problems, nearest  # noqa: PLC0415 - off the way to --help
    from concession.report import CHARTS  # noqa: PLC0415

    problems = Problems()
    if kind not in CHARTS:
        hint = nearest(kind, CHARTS) or f"charts are: {', '.join(CHARTS)}"
        problems.add("E709", f"there is no chart '{kind}'", hint)
    if out and not out.lower().endswith((".svg", ".png")):
        problems.add("E709", f"a chart cannot be saved as '{out}'", "end the file's name in .svg or .png")
    problems.raise_if_any()
