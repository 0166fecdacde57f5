"""The package as Python code uses it."""

import html.parser
import subprocess
import sys
from pathlib import Path

import pytest

import concession as package
from concession import ConcessionError


@pytest.fixture(scope="module")
def case() -> package.Case:
    return package.load("buenavista")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> package.Case:
    from concession.model import start_case  # noqa: PLC0415 - a fixture's own

    folder = tmp_path_factory.mktemp("door") / "my-case"
    start_case(folder)
    return package.load(folder)


def test_the_door_is_light_until_it_is_used() -> None:
    program = """
import sys, concession
assert not {"numpy", "scipy", "ruamel.yaml", "typer", "rich"} & set(sys.modules)
assert set(dir(concession)) == set(concession.__all__)
for name in concession.__all__:
    assert getattr(concession, name) is not None
assert not {"scipy", "pandas", "polars", "typer", "rich", "altair"} & set(sys.modules)
try:
    concession.evluate
except AttributeError as error:
    assert "evluate" in str(error)
else:
    raise SystemExit("a name that is not there was found")
"""
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - the program above


def test_a_term_replaced_is_evaluated(case: package.Case) -> None:
    lower = case.draft("base").replace("clauses.mining_duty.rate", "4 %")
    one, other = package.evaluate(case), package.evaluate(case, lower)
    assert other.lines["mining_duty"].by_period == pytest.approx(
        one.lines["mining_duty"].by_period * 4 / 7.5, rel=1e-12
    )
    # the draft in the case is as it was
    assert package.evaluate(case).to_dict() == one.to_dict()


def test_a_term_replaced_is_compared_and_told(case: package.Case) -> None:
    lower = case.draft("base").replace("clauses.mining_duty.rate", "4 %")
    (changed,) = package.diff(case, "base", lower).clauses
    assert [(term.path, term.old, term.new) for term in changed.terms] == [("rate", "7.5 %", "4 %")]
    compared = package.compare(case, [lower])
    assert compared.baseline == "base"
    assert compared.drafts[1].parties["treasury"].vs_baseline.mean < 0


def test_a_wrong_path_names_the_nearest(case: package.Case) -> None:
    with pytest.raises(ConcessionError, match="mining_duty") as caught:
        case.draft("base").replace("clauses.mining_dutty.rate", "4 %")
    assert caught.value.problems[0].code == "E207"


def test_a_wrong_value_is_an_error_with_its_path(case: package.Case) -> None:
    with pytest.raises(ConcessionError, match=r"clauses\.mining_duty\.rate"):
        package.evaluate(case, case.draft("base").replace("clauses.mining_duty.rate", "4 USD"))


def test_explain_takes_years_and_texts(case: package.Case) -> None:
    year = package.explain(case, line="income_tax", period=2035, depth=1)
    text = package.explain(case, line="income_tax", period="2035", depth=1)
    exact = package.explain(case, line="income_tax", period=2035, depth=1, exact=True)
    assert year.to_dict() == text.to_dict()
    assert float(exact.tree.value.mean) == pytest.approx(float(year.tree.value.mean), rel=1e-12)
    result = package.evaluate(case)
    assert float(year.tree.value.mean) == pytest.approx(result.lines["income_tax"].by_period[10], rel=1e-12)


def test_explain_without_a_period_takes_the_first_that_is_not_nil(own: package.Case) -> None:
    assert package.explain(own, line="royalty", depth=0).period == "2028"
    assert package.explain(own, "offer", line="signature_bonus", depth=0).period == "2026"


def test_explain_over_futures_agrees_with_evaluate(own: package.Case) -> None:
    told = package.explain(own, line="royalty", period=2030, futures=64, seed=3, depth=2)
    result = package.evaluate(own, futures=64, seed=3)
    assert float(told.tree.value.mean) == pytest.approx(result.lines["royalty"].by_period[4], rel=1e-12)
    singles = [
        float(package.explain(own, line="royalty", period=2030, future=k, seed=3, depth=0).tree.value.mean)
        for k in range(64)
    ]
    assert min(singles) == pytest.approx(float(told.tree.value.least), rel=1e-12)
    assert max(singles) == pytest.approx(float(told.tree.value.most), rel=1e-12)
    exact = package.explain(own, line="royalty", period=2030, future=5, seed=3, depth=0, exact=True)
    assert float(exact.tree.value.mean) == pytest.approx(singles[5], rel=1e-9)


def test_check_counts_every_value_once(own: package.Case) -> None:
    found = package.check(own)
    law, offer = found.evidence["clauses of law"], found.evidence["clauses of offer"]
    assert law["text"] == 3
    # the offer restates the royalty and adds a bonus; the rest is the law's, and counted there
    assert sum(offer.values()) == 2
    assert sum(found.total.values()) == sum(
        sum(counts.values()) for name, counts in found.evidence.items() if name != "all"
    )
    assert {one.path for one in found.varies} == {
        "outlook.gold_price",
        "projects.mine.products.gold.grade",
        "projects.mine.costs.mining.rate",
    }


def test_check_warns_of_a_risk_charged_twice(tmp_path: Path) -> None:
    from concession.model import start_case  # noqa: PLC0415 - this test's own

    start_case(tmp_path / "x")
    file = tmp_path / "x" / "case.yaml"
    text = file.read_text()
    text = text.replace("  rate_basis:", "  risks_in_rate: [gold_price, peace]\n  rate_basis:")
    text = text.replace("illustrative: true", "illustrative: false")
    text += "  never:\n    title: Nobody reads this\n    grade: A\n"
    text = text.replace(
        "reserves: 12 Mt ",
        "reserves: {value: 12 Mt, mark: unknown, note: nobody drilled, range: 9 to 14 Mt} ",
    )
    file.write_text(text)
    kinds = [one.kind for one in package.check(package.load(tmp_path / "x")).warnings]
    assert sorted(kinds) == ["charged-twice", "unknown", "unknown-risk", "unused-source"]


class Tags(html.parser.HTMLParser):
    """Checks that tags close in order, and keeps the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"p", "strong", "table", "thead", "tbody", "tr", "th", "td"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data + "|"


@pytest.mark.parametrize("what", ["evaluate", "compare", "diff", "explain", "check"])
def test_results_print_well_in_a_notebook(what: str, own: package.Case) -> None:
    result = result_of(what, own)
    tags = Tags()
    tags.feed(result._repr_html_())
    assert tags.open == []
    assert "A small gold mine" in tags.text
    assert "illustrative" in tags.text
    lines = repr(result).splitlines()
    assert lines[0].endswith("- illustrative")
    assert len(lines) >= 3
    assert "object at 0x" not in repr(result)


def result_of(what: str, case: package.Case) -> package.Evaluation:
    calls = {
        "evaluate": lambda: package.evaluate(case, futures=20),
        "compare": lambda: package.compare(case, futures=20),
        "diff": lambda: package.diff(case, "law", "offer"),
        "explain": lambda: package.explain(case, line="royalty", futures=20),
        "check": lambda: package.check(case),
    }
    return calls[what]()  # type: ignore[return-value]


@pytest.mark.parametrize("what", ["evaluate", "compare", "diff", "explain", "check"])
def test_results_become_records_and_frames(what: str, own: package.Case) -> None:
    result = result_of(what, own)
    records = result.to_records()
    assert records
    assert all(list(row) == list(records[0]) for row in records)
    assert all(row["illustrative"] is True for row in records), "an export says so, too"
    assert len(result.to_csv().splitlines()) == len(records) + 1
    assert result.to_pandas().shape == (len(records), len(records[0]))
    assert result.to_polars().shape == (len(records), len(records[0]))
    assert isinstance(result.to_dict(), dict)


@pytest.mark.parametrize("missing", ["pandas", "polars"])
def test_a_frame_without_its_package_says_what_to_install(
    missing: str, case: package.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConcessionError, match=f"E706 {missing} is not installed"):
        getattr(package.evaluate(case), f"to_{missing}")()


def test_a_case_may_be_named():
    assert package.evaluate("copper-creek").case.id == "copper-creek"
    assert package.compare("copper-creek", ["royalty-2"]).baseline == "base"
    with pytest.raises(package.ConcessionError, match="E129"):
        package.evaluate("coper-creek")
