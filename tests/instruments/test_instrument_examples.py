"""Every instrument has an example; each loads, runs whole, conserves money and does something."""

import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
from instrument_examples import EXAMPLE_CASE, EXAMPLES

from concession.analysis import evaluate
from concession.clauses import KINDS
from concession.compiler import compiler_present
from concession.deal import fields_of
from concession.model import load

MINE = {
    name
    for name, cls in KINDS.items()
    if cls.__module__.rsplit(".", 1)[-1]
    in {
        "_allowances", "_burden_cap", "_cash_flow_tax", "_closure_fund", "_cost_recovery", "_credits", "_first_tranche", "_indirect_taxes",
        "_interest_limits", "_minimum_royalty", "_minimum_tax", "_mutual_taxes", "_participation", "_profit_royalty", "_profit_rules",
        "_profit_split", "_ratio_taxes", "_rent_tax", "_sliding", "_variable_income_tax", "_windfall", "_withholding",
    }
}  # fmt: skip


def written(folder, word):
    text = EXAMPLE_CASE.replace("{clauses}", textwrap.indent(EXAMPLES[word], "      "))
    (Path(folder) / "case.yaml").write_text(text)
    return load(folder)


def test_every_instrument_has_one():
    assert set(EXAMPLES) == MINE


@pytest.mark.parametrize("word", sorted(EXAMPLES))
def test_examples_run(tmp_path, word):
    case = written(tmp_path, word)
    result = evaluate(case)
    assert result.conservation_error < 1e-9
    last = list(case.clauses())[-1]
    assert type(last.clause) is KINDS[word]
    assert np.any(result.lines[last.id].by_period != 0), "the clause does nothing"


def by_quarter(text):
    """Return the case by quarters, with a second mine of the same company beside the first."""
    start = text.index("  mine:\n")
    end = text.index("drafts:")
    project = text[start:end]
    quarters = re.sub(
        r"values: \[([^\]]*)\]",
        lambda found: (
            "values: [" + ", ".join(one for x in found[1].split(",") for one in [x.strip()] * 4) + "]"
        ),
        project,
    )
    quarters = quarters.replace("from: 2025", "from: 2025Q1")
    other = quarters.replace("  mine:", "  other:")
    text = text[:start] + quarters + other + text[end:]
    return text.replace("{start: 2025, periods: 8}", "{start: 2025Q1, periods: 32, per: quarter}")


@pytest.mark.parametrize("word", sorted(EXAMPLES))
def test_examples_run_by_quarter_for_two_mines_of_one_company(tmp_path, word):
    text = EXAMPLE_CASE.replace("{clauses}", textwrap.indent(EXAMPLES[word], "      "))
    (tmp_path / "case.yaml").write_text(by_quarter(text))
    result = evaluate(load(tmp_path))
    assert result.conservation_error < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("word", sorted(EXAMPLES))
def test_compiled_programs_say_the_same(tmp_path, word):
    if not compiler_present():
        pytest.skip("there is no compiler here")
    text = EXAMPLE_CASE.replace("{clauses}", textwrap.indent(EXAMPLES[word], "      "))
    wide = "price: {value: 8000 USD/t, mark: assumed, range: 2000 to 14000 USD/t, note: to be drawn}"
    (tmp_path / "case.yaml").write_text(text.replace("price: 8000 USD/t", wide))
    case = load(tmp_path)
    plain, compiled = (evaluate(case, futures=200, executor=name).lines for name in ("reference", "fused"))
    for name, line in plain.items():
        np.testing.assert_allclose(
            line.by_period, compiled[name].by_period, rtol=1e-9, atol=1e-6, err_msg=name
        )


#: Kinds whose payments or lines of a year need not be the same by quarter, and why.
BY_PERIOD = {
    "closure_fund": "interest is earned each period",
    "depreciation": "spending of a quarter is written down from its own quarter on",
    "domestic_obligation": "a holiday counts periods",
    "interest_limit": "the example's interest is a rate for each period",
    "participation": "what is carried grows each period",
    "profit_split": "an R-factor is read a period later",
    "r_factor": "an R-factor is read a period later",
    "return_tiers": "what is not returned grows each period",
    "uplift": "each quarter's spending is raised for its own four quarters a year",
    "vat": "a refund comes so many periods later",
}


@pytest.mark.parametrize("word", sorted(set(EXAMPLES) - set(BY_PERIOD)))
def test_a_year_is_the_same_by_quarter(tmp_path, word):
    text = EXAMPLE_CASE.replace("{clauses}", textwrap.indent(EXAMPLES[word], "      "))

    def quartered(found):
        values = [str(float(x) / 4) for x in found[1].split(",") for _ in range(4)]
        return f"values: [{', '.join(values)}]"

    start, end = text.index("  mine:\n"), text.index("drafts:")
    project = re.sub(r"values: \[([^\]]*)\]", quartered, text[start:end]).replace(
        "from: 2025", "from: 2025Q1"
    )
    quarters = f"{text[:start]}{project}{text[end:]}"
    quarters = quarters.replace("{start: 2025, periods: 8}", "{start: 2025Q1, periods: 32, per: quarter}")
    found = []
    for name, one in (("years", text), ("quarters", quarters)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.yaml").write_text(one)
        case = load(tmp_path / name)
        clause = list(case.clauses())[-1].id
        found.append(evaluate(case).lines[clause].by_period)
    years, quarters = found[0], found[1].reshape(8, 4)
    ways = (quarters.sum(axis=1), quarters[:, -1], quarters.mean(axis=1))
    assert any(np.allclose(years, way, rtol=1e-9, atol=1e-6) for way in ways), (years, quarters)


@pytest.mark.parametrize("word", sorted(MINE))
def test_every_instrument_says_what_it_is(word):
    cls = KINDS[word]
    assert cls.formula
    assert cls.reference
    assert cls.__doc__.split("\n")[0].endswith(".")
    for one in fields_of(cls):
        assert one.doc.endswith("."), one.name


@pytest.mark.parametrize("word", sorted(EXAMPLES))
def test_nothing_is_paid_outside_the_years_of_a_clause(tmp_path, word):
    text = EXAMPLE_CASE.replace("{clauses}", textwrap.indent(EXAMPLES[word], "      "))
    at = text.rindex(f"type: {word}")
    inside = text[:at].rstrip().endswith("{")
    within = ", from: 2027, until: 2028" if inside else "\n        from: 2027\n        until: 2028"
    end = at + len(f"type: {word}")
    (tmp_path / "case.yaml").write_text(text[:end] + within + text[end:])
    case = load(tmp_path)
    result = evaluate(case)
    assert result.conservation_error < 1e-9
    built = case.build()
    name = list(case.clauses())[-1].id
    for payment in built.ledger.payments:
        # a fund still pays closure, and tax that was paid still comes back
        if payment.name == name:
            assert np.all(result.lines[name].by_period[[0, 1, 4, 5, 6, 7]] == 0)
