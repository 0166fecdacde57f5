"""Pictures of a deal: the fund by year, what is outstanding by reading, each dollar, the grid of terms."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from concession.analysis import Answers, answers
from concession.cli._app import app
from concession.errors import ConcessionError
from concession.model import load
from concession.report import report_html
from concession.report._charts import chart, picture, pictures, spec_to_svg
from concession.report._charts_frame import Frame, frame_of

pytest.importorskip("altair", reason="the charts need the extra 'charts'")
pytest.importorskip("vl_convert", reason="the charts need the extra 'charts'")

DRAFTS = ["no-deal", "d1", "d4", "d6", "d8"]


@pytest.fixture(scope="module")
def said() -> Answers:
    return answers(load("us-ukraine"), DRAFTS, futures=30)


@pytest.fixture(scope="module")
def frame(said: Answers) -> Frame:
    return frame_of(said.transfer)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_holds_all_of_them(said: Answers, frame: Frame) -> None:
    kinds = [one.kind for one in pictures(frame, said)]
    assert {"fund_inflow", "fund_assets", "preferred", "each_dollar", "terms"} <= set(kinds)
    assert {"preferred", "each_dollar"}.isdisjoint(one.kind for one in pictures(frame))
    words = " ".join(one.sentence + one.note + one.title for one in pictures(frame, said)).lower()
    assert not any(word in words for word in ("better", "worse", "best", "worst", "winner", "fair"))


def test_what_flows_in_is_what_the_answers_say(said: Answers, frame: Frame) -> None:
    found = rows(picture(frame, "fund_inflow").to_csv())
    for one in said.drafts:
        drawn = [float(row["mean"]) for row in found if row["draft"] == one.draft.id]
        if one.inflow.any():
            assert drawn == pytest.approx(one.inflow.tolist(), rel=1e-9, abs=1e-3)
        else:
            assert drawn == []
    assert "Nothing under no-deal, d1." in picture(frame, "fund_inflow").sentence


def test_a_fund_that_pays_all_out_holds_nothing(frame: Frame) -> None:
    shown = picture(frame, "fund_assets")
    assert shown.panels == ("d6", "d8")
    assert "Nothing under no-deal, d1, d4." in shown.sentence


def test_outstanding_by_reading_ends_where_the_answers_end(said: Answers, frame: Frame) -> None:
    shown = picture(frame, "preferred", said=said)
    last = {row["reading"]: float(row["mean"]) for row in rows(shown.to_csv()) if row["year"] == "2084"}
    d4 = next(one for one in said.drafts if one.draft.id == "d4")
    ends = [one.outstanding.mean for one in d4.repaid if one.outstanding]
    assert sorted(last.values()) == pytest.approx(sorted(ends), rel=1e-9)
    assert len(last) == 5
    assert "at least 100 (USD 100 billion), compound (base)" in last
    assert "Nothing follows from d4, amount not stated." in shown.sentence


def test_each_dollar_is_divided_whole(said: Answers, frame: Frame) -> None:
    sums: dict[tuple[str, str], float] = {}
    for row in rows(picture(frame, "each_dollar", said=said).to_csv()):
        key = row["draft"], row["panel"]
        sums[key] = sums.get(key, 0.0) + float(row["share"])
    assert len(sums) == 2 * len(DRAFTS)
    assert list(sums.values()) == pytest.approx([1.0] * len(sums), rel=1e-12)
    text = picture(frame, "each_dollar", said=said).sentence
    assert "Existing licences: 100.0 % under no-deal, d6, d8; 50.0 % under d1, d4." in text


def test_the_grid_holds_every_term_with_its_mark(frame: Frame) -> None:
    found = rows(picture(frame, "terms").to_csv())
    assert {row["draft"] for row in found} == set(DRAFTS)
    share = next(row for row in found if row["draft"] == "d4" and row["clause"] == "Buyers excluded")
    assert (share["kind"], share["mark"], share["sources"]) == ("buyer veto", "reported", "s25")
    for row in found:
        same = [one["mark"] for one in found if (one["draft"], one["kind"]) == (row["draft"], row["kind"])]
        assert same.count(row["usual"]) == max(map(same.count, same))


@pytest.mark.parametrize("kind", ["fund_inflow", "fund_assets", "preferred", "each_dollar", "terms"])
def test_they_are_drawn_and_say_illustrative(kind: str, said: Answers) -> None:
    spec = chart(said, kind).to_dict()
    assert "Illustrative" in json.dumps(spec["title"])
    assert spec_to_svg(spec, bare=False).count("<path") > 5


def test_only_answers_hold_some(frame: Frame) -> None:
    with pytest.raises(ConcessionError) as caught:
        picture(frame, "preferred")
    assert [one.code for one in caught.value.problems] == ["E709"]


def test_each_chart_of_a_page_has_words_data_marks_and_conventions(said: Answers) -> None:
    page = report_html(said, scripts=False)
    figures = re.findall(r'<figure id="([^"]+)"(.*?)</figure>', page, re.DOTALL)
    assert {"fund_inflow", "fund_assets", "preferred", "each_dollar", "terms_grid"} <= {
        one for one, _ in figures
    }
    for key, text in figures:
        assert re.search(r"</h3>\s*<p>[^<]{20,}</p>", text), key
        assert f'download="us-ukraine-illustrative-{key}.csv"' in text
        assert 'href="data:text/csv' in text
        assert "<summary>Marks and conventions</summary>" in text
        assert re.search(r"d4: 72 values: 10 official", text), key
        assert 'aria-label="Illustrative. ' in text


def test_the_command_draws_what_only_answers_hold(tmp_path: Path) -> None:
    file = tmp_path / "kept.svg"
    words = ["chart", "us-ukraine", "-k", "each_dollar", "-d", "d4", "-n", "4", "--out", str(file)]
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 0, ended.output
    text = file.read_text(encoding="utf-8")
    assert "kept by State budget of Ukraine" in text
    assert "Illustrative" in text
