"""Solving, progressivity, summaries and the definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concession import measures
from concession.errors import CODES, ConcessionError
from concession.measures import MEASURES, measure, progressivity, solve, summarize


def code_of(call):
    with pytest.raises(ConcessionError) as caught:
        call()
    return sorted(problem.code for problem in caught.value.problems)


# Solving


@settings(max_examples=80, deadline=None)
@given(roots=st.lists(st.floats(0.5, 9.5), min_size=1, max_size=30))
def test_a_root_per_future(roots):
    at = np.array(roots)
    found = solve(lambda x: (x - at) * (1.0 + x**2), (0.0, 10.0))
    assert (found.names == "unique").all()
    np.testing.assert_allclose(found.value, at, rtol=1e-13)


def test_several_none_and_undefined_in_one_call():
    shift = np.array([0.0, 5.0, np.nan, 0.5])
    found = solve(lambda x: np.sin(x) + shift, (1.0, 12.0))
    assert found.names.tolist() == ["several", "none", "undefined", "several"]
    assert found.count.tolist() == [3, 0, 0, 3]
    assert found.value[0] == pytest.approx(np.pi, rel=1e-14)
    assert np.isnan(found.value[[1, 2]]).all()
    top = solve(lambda x: np.sin(x) + shift, (1.0, 12.0), pick="highest")
    assert top.value[0] == pytest.approx(3 * np.pi, rel=1e-14)
    assert sum(found.shares().values()) == pytest.approx(1.0)


def test_a_threshold_that_jumps_says_so():
    found = solve(lambda x: np.where(x < 3.3, -5.0, 2.0 + 0 * x), (np.zeros(2), np.full(2, 10.0)))
    assert found.names.tolist() == ["jump", "jump"]
    assert found.value == pytest.approx([3.3, 3.3])


def test_root_on_the_grid_and_at_the_ends():
    assert solve(lambda x: x - 5.0, (0.0, 10.0), cells=2).names == "unique"
    assert float(solve(lambda x: x, (0.0, 10.0)).value) == 0.0
    assert float(solve(lambda x: x - 10.0, (0.0, 10.0)).value) == 10.0


def test_undefined_below_a_price():
    found = solve(lambda x: np.where(x > 2.0, np.log(np.maximum(x, 1e-9)) - 1.0, np.nan), (0.0, 10.0))
    assert found.names == "unique"
    assert float(found.value) == pytest.approx(np.e, rel=1e-13)


def test_company_does_not_matter_when_solving():
    at = np.random.default_rng(2).uniform(1.0, 9.0, 40)

    def solved(part):
        return solve(
            lambda x: x**3 - at[part] ** 3, (np.zeros(at[part].size), np.full(at[part].size, 10.0))
        ).value

    whole = solved(slice(None))
    pieces = np.concatenate([solved(slice(i, i + 7)) for i in range(0, 40, 7)])
    assert whole.tobytes() == pieces.tobytes()


def test_solving_mistakes():
    assert code_of(lambda: solve(lambda x: x, (1.0, 1.0))) == ["E754"]
    assert code_of(lambda: solve(lambda x: x, (0.0, np.inf), cells=0, pick="middle")) == [
        "E754",
        "E754",
        "E755",
    ]
    assert code_of(lambda: solve(lambda x: x, ("low", "high"))) == ["E754"]
    assert code_of(lambda: solve(lambda x: x[:1], (np.zeros(3), np.ones(3)))) == ["E758"]


# Progressivity


def test_progressivity_per_future():
    grid = [10.0, 20.0, 30.0, 40.0]
    nan = np.nan
    share = np.array(
        [
            [0.3, 0.6, 0.5, 0.5, nan, nan],
            [0.4, 0.5, 0.5, 0.4, 0.4, nan],
            [0.5, 0.4, 0.5, 0.45, 0.5, nan],
            [0.5, 0.3, 0.5, 0.3, 0.6, 0.7],
        ]
    )
    found = progressivity(grid, share)
    assert found.names.tolist() == [
        "progressive",
        "regressive",
        "neutral",
        "mixed",
        "progressive",
        "undefined",
    ]
    assert found.turn[3] == 20.0
    assert found.turns.tolist() == [0, 0, 0, 2, 0, 0]
    assert np.isnan(found.turn[:3]).all()
    assert code_of(lambda: progressivity([2.0, 1.0], [0.1, 0.2])) == ["E752"]
    assert code_of(lambda: progressivity([1.0, 2.0], [0.1])) == ["E752"]


# Summaries


def test_summary_of_a_normal_sample():
    sample = np.random.default_rng(4).normal(100.0, 20.0, 20_000)
    found = summarize(sample)
    assert found.p10 < found.p50 < found.p90
    assert [found.p10, found.p50, found.p90] == np.quantile(sample, [0.1, 0.5, 0.9]).tolist()
    assert found.se_mean == pytest.approx(20.0 / np.sqrt(20_000), rel=0.02)
    # Theory: sqrt(p (1 - p) / n) / density.
    assert found.se_p10 == pytest.approx(np.sqrt(0.09 / 20_000) / (0.17550 / 20.0), rel=0.25)
    assert found.se_p50 == pytest.approx(np.sqrt(0.25 / 20_000) / (0.39894 / 20.0), rel=0.25)
    assert found.settled
    assert not summarize(sample[:200]).settled


def test_standard_error_of_p90_is_what_repetition_shows():
    rng = np.random.default_rng(9)
    samples = rng.lognormal(0.0, 0.8, size=(400, 1500))
    found = [summarize(sample) for sample in samples]
    spread = np.std([one.p90 for one in found])
    assert np.mean([one.se_p90 for one in found]) == pytest.approx(spread, rel=0.15)


def test_few_and_undefined_values():
    few = summarize([3.0, np.nan, 5.0])
    assert (few.count, few.undefined, few.mean) == (3, 1, 4.0)
    assert np.isnan(few.se_p10)
    assert not few.settled
    none = summarize([np.nan, np.nan])
    assert none.undefined == 2
    assert np.isnan([none.mean, none.p10, none.p50, none.p90, none.se_mean]).all()
    assert not none.settled
    assert summarize(np.full(500, 7.0)).settled
    assert code_of(lambda: summarize([])) == ["E757"]
    assert code_of(lambda: summarize([1.0, np.inf])) == ["E757"]
    assert code_of(lambda: summarize([[1.0]])) == ["E757"]
    assert code_of(lambda: summarize(["x"])) == ["E757"]
    assert code_of(lambda: summarize([1.0], tolerance=0)) == ["E750"]


# Definitions


def test_every_measure_is_a_public_function_with_a_definition():
    for name, entry in MEASURES.items():
        assert entry.name == name
        assert callable(getattr(measures, name))
        assert name in measures.__all__
        assert entry.definition.endswith(".")
        assert entry.formula
        assert entry.unit
        assert str(entry).startswith(entry.title)


def test_figures_name_a_measure_that_is_defined():
    figures = [
        measures.payback([-1, 2], origin="first_spend"),
        measures.government_take([1], [2]),
        measures.net_multiple([-1, 2]),
        measures.first_receipt([1]),
        measures.risk_share([1, 2], [1, 2]),
        measures.irr_change(measures.irr([-1, 2]), measures.irr([-1, 2])),
    ]
    for figure in figures:
        assert figure.measure in MEASURES


def test_unknown_measure_is_told_the_nearest():
    with pytest.raises(ConcessionError, match="aetr"):
        measure("aert")


def test_codes_of_the_measures_are_documented():
    assert {f"E75{digit}" for digit in range(10)} <= set(CODES)
    assert all(CODES[f"E75{digit}"].remedy for digit in range(10))


def test_every_status_has_a_meaning():
    assert all(status.meaning for status in measures.Status)


@given(sample=st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=60))
def test_quantiles_are_those_of_numpy_to_the_bit(sample):
    found = summarize(sample)
    assert [found.p10, found.p50, found.p90] == np.quantile(sample, (0.1, 0.5, 0.9)).tolist()
