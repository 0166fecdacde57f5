"""Small cases written as files, loaded, and run in both executors."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from ruamel.yaml import YAML

from concession.engine import ReferenceExecutor, run_exact
from concession.errors import ConcessionError
from concession.lines import compile_program
from concession.model import Built, Case, inputs_of, load, outlook_of, read_case, still_names

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Tree = dict[str, Any]

PARTIES = {
    "company": {"name": "Company", "kind": "company"},
    "treasury": {"name": "Treasury", "kind": "treasury"},
    "bank": {"name": "Bank", "kind": "lender"},
    "investor": {"name": "Investor", "kind": "investor"},
    "agency": {"name": "Agency", "kind": "agency"},
}


def money(values: Sequence[object], start: str = "2025", unit: str = "USD") -> Tree:
    """Return a series as a file states it."""
    return {"from": start, "values": [str(value) for value in values], "unit": unit}


def tree_of(
    clauses: Tree,
    projects: Tree,
    *,
    periods: int,
    start: str = "2025",
    per: str = "year",
    exchange: Tree | None = None,
    outlook: Tree | None = None,
    parties: Tree | None = None,
    drafts: Tree | None = None,
    currency: str = "USD",
) -> Tree:
    """Return a whole case as the tree of its file."""
    return {
        "concession": 1,
        "title": "A small case",
        "currency": currency,
        "source": "s",
        "timeline": {"start": start, "periods": periods, "per": per},
        "conventions": {
            "valuation_date": "2025-01-01",
            "discounting": "end",
            "common_rate": "10 % per year",
            "exchange": exchange or {},
        },
        "parties": {name: dict(one) for name, one in {**PARTIES, **(parties or {})}.items()},
        "sources": {"s": {"title": "Made up", "grade": "A", "kind": "model", "mark": "text"}},
        "projects": projects,
        "outlook": outlook or {},
        "drafts": drafts
        or {
            "base": {"title": "Base", "dated": "2025", "status": "example", "source": "s", "clauses": clauses}
        },
    }


def mine(
    revenue: Sequence[object],
    costs: Sequence[object] = (),
    capital: Sequence[object] = (),
    *,
    start: str = "2025",
    production: Sequence[object] = (),
    **more: object,
) -> Tree:
    """Return a project whose amounts are given by period."""
    product: Tree = {"revenue": money(revenue, start)}
    if production:
        product["quantity"] = money(production, start, "t")
    project: Tree = {"owner": "company", "products": {"metal": product}, **more}
    if costs:
        project["costs"] = {"work": {"amount": money(costs, start)}}
    if capital:
        project["capital"] = {"works": {"amount": money(capital, start)}}
    return project


def write(tree: Tree, folder: Path) -> Path:
    """Write a case into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 200
    yaml.sort_base_mapping_type_on_output = False
    with (folder / "case.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    return folder


def loaded(tree: Tree, *, build: bool = True) -> Case:
    """Write a case, read it back and check it."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(tree, Path(folder) / "case")
        return load(path) if build else read_case(path)


def problems_of(tree: Tree) -> list[tuple[str, str]]:
    """Return the codes and messages that loading a case reports, with what it hints."""
    found = []
    try:
        loaded(tree)
    except ConcessionError as error:
        found = list(error.problems)
    lost = [one for one in found if one.place is None and not one.path]
    assert lost == [], "a problem says where it is"
    return [(one.code, f"{one.message} | {one.hint}") for one in found]


class Results(dict[str, Array]):
    """Every line of a draft by name, one number for each period."""

    built: Built


def both(case: Case, draft: str | None = None) -> Results:
    """Return every line of a draft, run in floats and in decimals, which must agree."""
    built = case.build(draft)
    names = list(built.graph.lines)
    program = compile_program(built.graph, names)
    program = program.fixing(still_names(program, ()))
    inputs = inputs_of(program, built, outlook_of(case, built, 1), frozenset())
    simulated = ReferenceExecutor(program, inputs).run(range(1))
    exact = run_exact(program, inputs)
    periods = case.timeline.periods
    found = Results()
    found.built = built
    size = max([1.0, *(float(np.abs(simulated[name]).max()) for name in names)])
    for name in names:
        row = np.broadcast_to(simulated[name], (periods, 1))[:, 0]
        paper = np.array([float(x) for x in exact[name]])
        np.testing.assert_allclose(
            row, np.broadcast_to(paper, (periods,)), rtol=1e-9, atol=1e-9 * size, err_msg=name
        )
        found[name] = row
    return found


def run(tree: Tree, draft: str | None = None) -> Results:
    """Load a case and run one of its drafts."""
    return both(loaded(tree), draft)


def close(ours: Array, plain: Sequence[float] | Array) -> None:
    """Check two rows of amounts."""
    wanted = np.asarray(plain, dtype=np.float64)
    np.testing.assert_allclose(
        ours, wanted, rtol=1e-9, atol=1e-9 * max(1.0, float(np.abs(wanted).max(initial=0.0)))
    )


# -- terms at random ---------------------------------------------------------------------------------


def amounts(periods: int, least: int = 0, most: int = 1000) -> st.SearchStrategy[list[int]]:
    """Return rows of whole amounts."""
    return st.lists(st.integers(least, most), min_size=periods, max_size=periods)


def shares(least: int = 0, most: int = 100) -> st.SearchStrategy[Decimal]:
    """Return whole percentages as shares."""
    return st.integers(least, most).map(lambda n: Decimal(n) / 100)


def percent(share: Decimal) -> str:
    """Return a share as files write it."""
    return f"{share * 100:f} %"


@st.composite
def timelines(draw: st.DrawFn, most: int = 14) -> Mapping[str, Any]:
    """Return the periods of a case: their length, the first one, how many there are."""
    per = draw(st.sampled_from(["year", "quarter", "month"]))
    per_year = {"year": 1, "quarter": 4, "month": 12}[per]
    part = draw(st.integers(1, per_year))
    start = {"year": "2025", "quarter": f"2025Q{part}", "month": f"2025-{part:02d}"}[per]
    return {
        "per": per,
        "start": start,
        "periods": draw(st.integers(2, most if per != "month" else 30)),
        "part": part,
        "per_year": per_year,
    }


def head(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what :func:`tree_of` wants to know of a timeline."""
    return {key: line[key] for key in ("per", "start", "periods")}


def years_of(line: Mapping[str, Any]) -> list[list[int]]:
    """Return the periods of each calendar year."""
    years: dict[int, list[int]] = {}
    for k in range(line["periods"]):
        years.setdefault((line["part"] - 1 + k) // line["per_year"], []).append(k)
    return list(years.values())
