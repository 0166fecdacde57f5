"""A real history: what the United States paid for lithium (USGS, Data Series 140, public domain)."""

from pathlib import Path

import numpy as np
import pytest

from concession.outlook import calibrate, history

TEXT = (Path(__file__).parent / "lithium_usgs.csv").read_text(encoding="utf-8")


def test_unit_values_of_lithium() -> None:
    past = history(TEXT, "unit value (USD/t)", gaps="carry")
    assert past.per_year == 1
    assert past.years()[0] == past.start
    whole = calibrate(past, "gbm")
    logs = np.diff(np.log(past.values))
    assert whole.parameters["volatility"].value == pytest.approx(logs.std(ddof=1), rel=1e-9)
    assert whole.parameters["drift"].value == pytest.approx(logs.mean(), rel=1e-9)
    # unit values move little and then much: what is left over is anything but normal
    assert any("not normal" in note for note in whole.notes)


def test_reversion_is_not_taken_on_trust() -> None:
    fit = calibrate(history(TEXT, "unit value (USD/t)"), "ou")
    assert fit.history.start == 1952
    assert any("random walk cannot be rejected" in note for note in fit.notes)
    assert any("corrected for it, the series no longer reverts" in note for note in fit.notes)
