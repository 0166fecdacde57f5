"""A process fitted to a file: parameters back within their errors, an entry that loads, a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML
from small_cases import loaded, tree_of

from concession.analysis._calibrate import calibrate_file, columns_of
from concession.errors import ConcessionError


def past(folder: Path, columns: int = 1) -> Path:
    """Write sixty years of months that revert to 100 with a half-life of two years."""
    rng = np.random.default_rng(1)
    x, speed, h = 0.0, np.log(2) / 2.0, 1 / 12
    keep, noise = np.exp(-speed * h), 0.3 * np.sqrt((1 - np.exp(-2 * speed * h)) / (2 * speed))
    rows = []
    for k in range(720):
        x = keep * x + noise * rng.standard_normal()
        price = 100 * np.exp(x)
        rows.append(f"{1960 + k // 12}M{k % 12 + 1:02d}," + ",".join([f"{price:.4f}"] * columns))
    names = ",".join(f"metal {k}" for k in range(columns))
    file = folder / "prices.csv"
    file.write_text(f"month,{names}\n" + "\n".join(rows) + "\n")
    return file


def test_parameters_come_back(tmp_path):
    found = calibrate_file(past(tmp_path), process="ou", averages=False)
    for name, value in (("level", 100.0), ("half_life", 2.0), ("volatility", 0.3)):
        one = found.fit.parameters[name]
        assert abs(one.value - value) < 3 * one.se, name
    rows = found.to_records()
    assert {row["parameter"] for row in rows} == {"level", "speed", "half_life", "volatility"}
    assert all(row["se"] > 0 for row in rows)


def test_a_span_and_a_walk(tmp_path):
    found = calibrate_file(past(tmp_path), process="gbm", from_=1990)
    assert found.to_dict()["values"] == 30 * 12
    assert found.fit.parameters["volatility"].value > 0


@pytest.mark.parametrize("process", ["gbm", "ou"])
def test_the_entry_loads(tmp_path, process):
    found = calibrate_file(past(tmp_path), process=process)
    entry = YAML(typ="safe").load(found.entry().replace("UNIT", "USD/t"))
    pit = {
        "owner": "company",
        "products": {"metal": {"revenue": {"from": "2025", "values": ["1", "1"], "unit": "USD"}}},
    }
    case = loaded(
        tree_of(
            {"royalty": {"type": "royalty", "rate": "1 %", "base": "revenue"}},
            {"pit": pit},
            periods=2,
            outlook={"m": entry},
        )
    )
    ours, theirs = case.outlook["m"].spec, found.fit.to_process()
    assert ours.volatility == pytest.approx(theirs.volatility, rel=1e-3)
    if process == "gbm":
        assert ours.drift - ours.volatility**2 / 2 == pytest.approx(theirs.drift, abs=1e-4)


def test_the_picture_goes_on_where_the_past_ends(tmp_path):
    found = calibrate_file(past(tmp_path), process="ou", averages=False)
    picture = found.picture()
    assert picture.fan_years[0] == pytest.approx(picture.years[-1] + 1 / 12)
    assert (picture.p10 < picture.p50).all()
    assert (picture.p50 < picture.p90).all()
    assert picture.p50[0] == pytest.approx(picture.values[-1], rel=0.1)
    # far ahead the fan is the stationary one around the level
    sd = 0.3 / np.sqrt(2 * np.log(2) / 2)
    assert np.log(picture.p90[-1] / picture.p10[-1]) == pytest.approx(2 * 1.2816 * sd, rel=0.3)
    assert len(picture.to_records()) == 720 + 120


def test_what_cannot_be_read(tmp_path):
    file = past(tmp_path, columns=2)
    assert columns_of(file) == ("metal 0", "metal 1")
    for action, code in (
        (lambda: calibrate_file(file), "E950"),
        (lambda: calibrate_file(file, "metl 0"), "E950"),
        (lambda: calibrate_file(tmp_path / "none.csv"), "E951"),
        (lambda: calibrate_file(file, "metal 0", from_=2019.5), "E952"),
    ):
        with pytest.raises(ConcessionError) as caught:
            action()
        assert caught.value.problems[0].code == code
