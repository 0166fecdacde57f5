"""Commands that draw or seek: a chart, a process fitted to past prices, a value solved for."""

from math import exp, log
from pathlib import Path
from xml.etree import ElementTree

import pytest
from terminal import concession


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Return a file of sixty-five years of prices that return to a level, the same in every run."""
    rows, value, state = ["year,copper"], 0.0, 1
    for year in range(1960, 2025):
        state = state * 16807 % (2**31 - 1)
        value = 0.7 * value + 0.4 * (state / 2**31 - 0.5)
        rows.append(f"{year},{5000 * exp(value):.1f}")
    file = tmp_path / "prices.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_a_fit_as_json_and_as_a_page_say_the_same(prices: Path) -> None:
    found = concession("calibrate", str(prices), "--json").json
    level = found["parameters"]["level"]
    assert abs(log(level["value"] / 5000)) < 0.2
    assert 0 < level["se"] < level["value"] / 2
    assert (found["process"], found["values"], found["per_year"]) == ("ou", 65, 1)
    for columns in (60, 100):
        page = concession("calibrate", str(prices), columns=columns)
        assert (page.code, page.err) == (0, "")
        assert max(map(len, page.out.splitlines())) <= columns
        # the value to the second figure of its error
        row = next(line for line in page.out.splitlines() if line.startswith("level"))
        shown, error = (float(word.replace(",", "")) for word in row.split()[1:3])
        assert shown == pytest.approx(level["value"], abs=level["se"] / 2)
        assert error == pytest.approx(level["se"], rel=0.05)
        words = " ".join(page.out.split())
        assert all(" ".join(note.split()) in words for note in found["notes"])
        assert all(line in page.out for line in found["entry"].splitlines())


def test_a_fit_is_drawn_in_text(prices: Path) -> None:
    page = concession("calibrate", str(prices), columns=80).out
    drawn = [line for line in page.splitlines() if " |" in line]
    assert len(drawn) == 12
    assert "o" in "".join(drawn)
    # past on the left, what the fit makes of the years ahead on the right
    assert max(line.rfind("o") for line in drawn) < min(line.find(":") for line in drawn if ":" in line) + 2
    assert page.splitlines()[page.splitlines().index(drawn[-1]) + 2].split() == ["1960", "2034"]


def test_every_column_of_a_file(prices: Path, tmp_path: Path) -> None:
    rows = prices.read_text(encoding="utf-8").splitlines()
    more = [f"{row},{row.split(',')[1] if k != 9 else ''},{1.5**k:.1f}" for k, row in enumerate(rows)]
    more[0] = "year,Copper ($/mt),Zinc ($/mt),trend"
    file = tmp_path / "several.csv"
    file.write_text("\n".join(more) + "\n", encoding="utf-8")
    page = concession("calibrate", str(file), "--process", "ou", columns=120)
    assert page.code == 0
    assert "1 of 3 columns" in page.out
    assert "'Zinc ($/mt)' lacks one value between others, the first in 1968" in page.out
    # a gap before the span is none in it
    later = concession("calibrate", str(file), "--from", "1970", "--json").json
    one = concession("calibrate", str(file), "--from", "1970", "--column", "Zinc ($/mt)", "--json").json
    assert later["Zinc ($/mt)"] == one
    assert "start: " in one["entry"]
    assert "USD/t" in one["entry"]
    assert [found["code"] for found in later["trend"]["problems"]] == ["E952"]


def test_a_fit_from_a_year_and_of_another_process(prices: Path) -> None:
    ended = concession(
        "calibrate", str(prices), "--process", "gbm", "--from", "1990", "--to", "2010", "--json"
    )
    found = ended.json
    assert (found["from"], found["values"], found["process"]) == (1990, 21, "gbm")
    assert set(found["parameters"]) >= {"drift", "volatility"}


def test_a_picture_of_a_fit(prices: Path, tmp_path: Path) -> None:
    file = tmp_path / "fit.svg"
    ended = concession("calibrate", str(prices), "--picture", str(file))
    assert (ended.code, ended.err) == (0, f"wrote {file}\n")
    text = "".join(ElementTree.fromstring(file.read_text(encoding="utf-8")).itertext())  # noqa: S314 - our own file
    assert "copper: past values" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--process", "arima"), "none of ou, gbm"),
        (("--gaps", "guess"), "none of refuse, carry, interpolate"),
        (("--column", "coper"), "E950"),
        (("--from", "2023"), "E95"),
        (("--picture", "fit.pdf"), "E821"),
    ],
)
def test_mistakes_of_a_fit(words: tuple[str, ...], said: str, prices: Path) -> None:
    ended = concession("calibrate", str(prices), *words, columns=200)
    assert ended.code == 2
    assert said in ended.err


def test_a_file_of_prices_that_is_not_there() -> None:
    ended = concession("calibrate", "no-such.csv", "--json")
    assert ended.code == 2
    assert [one["code"] for one in ended.json["problems"]] == ["E951"]


def test_a_chart_is_written_and_names_its_draft(tmp_path: Path) -> None:
    file = tmp_path / "cash.svg"
    words = ("chart", "buenavista", "--kind", "yearly_cash", "--draft", "duty-10", "--out", str(file))
    ended = concession(*words)
    assert (ended.code, ended.out, ended.err) == (0, "", f"wrote {file}\n")
    text = "".join(ElementTree.fromstring(file.read_text(encoding="utf-8")).itertext())  # noqa: S314 - our own file
    assert "duty-10" in text
    picture = tmp_path / "value.png"
    assert concession("chart", "buenavista", "--out", str(picture)).code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_chart_as_a_specification() -> None:
    found = concession("chart", "buenavista", "-k", "difference", "-d", "duty-10", "--json")
    assert found.code == 0
    assert "vega-lite" in found.json["$schema"]


def test_mistakes_of_a_chart_are_told_before_anything_is_run() -> None:
    ended = concession("chart", "no-such-case", "--kind", "differense", "--out", "x.pdf")
    assert ended.code == 2
    assert "there is no chart 'differense'" in ended.err
    assert "cannot be saved as 'x.pdf'" in ended.err
    assert "2 problems" in ended.err
    assert "--out" in concession("chart", "buenavista", columns=200).err
    assert concession("chart", "buenavista", "--draft", "no-such", "--out", "x.svg").code == 2


def test_a_chart_of_two_parties_and_one_of_states(tmp_path: Path) -> None:
    words = ("chart", "us-ukraine", "--draft", "d8", "--futures", "60")
    two = ("--party", "dfc", "--party", "ukraine")
    ended = concession(*words, "--kind", "gains", *two, "--json")
    assert ended.code == 0
    # groups come first
    assert '"Gain of Ukraine, USD million"' in ended.out
    file = tmp_path / "states.svg"
    assert concession(*words, "--kind", "states", "--out", str(file)).code == 0
    text = "".join(ElementTree.fromstring(file.read_text(encoding="utf-8")).itertext())  # noqa: S314 - our own file
    assert "returned" in text
    assert "has happened" in text
    assert concession(*words, "--kind", "joint", "--party", "nobody", "--out", "x.svg").code == 2


def test_how_large_a_duty_would_have_to_be() -> None:
    words = ("solve", "buenavista", "mining_duty.rate", "--draft", "duty-10", "--party", "mexico")
    span = ("--from", "5 %", "--to", "12 %")
    page = concession(*words, *span, columns=80)
    assert page.code == 0
    assert "mining_duty.rate = 7.5 %" in page.out
    assert max(map(len, page.out.splitlines())) <= 80
    found = concession(*words, *span, "--json").json
    assert (found["status"], found["value"], found["aim"]) == ("unique", "7.5 %", "as under base")
    assert len(found["tried"]) == 9
    none = concession(*words, *span, "--npv", "USD 90 billion")
    assert none.code == 0
    assert "No value from 5 % to 12 % does" in none.out
    assert concession(*words, *span, "--npv", "USD 1", "--as-under", "base").code == 2
    assert concession(*words, "--from", "12 %", "--to", "5 %").code == 2
