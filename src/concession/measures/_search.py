"""All rates of return of a chunk of futures: how many there can be, where each lies, its value."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from concession.measures._arrays import FloatArray, total
from concession.measures._kernels import compiled_columns, survey_kernel
from concession.measures._roots import Brackets, converge, isolate, join, polish, refine, variations

__all__ = ["LOWEST", "USUAL", "Seen", "all_rates", "survey"]

#: 1 + rate per period is looked for between this and its inverse.
LOWEST = 1e-3
#: Where a search begins, and the rate near which one is preferred when no hurdle is stated.
USUAL = 0.10
_EPSILON = float(np.finfo(np.float64).eps)

#: Amounts from this inverse to this times one go into single precision as they are: 1e±12, a power of two.
_USUAL_SIZE = 2.0**-40

#: A bound of two on roots between ends of one sign: there are two or none.
_PAIR = 2
#: A bound above one of which nothing follows.
_UNKNOWN = 3

_Lone = tuple[NDArray[np.intp], FloatArray]
_Rates = tuple[NDArray[np.intp], FloatArray, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What one look at the flows of a chunk tells of each future.

    ``largest`` is the size of its largest amount, ``changes`` how often its sign changes, ``last`` its sum,
    ``first`` its first amount that is not zero. ``largest`` is not finite where an amount is not.
    """

    largest: FloatArray
    changes: NDArray[np.int64]
    last: FloatArray
    first: FloatArray


def survey(flows: FloatArray) -> Seen:
    """Return what is to be known of each future before any search."""
    columns = compiled_columns(flows)
    largest, turns, last, first = np.zeros((4, flows.shape[1]))
    if columns:
        survey_kernel(flows, columns, largest, turns, last, first)
    changes = turns.astype(np.int64)
    if columns < flows.shape[1]:
        rest, some = slice(columns, None), flows[:, columns:]
        largest[rest] = np.maximum(some.max(axis=0), -some.min(axis=0))
        with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is told by the caller
            last[rest] = total(some)
        changes[rest], first[rest] = variations(some), _first(some)
    return Seen(largest=largest, changes=changes, last=last, first=first)


def all_rates(
    flows: FloatArray, seen: Seen, periods_per_year: int, hurdle: float | None
) -> tuple[_Lone, _Rates]:
    """Return the rates per year of all futures: of who has one alone, and of all others.

    Those with one alone come with their rate; the others with whose it is, the rate, and how often it
    counts. Without a hurdle, negative rates that the rule of choice passes over may be given as any
    negative one.
    """
    # A power of two: the scaled amounts have the digits of the unscaled ones, and are below 1.
    scale = np.ldexp(1.0, -np.frexp(seen.largest)[1])
    above, nought, below = _halves(flows, seen)
    counted = np.zeros(0, np.intp)
    passed = np.zeros(flows.shape[1], np.bool_)
    highest = np.zeros(flows.shape[1], np.bool_)
    if hurdle is None:
        counted, passed, highest = _only_counted(flows, scale, seen.first, above, nought, below)
    near = np.full(flows.shape[1], 1.0 / (1.0 + USUAL / periods_per_year))
    quick, v = _quick(flows, scale, above, near)
    above[quick] = 0
    single = np.ones(flows.shape[1], np.bool_)
    single[below > 0] = False
    single[nought] = False
    single[counted] = False
    apart = single[quick] & (v >= LOWEST)
    alone = quick[apart]
    lone = (alone, _annual((1.0 - v[apart]) / v[apart], periods_per_year))
    quick, v = quick[~apart], v[~apart]
    found, root = _searched(flows, scale, (above, below), nought, near, (passed, highest))
    split = np.searchsorted(found.column, flows.shape[1])
    v = np.concatenate([v, root[:split]])
    w = root[split:]
    rates = _annual(np.concatenate([(1.0 - v) / v, w - 1.0]), periods_per_year)
    whose = np.concatenate([quick, found.column % flows.shape[1]])
    times = np.concatenate([np.ones(quick.size, np.int64), found.times])
    inside = np.concatenate([v, w]) >= LOWEST
    if not inside.all():
        whose, rates, times = whose[inside], rates[inside], times[inside]
    others = nought.size + counted.size
    return lone, (
        np.concatenate([whose, nought, counted]),
        np.concatenate([rates, np.zeros(nought.size), np.full(counted.size, -0.5)]),
        np.concatenate([times, np.ones(others, np.int64)]),
    )


def _quick(
    flows: FloatArray, scale: FloatArray, above: NDArray[np.int64], near: FloatArray
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return who surely has one rate above nought and converged at once, and where.

    For the others of them ``near`` is moved to where they had come to. Amounts of a usual size need no scale.
    """
    plain = np.flatnonzero((above == 1) & (flows[0] != 0.0))
    if not plain.size:
        return plain, np.zeros(0)
    # Where most futures are plain, copying them costs more than computing along those that are not.
    everyone = plain.size > 0.75 * flows.shape[1]
    usual = np.where((scale > _USUAL_SIZE) & (scale < 1.0 / _USUAL_SIZE), 1.0, scale)
    if everyone:
        root, good = converge(flows, usual, near)
    else:
        root, good = converge(np.take(flows, plain, axis=1), usual[plain], near[plain])
    if everyone:
        root, good = root[plain], good[plain]
    bad = np.flatnonzero(~good)
    if bad.size:
        root[bad], good[bad] = polish(np.take(flows, plain[bad], axis=1), root[bad])
        near[plain[bad]] = root[bad]
    return plain[good], root[good]


def _searched(
    flows: FloatArray,
    scale: FloatArray,
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
    nought: NDArray[np.intp],
    near: FloatArray,
    spared: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> tuple[Brackets, FloatArray]:
    """Return all brackets of both halves with their roots; below nought, columns count from the end.

    Sorted by column and place, so that those above nought come first. ``spared`` says whose rates below
    nought are passed over, and of whom the highest alone is wanted: for the others a place inside the bracket
    stands for the root.
    """
    futures = flows.shape[1]
    both = np.concatenate(bounds)
    wanted = np.flatnonzero(both)
    split = np.searchsorted(wanted, futures)
    coefs = np.empty((flows.shape[0], wanted.size))
    _fill(coefs[:, :split], flows, scale, wanted[:split], nought)
    _fill(coefs[:, split:], flows[::-1], scale, wanted[split:] - futures, nought)
    bound = both[wanted]
    single, many = np.flatnonzero(bound == 1), np.flatnonzero(bound > 1)
    zero = np.zeros(single.size)
    parts = [
        Brackets(
            column=single,
            low=zero,
            high=zero + 1.0,
            rising=coefs[0, single] < 0.0,
            times=np.ones(single.size, np.int64),
        )
    ]
    if many.size:
        found = isolate(np.take(coefs, many, axis=1), LOWEST, bound[many] == 2)
        parts.append(replace(found, column=many[found.column]))
    brackets = join(parts)
    brackets = brackets.pick(np.lexsort((brackets.low, brackets.column)))
    whose = wanted[brackets.column]
    start = np.concatenate([near, np.full(futures, 0.9)])[whose]
    root = np.maximum(0.5 * (brackets.low + brackets.high), LOWEST)
    passed, highest = (np.concatenate([np.zeros(futures, np.bool_), one])[whose] for one in spared)
    followed = np.zeros(whose.size, np.bool_)
    followed[:-1] = whose[:-1] == whose[1:]
    asked = np.flatnonzero(~(passed | (highest & followed)))
    chosen = brackets.pick(asked)
    root[asked] = refine(np.take(coefs, chosen.column, axis=1), chosen, start[asked])
    return replace(brackets, column=whose), root


def _only_counted(
    flows: FloatArray,
    scale: FloatArray,
    first: FloatArray,
    above: NDArray[np.int64],
    nought: NDArray[np.intp],
    below: NDArray[np.int64],
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who has one rate below nought that is only counted, whose several are, and whose but the top.

    The first two surely have one that is not negative, so that the rule of choice passes over those below
    nought; the bounds of the first become nought. The third surely have none that is not negative, so that
    the rule takes the highest below nought. All scaled amounts are below 1: what follows one at the end of
    the flows adds up to less than LOWEST / (1 - LOWEST) where v or w is LOWEST, so a larger one decides the
    sign there, and no root lies below LOWEST.
    """
    large = 2.0 * LOWEST
    answered = (above == 1) & (np.abs(first * scale) > large)
    answered[nought] = True
    barren = above == 0
    barren[nought] = False
    asked = np.flatnonzero((answered & (below > 0)) | (barren & (below > 1)))
    final = _first(flows[::-1], asked) * scale[asked]
    asked = asked[np.abs(final) > large]
    highest = np.zeros(flows.shape[1], np.bool_)
    highest[asked] = barren[asked]
    asked = asked[answered[asked]]
    single = below[asked] == 1
    passed = np.zeros(flows.shape[1], np.bool_)
    passed[asked[~single]] = True
    below[asked[single]] = 0
    return asked[single], passed, highest


def _annual(rate: FloatArray, periods_per_year: int) -> FloatArray:
    """Return a rate per period compounded to a year."""
    if periods_per_year == 1:
        return rate
    return np.asarray(np.expm1(periods_per_year * np.log1p(rate)))


_Halves = tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.int64]]


def _halves(flows: FloatArray, seen: Seen) -> _Halves:
    """Return bounds on how many rates each future has above nought and below, and who has one at nought.

    Bounds of 0 and 1 are exact. The sums from the first period on are the coefficients of the flows'
    polynomial divided by 1 - v, so Descartes' rule on them counts only roots with v = 1 / (1 + r) below
    one; the sums of these sums belong to the division by (1 - v)**2 and bound more sharply.
    """
    above = np.zeros(flows.shape[1], np.int64)
    below = np.zeros(flows.shape[1], np.int64)
    largest, changes, last = seen.largest, seen.changes, seen.last
    single = changes == 1
    side = seen.first * last
    above[single & (side < 0.0)] = 1
    below[single & (side > 0.0)] = 1
    zero = single & (side == 0.0)
    many = np.flatnonzero(changes > 1)
    if many.size:
        some, some_last = np.take(flows, many, axis=1), last[many]
        nil = np.flatnonzero(np.abs(some_last) <= 1e-9 * largest[many])
        noise = 0.5 * flows.shape[0] * _EPSILON * total(np.abs(np.take(some, nil, axis=1)))
        nil = nil[np.abs(some_last[nil]) <= noise]
        some_last[nil] = 0.0
        zero[many[nil]] = True
        above[many] = _bound(some, some_last)
        below[many] = _bound(some[::-1], some_last)
        # Where the total is nought the sums are a polynomial, and count its roots beyond one too.
        for bound in (above, below):
            bound[many[nil]] = np.where(bound[many[nil]] > 0, _UNKNOWN, 0)
    return above, np.flatnonzero(zero), below


def _bound(flows: FloatArray, last: FloatArray) -> NDArray[np.int64]:
    """Return a bound on the roots between nought and one, from sums and, where needed, their sums."""
    sums = _running(flows)
    sums[-1] = last
    bound = variations(sums)
    open_ = np.flatnonzero(bound > 1)
    if open_.size:
        again = _running(np.take(sums, open_, axis=1))
        # Past the last period the sums of sums go on by the total each time, so its sign comes last.
        bound[open_] = variations(np.concatenate([again, last[np.newaxis, open_]]))
    return bound


def _running(flows: FloatArray) -> FloatArray:
    """Return the sums up to each period; row by row, which is faster than ``cumsum`` over columns."""
    sums = np.empty(flows.shape)
    sums[0] = flows[0]
    for period in range(1, flows.shape[0]):
        np.add(sums[period - 1], flows[period], out=sums[period])
    return sums


def _first(flows: FloatArray, future: NDArray[np.intp] | None = None) -> FloatArray:
    """Return the first amount that is not zero, or zero, of all futures or of some."""
    first: FloatArray = flows[0] if future is None else flows[0][future]
    late = np.flatnonzero(first == 0.0)
    if late.size:
        first = first.copy()
        some = np.take(flows, late if future is None else future[late], axis=1)
        first[late] = np.take_along_axis(some, (some != 0.0).argmax(axis=0)[np.newaxis], axis=0)[0]
    return first


def _fill(
    into: FloatArray,
    flows: FloatArray,
    scale: FloatArray,
    future: NDArray[np.intp],
    nought: NDArray[np.intp],
) -> None:
    """Write the scaled flows of some futures, from their first amount on, filled up with zeros.

    Who has a rate of nought gets the polynomial divided by one minus its unknown: the known root at one
    is gone, the others between nought and one remain.
    """
    scale = scale[future]
    for row, amounts in zip(into, flows, strict=True):
        np.take(amounts, future, out=row, mode="clip")
        np.multiply(row, scale, out=row)
    late = np.flatnonzero(into[0] == 0.0)
    if late.size:
        moved = into[:, late]
        place = (moved != 0.0).argmax(axis=0) + np.arange(into.shape[0])[:, np.newaxis]
        there = place < into.shape[0]
        into[:, late] = np.where(there, np.take_along_axis(moved, place * there, axis=0), 0.0)
    divided = np.flatnonzero(np.isin(future, nought)) if nought.size else nought
    if divided.size:
        sums = _running(np.take(into, divided, axis=1))
        sums[-1] = 0.0
        into[:, divided] = sums
