"""Charts of a result, by kind: in Python, and as SVG or PNG files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from concession.analysis import Answers, Comparison, Evaluation
from concession.errors import ConcessionError, nearest
from concession.report._charts_deal import (
    each_dollar,
    fund_assets,
    fund_inflow,
    preferred_by_reading,
    terms_grid,
)
from concession.report._charts_frame import Frame, frame_of
from concession.report._charts_marks import optional
from concession.report._charts_picture import Picture
from concession.report._charts_specs import draw
from concession.report._charts_states import gains, states
from concession.report._charts_values import difference, distribution, joint, value_by_party
from concession.report._charts_years import cumulative_share, outstanding, payments, yearly_cash

__all__ = [
    "ANSWER_CHARTS",
    "CHARTS",
    "chart",
    "javascript",
    "picture",
    "pictures",
    "spec_to_svg",
    "write_chart",
]

#: The kinds of charts, and what each shows.
CHARTS: Mapping[str, str] = {
    "value_by_party": "what each party gets under each draft, with P10 and P90",
    "difference": "the difference to the baseline, future by future",
    "distribution": "how each party's value is distributed under each draft",
    "joint": "two parties' values, future by future",
    "gains": "what two parties gain over the baseline, future by future: who gains when the other loses",
    "states": "what share of futures is in each state of hostilities, or of another chain or event, by year",
    "payments": "payments by instrument and year",
    "cumulative_share": "what share of all sales so far each party has kept",
    "yearly_cash": "each party's cash by year under one draft, with P10 and P90",
    "outstanding": "what is outstanding on claims by year",
    "fund_inflow": "what is paid into each draft's fund by year",
    "fund_assets": "what each draft's fund holds at the end of each year",
    "terms": "which draft states terms of which kind, and on what evidence",
    "preferred": "what is outstanding on a preferred amount by year, reading by reading",
    "each_dollar": "who gets each unit that resources bring the state",
}

_WHOLE = {
    "value_by_party": value_by_party,
    "difference": difference,
    "distribution": distribution,
    "joint": joint,
    "gains": gains,
    "states": states,
    "payments": payments,
    "cumulative_share": cumulative_share,
    "outstanding": outstanding,
    "fund_inflow": fund_inflow,
    "fund_assets": fund_assets,
    "terms": terms_grid,
}
#: Charts that only answers hold, with their readings, and how each is made.
ANSWER_CHARTS = {"preferred": preferred_by_reading, "each_dollar": each_dollar}


def pictures(frame: Frame, said: Answers | None = None) -> list[Picture]:
    """Return all pictures that a result has something to show in, in the order of the page."""
    found = [value_by_party(frame), difference(frame), fund_inflow(frame), fund_assets(frame)]
    found += [of(said, frame) for of in ANSWER_CHARTS.values()] if said else []
    found += [terms_grid(frame), payments(frame), cumulative_share(frame)]
    found += [yearly_cash(frame, draft.id) for draft in frame.drafts]
    found += [outstanding(frame), distribution(frame), joint(frame), gains(frame), states(frame)]
    return [one for one in found if one is not None]


def picture(frame: Frame, kind: str, draft: str | None = None, said: Answers | None = None) -> Picture:
    """Return one picture of a result.

    Raises
    ------
    ConcessionError
        E709 for a kind that there is not, or that this result has nothing to show in; E509 for a draft that
        is not in the result.
    """
    if kind not in CHARTS:
        raise ConcessionError.of("E709", f"there is no chart '{kind}'", nearest(kind, CHARTS))
    names = [one.id for one in frame.drafts]
    if draft is not None and draft not in names:
        raise ConcessionError.of("E509", f"the result has no draft '{draft}'", nearest(draft, names))
    found: Picture | None = None
    if kind in ANSWER_CHARTS:
        found = ANSWER_CHARTS[kind](said, frame) if said else None
    else:
        found = yearly_cash(frame, draft or names[0]) if kind == "yearly_cash" else _WHOLE[kind](frame)
    if found is None:
        why = {
            "difference": "it has one draft only: compare several",
            "distribution": "nothing varies in it",
            "joint": "fewer than two parties' values vary in it",
            "gains": "it has one draft only, or fewer than two parties' values vary in it",
            "states": "its outlook has no chain of states and no event",
            "outstanding": "nothing is ever outstanding in it",
            "fund_inflow": "nothing flows into a fund in it",
            "fund_assets": "no fund holds anything in it",
            "terms": "its drafts do not differ",
            "preferred": "it holds no answers on a preferred amount",
            "each_dollar": "it holds no answers on contributions",
        }
        raise ConcessionError.of(
            "E709",
            f"this result has nothing to show in '{kind}': {why.get(kind, 'nothing is paid in it')}",
            f"charts are: {', '.join(CHARTS)}",
        )
    return found


def chart(
    result: Comparison | Evaluation | Answers | Frame,
    kind: str = "value_by_party",
    *,
    draft: str | None = None,
    said: Answers | None = None,
) -> Any:
    """Return a chart of a result as an Altair chart, to be shown, changed or saved.

    Parameters
    ----------
    result
        What ``compare``, ``evaluate`` or ``answers`` returned, or a frame made of it once for several charts.
    kind
        One of :data:`CHARTS`.
    draft
        For ``yearly_cash``: the draft; the first one where nothing is said.
    said
        The answers that rest on a comparison or frame, for charts that only they hold.

    Raises
    ------
    ConcessionError
        E708 where Altair is not installed; E709 for an unknown kind, or one with nothing to show.

    Examples
    --------
    >>> from concession.analysis import compare
    >>> from concession.model import load
    >>> shown = chart(compare(load("buenavista"), ["duty-10"]), "difference")
    >>> shown.to_dict()["title"]["text"]
    ['The difference to base']
    """
    said = result if isinstance(result, Answers) else said
    bare = result.transfer if isinstance(result, Answers) else result
    frame = bare if isinstance(bare, Frame) else frame_of(bare)
    return draw(picture(frame, kind, draft, said), frame)


def write_chart(
    result: Comparison | Evaluation | Answers | Frame,
    kind: str,
    file: str | Path,
    *,
    draft: str | None = None,
    said: Answers | None = None,
) -> None:
    """Save a chart as SVG or PNG, by the ending of the file's name.

    Raises
    ------
    ConcessionError
        E708 and E709 as :func:`chart`; E709 for another ending.
    """
    path = Path(file)
    ending = path.suffix.lower()
    if ending not in (".svg", ".png"):
        raise ConcessionError.of(
            "E709", f"a chart cannot be saved as '{path.name}'", "end the file's name in .svg or .png"
        )
    spec = chart(result, kind, draft=draft, said=said).properties(background="white", padding=14).to_dict()
    if ending == ".svg":
        path.write_text(spec_to_svg(spec, bare=False), encoding="utf-8")
    else:
        path.write_bytes(optional("vl_convert").vegalite_to_png(json.dumps(spec), scale=2.0))


def spec_to_svg(spec: Mapping[str, Any], *, bare: bool = True) -> str:
    """Return a Vega-Lite specification drawn as SVG, with coordinates of one decimal.

    What only a pointer finds is left out. ``bare`` drops what speaks to screen readers mark by mark: the
    page says what a chart shows in words.
    """
    text: str = optional("vl_convert").vegalite_to_svg(json.dumps(_seen(spec)))
    text = re.sub(r"(?<=[\s,(\"MLHVhvlZAC-])(-?\d+\.\d)\d+", r"\1", text)
    # numbers that go up from chart to chart would make two drawings of one chart differ
    for number, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', text))):
        text = text.replace(f'id="{name}"', f'id="part-{number}"').replace(
            f"url(#{name})", f"url(#part-{number})"
        )
    if bare:
        text = re.sub(r' (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"', "", text)
        text = re.sub(r'<path d="(?:M0,0h[^"]*)?"(?: display="none")?/>', "", text)
        text = text.replace("<g></g>", "")
    return text


def _seen(spec: Any) -> Any:
    """Return a specification without the layers that nobody sees."""
    if isinstance(spec, Mapping):
        return {key: _seen(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [_seen(one) for one in spec if not _hidden(one)]
    return spec


def _hidden(one: object) -> bool:
    mark = one.get("mark") if isinstance(one, Mapping) else None
    return isinstance(mark, Mapping) and mark.get("opacity") == 0


def javascript() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one classic script; kept in the user's cache once it is made.

    Making it takes seconds, so that it is done once for each version of the packages.
    """
    vl = optional("vl_convert")
    named = os.environ.get("CONCESSION_CACHE")
    base = (
        Path(named)
        if named
        else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "concession"
    )
    file = base / "charts" / f"vega-embed-{vl.__version__}.js"
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        pass
    text: str = vl.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # wrapped, so that its many short names do not become names of the page
    text = f"(function(){{{text}}})();"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.getpid()}")
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError:
        return text  # a cache that cannot be written costs time only
    return text
