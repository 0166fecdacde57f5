"""Sobol points: SciPy's, scrambled by name, and better than random ones where they should be."""

import numpy as np
import pytest
from scipy.stats import qmc

from concession.errors import ConcessionError
from concession.outlook import Brownian, Grid, Interval, Outlook, Stream, Uniform
from concession.outlook import _sobol as sobol
from concession.outlook._sobol import allot, sobol_uniforms


def plain(dimension, start, stop):
    index = np.arange(start, stop, dtype=np.uint64)
    return sobol._sums(sobol._table(1024)[dimension], index ^ (index >> np.uint64(1))) * 2.0**-32


@pytest.mark.parametrize("dimension", [0, 1, 7, 500, 1023])
def test_unscrambled_points_are_scipys(dimension):
    engine = qmc.Sobol(d=dimension + 1, scramble=False, bits=32)
    engine.fast_forward(12_345)
    assert np.array_equal(engine.random(100)[:, dimension], plain(dimension, 12_345, 12_445))


def test_scrambling_keeps_the_net():
    """Each of 2**k equal slices gets exactly one of the first 2**k points, and so do boxes in two dimensions."""
    u = sobol_uniforms(Stream(1, "x"), 0, 0, 1024, 2)
    assert np.array_equal(np.sort((u[0] * 1024).astype(int)), np.arange(1024))
    assert np.array_equal(np.sort((u[1] * 1024).astype(int)), np.arange(1024))
    boxes = (u[0] * 32).astype(int) * 32 + (u[1] * 32).astype(int)
    assert np.array_equal(np.sort(boxes), np.arange(1024))  # dimensions 0 and 1 have t = 0
    assert not np.array_equal(u[0], sobol_uniforms(Stream(2, "x"), 0, 0, 1024, 1)[0])
    assert u.min() > 0
    assert u.max() < 1


def test_scrambled_points_are_uniform_over_seeds():
    x = np.array([sobol_uniforms(Stream(seed, "x"), 3, 0, 3, 1)[0] for seed in range(2000)])
    assert x.mean(axis=0) == pytest.approx([0.5] * 3, abs=0.03)
    assert (x**2).mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.03)


def means(sampling, seed, n=4096):
    here = Outlook(
        seed=seed,
        grid=Grid(periods=3),
        inputs={
            "a": Uniform(low=0, high=1),
            "b": Interval(low=1, high=2),
            "p": Brownian(start=1, volatility=0.2),
        },
        sampling=sampling,
    )
    d = here.draws(here.names, 0, n)
    return float((d["a"] * d["b"] * d["p"][-1]).mean())


def test_less_error_than_random():
    exact = 0.5 * Interval(low=1, high=2).mean
    error = {s: np.std([means(s, seed) for seed in range(12)]) for s in ("random", "sobol")}
    assert error["sobol"] < error["random"] / 8
    assert np.mean([means("sobol", seed) for seed in range(12)]) == pytest.approx(exact, rel=1e-3)


def test_dimensions_are_allotted_once_and_stored():
    inputs = {"m": Brownian(start=1, volatility=0.2), "z": Interval(low=1, high=2)}
    first = Outlook(seed=1, grid=Grid(periods=3), inputs=inputs, sampling="sobol")
    assert first.dimensions == {"m#shock": (0, 3), "z#shock": (3, 1)}
    later = first.with_input("a", Interval(low=1, high=2)).without_input("m")
    assert later.dimensions == {"m#shock": (0, 3), "z#shock": (3, 1), "a#shock": (4, 1)}
    # Stored with the case: the same dimensions, whatever the order in which inputs came.
    again = Outlook(
        seed=1, grid=Grid(periods=3), inputs=later.inputs, sampling="sobol", dimensions=dict(later.dimensions)
    )
    assert np.array_equal(again.draw("z", 0, 64), first.draw("z", 0, 64))
    longer = Outlook(
        seed=1, grid=Grid(periods=5), inputs=inputs, sampling="sobol", dimensions=first.dimensions
    )
    assert longer.dimensions == {"m#shock": (4, 5), "z#shock": (3, 1)}


def test_limits():
    with pytest.raises(ConcessionError, match="E942"):
        allot({}, [("x", 30_000)])
    with pytest.raises(ConcessionError, match="E942"):
        sobol_uniforms(Stream(1, "x"), 0, 2**32, 2**32 + 1, 1)
    with pytest.raises(ConcessionError, match="E941"):
        sobol_uniforms(Stream(1, "x"), 0, 5, 1, 1)
