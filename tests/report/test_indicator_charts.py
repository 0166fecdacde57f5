"""Charts of indicators: what they hold, and that they are drawn."""

import json
from pathlib import Path

import pytest
from terminal import concession

from concession.analysis import indicators
from concession.errors import ConcessionError
from concession.model import load
from concession.regimes import under
from concession.report import INDICATOR_CHARTS, indicator_chart, write_indicator_chart

pytest.importorskip("altair")
pytest.importorskip("vl_convert")
NAMES = ["zambia-2023", "chile-2024"]


@pytest.fixture(scope="module")
def results():
    case = under(load("copper-creek"), NAMES)
    return [indicators(case, name, futures=8) for name in NAMES]


@pytest.mark.parametrize("kind", INDICATOR_CHARTS)
def test_each_kind_is_drawn(kind, results, tmp_path):
    spec = indicator_chart(results, kind).to_dict()
    assert spec["title"]["text"]
    for name in NAMES:
        assert name in str(spec)
    write_indicator_chart(results, kind, tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8").startswith("<svg")
    write_indicator_chart(results, kind, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_bars_hold_the_indicators(results):
    rows = str(indicator_chart(results, "aetr").to_dict())
    assert f"{results[0]['aetr'].value:.1%}" in rows


def test_receipts_end_at_all_of_them(results):
    rows = _values(indicator_chart(results, "receipts").to_dict())
    for name in NAMES:
        shares = [row["share"] for row in rows if row["draft"] == name]
        assert shares[-1] == pytest.approx(1)
        assert shares == sorted(shares)


def _values(spec):
    """Return the rows of a specification, wherever they stand."""
    if isinstance(spec, str) and spec.startswith("[{"):
        return json.loads(spec)
    if isinstance(spec, list) and spec and isinstance(spec[0], dict) and "share" in spec[0]:
        return spec
    inside = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ()
    return next((found for found in map(_values, inside) if found), None)


def test_what_cannot_be_drawn_says_so(results, tmp_path):
    with pytest.raises(ConcessionError, match="E709"):
        indicator_chart(results, "pie")
    with pytest.raises(ConcessionError, match="E709"):
        write_indicator_chart(results, "aetr", tmp_path / "chart.pdf")


def test_commands_draw(tmp_path: Path):
    file = tmp_path / "a.svg"
    ended = concession("indicators", "buenavista", "--chart", f"receipts={file}", "--json")
    assert ended.code == 0
    assert f"wrote {file}" in ended.err
    assert file.exists()
    other = tmp_path / "b.svg"
    words = ("regime-compare", "copper-creek", "--regimes", ",".join(NAMES), "-n", "8")
    assert concession(*words, "--chart", f"aetr={other}").code == 0
    assert other.exists()
    assert concession(*words, "--chart", "aetr").code == 2


def test_break_even_bars_tell_the_price_in_its_own_unit(results):
    spec = json.dumps(indicator_chart(results, "break_even").to_dict())
    one = results[0]["break_even.copper"]
    assert f"({one.value:,.3g} USD/lb)" in spec
    assert f"{results[0]['break_even'].value:.2f}" in spec


def test_bars_of_futures_that_vary_have_ends():
    found = indicators(load("dobra"), futures=16)
    spec = indicator_chart([found], "break_even").to_dict()
    assert "thin lines P10 to P90" in " ".join(spec["title"]["subtitle"])
    rows = _rows(spec)
    after = next(row for row in rows if row["which"] == "after tax")
    assert after["low"] == pytest.approx(found["break_even"].spread.p10)
    assert after["low"] < after["value"] < after["high"]


def _rows(spec):
    held = next(iter(spec["datasets"].values())) if "datasets" in spec else spec["data"]["values"]
    return json.loads(held) if isinstance(held, str) else held
