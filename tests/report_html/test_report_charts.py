"""Charts: what they say in words, that their data are the results, and that their specifications hold."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from small_cases import loaded, mine, tree_of

from concession.analysis import Comparison, compare, evaluate
from concession.analysis._years import MOST_FUTURES, years_of
from concession.errors import ConcessionError
from concession.model import load
from concession.report import CHARTS, Frame, chart, frame_of, write_chart
from concession.report._charts import picture, pictures, spec_to_svg
from concession.report._charts_specs import draw
from concession.report._charts_theme import SERIES, THEMED

pytest.importorskip("altair", reason="charts need the extra 'charts'")
pytest.importorskip("vl_convert", reason="charts need the extra 'charts'")


@pytest.fixture(scope="module")
def mines() -> Frame:
    return frame_of(compare(load("buenavista")))


@pytest.fixture(scope="module")
def dobra() -> Comparison:
    return compare(load("dobra"), futures=300)


@pytest.fixture(scope="module")
def random(dobra: Comparison) -> Frame:
    return frame_of(dobra)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_kinds_that_a_result_has(mines: Frame, random: Frame) -> None:
    still = [one.key for one in pictures(mines)]
    assert still[:5] == ["value_by_party", "difference", "terms_grid", "payments", "cumulative_share"]
    assert [key for key in still if key.startswith("yearly_cash")] == [
        f"yearly_cash-{one.id}" for one in mines.drafts
    ]
    assert {"distribution", "joint"}.isdisjoint(still), "nothing varies"
    assert {"distribution", "joint"} <= {one.kind for one in pictures(random)}


def test_golden_sentences(mines: Frame) -> None:
    assert picture(mines, "difference").sentence == (
        "Mexico: from USD 30.5 million more (duty-8-5) to USD 76.5 million more (duty-10). "
        "Buenavista del Cobre, S.A. de C.V.: from USD 76.5 million less (duty-10) to USD 30.5 million less (duty-8-5). "
        "Federal treasury of Mexico: from USD 30.2 million more (royalty-2-35) to USD 96.1 million more (duty-10). "
        "Employees: from USD 19.6 million less (duty-10) to USD 5.0 million more (royalty-2-35)."
    )
    assert picture(mines, "value_by_party").sentence.startswith(
        "Mexico: from USD 2,784.2 million (base) to USD 2,860.6 million (duty-10). "
    )
    assert "Not drawn: Closure provision." in picture(mines, "value_by_party").note


def test_no_sentence_ranks(mines: Frame, random: Frame) -> None:
    words = " ".join(
        one.sentence + one.note + one.title for frame in (mines, random) for one in pictures(frame)
    ).lower()
    assert not any(word in words for word in ("better", "worse", "best", "worst", "winner", "fair"))


@pytest.mark.parametrize("kind", ["value_by_party", "difference"])
def test_csv_equals_the_comparison(kind: str, dobra: Comparison, random: Frame) -> None:
    found = rows(picture(random, kind).to_csv())
    results = {one.draft.id: one.parties for one in dobra.drafts}
    assert len(found) == len(random.parties) * (len(results) - (kind == "difference"))
    for row in found:
        party = results[row["draft"]][row["party"]]
        wanted = party.npv if kind == "value_by_party" else party.vs_baseline
        for key in ("mean", "p10", "p90"):
            assert float(row[key]) == pytest.approx(getattr(wanted, key), rel=1e-9)


def test_yearly_cash_adds_up_to_the_evaluation(random: Frame, dobra: Comparison) -> None:
    found = rows(picture(random, "yearly_cash", "costs-first").to_csv())
    one = evaluate(load("dobra"), "costs-first", futures=300)
    names = {party.name: party.id for party in random.parties.values()}
    for name, party in names.items():
        mean = sum(float(row["mean"]) for row in found if row["party"] == name)
        assert mean == pytest.approx(one.parties[party].undiscounted.mean, rel=1e-8)
        assert all(float(row["p10"]) <= float(row["p90"]) for row in found)


def test_paths_are_the_futures_of_the_comparison(random: Frame, dobra: Comparison) -> None:
    for draft, years in zip(dobra.drafts, random.paths.drafts, strict=True):
        for name, party in draft.parties.items():
            assert float(years.parties[name].own.mean()) == pytest.approx(party.npv.mean, rel=1e-12)
            assert float(np.quantile(years.parties[name].common, 0.9)) == pytest.approx(
                party.npv_common.p90, rel=1e-12
            )


def test_paths_are_bounded() -> None:
    assert years_of(load("dobra"), ["base"], futures=1_000_000).futures == MOST_FUTURES


def test_shares_of_the_distribution_are_whole(random: Frame) -> None:
    found = rows(picture(random, "distribution").to_csv())
    sums: dict[tuple[str, str], float] = {}
    for row in found:
        key = row["draft"], row["party"]
        sums[key] = sums.get(key, 0.0) + float(row["share"])
    assert len(sums) == 4
    assert all(total == pytest.approx(1.0, abs=1e-8) for total in sums.values())


def test_payments_are_those_of_the_lines(mines: Frame) -> None:
    found = rows(picture(mines, "payments").to_csv())
    one = evaluate(load("buenavista"), "duty-10")
    duty = sum(line.by_period.sum() for line in one.lines.values() if line.instrument == "duty")
    drawn = sum(
        float(row["mean"]) for row in found if row["draft"] == "duty-10" and row["instrument"] == "duty"
    )
    assert drawn == pytest.approx(duty, rel=1e-8)


def test_quarters_are_drawn_by_year(random: Frame) -> None:
    assert random.case.timeline.per_year == 4
    assert random.paths.years == tuple(range(2026, 2061))


def test_outstanding_is_what_a_claim_holds() -> None:
    loan = {"type": "loan", "lender": "bank", "share": "100 %", "rate": "5 % per year", "instalments": 2}
    case = loaded(tree_of({"loan": loan}, {"pit": mine([90, 90, 90], [20, 20, 20], [100])}, periods=3))
    shown = picture(frame_of(compare(case)), "outstanding")
    assert len(shown.series) == 1
    assert [float(row["mean"]) for row in rows(shown.to_csv())] == pytest.approx([100, 50, 0], abs=1e-9)
    assert shown.sentence == "At the end of 2027. base: loan: balance USD 0.00."


def test_every_chart_holds_to_the_schema(mines: Frame, random: Frame) -> None:
    for frame in (mines, random):
        for one in pictures(frame):
            spec = draw(one, frame).to_dict(validate=True)
            assert spec["datasets"][spec["data"]["name"]] == one.to_csv()
            assert spec["$schema"].endswith(".json")


def test_colours_of_charts_are_those_that_the_page_can_turn_dark(mines: Frame, random: Frame) -> None:
    known = {light for light, _ in THEMED.values()}
    for frame in (mines, random):
        for one in pictures(frame):
            text = spec_to_svg(draw(one, frame, titled=False).to_dict(validate=False))
            used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', text))
            assert used <= known | {"transparent", "none", "white"}, one.key
    assert len(set(SERIES)) == len(SERIES)


@pytest.mark.parametrize(("dark", "paper"), [(0, "#fdfdfe"), (1, "#15181c")])
def test_colours_stand_out_from_their_paper(dark: int, paper: str) -> None:
    low = {name: _contrast(both[dark], paper) for name, both in THEMED.items() if name.startswith("series")}
    assert min(low.values()) >= 3, low
    assert _contrast(THEMED["ink"][dark], paper) >= 7
    assert _contrast(THEMED["muted"][dark], paper) >= 4.5


def _contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_files(tmp_path: Path, random: Frame) -> None:
    write_chart(random, "value_by_party", tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Illustrative" in text
    assert "What each party gets under each draft" in text
    write_chart(random, "difference", tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"


def test_a_case_on_assumptions_says_so_in_every_chart(random: Frame) -> None:
    for titled in (True, False):
        for one in pictures(random):
            assert "Illustrative" in json.dumps(
                draw(one, random, titled=titled).to_dict(validate=False)["title"]
            )


def test_mistakes(mines: Frame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for call, code, words in (
        (lambda: chart(mines, "diference"), "E709", "did you mean"),
        (lambda: chart(mines, "joint"), "E709", "vary"),
        (lambda: chart(mines, "outstanding"), "E709", "nothing is ever outstanding"),
        (lambda: chart(mines, "yearly_cash", draft="x"), "E509", "no draft"),
        (lambda: write_chart(mines, "difference", tmp_path / "a.gif"), "E709", ".svg or .png"),
    ):
        with pytest.raises(ConcessionError) as caught:
            call()
        assert caught.value.problems[0].code == code
        assert words in str(caught.value)
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ConcessionError, match="concession\\[charts\\]") as caught:
        chart(mines, "difference")
    assert caught.value.problems[0].code == "E708"
    assert set(CHARTS) >= {one.kind for one in pictures(mines)}
