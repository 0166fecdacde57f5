"""Roots of many polynomials at once, on the interval from nought to one.

A polynomial stands in a column: ``coefs[k]`` multiplies ``x**k``. Every step is plain arithmetic on one
column, so no column's answer depends on the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from concession.measures._arrays import FloatArray
from concession.measures._kernels import compiled_columns, newton_kernel

__all__ = [
    "Brackets",
    "bernstein",
    "converge",
    "evaluate",
    "isolate",
    "join",
    "polish",
    "refine",
    "variations",
]

#: Two steps with one slope are trusted where the second is so much smaller than the first, and this
#: small relative to x.
_SHRINK, _ENOUGH = 1e-3, 1e-11
#: A Newton step smaller than this, relative to x, leaves an error far below rounding.
_NEWTON_ENOUGH = 1e-10
#: A bracket narrower than this, relative to x, cannot be halved usefully.
_BRACKET_ENOUGH = 4e-16
_MOST_STEPS = 300
#: Newton's steps in single precision before those in double precision.
_SHORT_STEPS = 5
#: Newton's steps in double precision for those that nearly had converged.
_POLISH_STEPS = 2
#: Halvings of [0, 1] before two roots count as one that touches.
_MOST_HALVINGS = 48
#: As many changes of sign are counted in one byte.
_MOST_IN_BYTE = 127
#: Halvings before it is worth asking whether an interval is nothing but rounding.
_FIRST_FLAT = 6
#: Where two roots are looked for between before intervals are halved.
_PROBED = (0.6, 0.75, 0.85, 0.95)
_EPSILON = float(np.finfo(np.float64).eps)


_Float = TypeVar("_Float", np.float32, np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Brackets:
    """Open intervals with one simple root each, and places where a root is known already.

    ``column`` says which polynomial; ``rising`` is whether the value is negative just above ``low``.
    A place has ``low == high`` and ``times`` 1 where the value is zero, 2 where it touches zero.
    """

    column: NDArray[np.intp]
    low: FloatArray
    high: FloatArray
    rising: NDArray[np.bool_]
    times: NDArray[np.int64]

    def pick(self, order: NDArray[np.intp]) -> Brackets:
        """Return some of them, or all in another order."""
        return Brackets(
            column=self.column[order],
            low=self.low[order],
            high=self.high[order],
            rising=self.rising[order],
            times=self.times[order],
        )


def variations(coefs: FloatArray) -> NDArray[np.int64]:
    """Return how often the sign changes down each column, passing over zeros."""
    positive = coefs > 0.0
    there: NDArray[np.bool_] = coefs != 0.0
    if not there.all():
        # a zero goes on with the sign before it, the first ones with that of the first amount
        zero = np.logical_not(there, out=there)
        late = np.flatnonzero(zero[0])
        if late.size:
            begin = np.take(zero, late, axis=1).argmin(axis=0)
            positive[0, late] = positive[begin, late]
        held = np.empty(coefs.shape[1], np.bool_)
        for before, present, nil in zip(positive[:-1], positive[1:], zero[1:], strict=True):
            np.logical_and(before, nil, out=held)
            np.logical_or(present, held, out=present)
    steps = (positive[1:] != positive[:-1]).view(np.int8)
    # small numbers add up faster, and few rows need no larger ones
    kind = np.int8 if steps.shape[0] <= _MOST_IN_BYTE else np.int64
    return np.asarray(np.add.reduce(steps, axis=0, dtype=kind).astype(np.int64))


def evaluate(coefs: FloatArray, x: FloatArray) -> FloatArray:
    """Return the value of each column at its x, by Horner's rule."""
    value = np.zeros_like(x)
    for row in coefs[::-1]:
        value *= x
        value += row
    return value


def converge(coefs: FloatArray, scale: FloatArray, start: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return for each column where a search for a root between nought and one came to, and whether it holds.

    Newton's steps in single precision, which cost half as much, then two in double precision with the
    last slope. A root is to be used as one only where it holds: what was computed in single precision
    bears on the way to it, not on whether it is one. ``scale`` is a power of two for each column with which
    its amounts fit into single precision.
    """
    columns = compiled_columns(coefs)
    root, good = np.empty(coefs.shape[1]), np.empty(coefs.shape[1], np.bool_)
    if columns:
        found, enough = (root, good), (_SHRINK, _ENOUGH)
        newton_kernel(coefs, columns, scale, start, found, short_steps=_SHORT_STEPS, enough=enough)
    if columns < coefs.shape[1]:
        rest = slice(columns, None)
        root[rest], good[rest] = _converge(coefs[:, rest], scale[rest], start[rest])
    return root, good


def _converge(
    coefs: FloatArray, scale: FloatArray, start: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    x = start.astype(np.float32)
    with np.errstate(all="ignore"):
        short = (coefs if (scale == 1.0).all() else coefs * scale).astype(np.float32)
        for _ in range(_SHORT_STEPS):
            value, slope = _value_and_slope(short, x)
            slope /= x
            value /= slope
            x -= value
        guess = x.astype(np.float64)
        per_slope = scale / slope
        root = evaluate(coefs, guess)
        root *= per_slope
        first = np.abs(root)
        np.subtract(guess, root, out=root)
        second = evaluate(coefs, root)
        second *= per_slope
        root -= second
        np.abs(second, out=second)
        # The errors shrink as the steps do: what is left is second * (second / first).
        good = (second <= _SHRINK * first) & (second <= _ENOUGH * root)
    inside = (root > 0.0) & (root < 1.0)
    # a step too far in double precision is no better than where it began
    np.copyto(root, guess, where=~inside)
    good &= inside
    return root, good


def polish(coefs: FloatArray, near: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return where two of Newton's steps in double precision lead each column, and whether it holds there."""
    x = near
    with np.errstate(all="ignore"):
        for _ in range(_POLISH_STEPS):
            value, slope = _value_and_slope(coefs, x)
            step = x * value / slope
            x = x - step
        good = (np.abs(step) <= _NEWTON_ENOUGH * x) & (x > 0.0) & (x < 1.0)
    return np.where(good, x, near), good


def refine(coefs: FloatArray, brackets: Brackets, near: FloatArray) -> FloatArray:
    """Return the root inside each bracket: Newton's steps that fall back on halving.

    The search begins at ``near`` where that lies inside. A column rests when it has converged by itself,
    whatever the others need. ``coefs`` has one column per bracket; places come back as they are.
    """
    low, high, rising = brackets.low, brackets.high, brackets.rising
    start = np.where((near > low) & (near < high), near, 0.5 * (low + high))
    result = start.copy()
    open_ = np.arange(start.size)
    x, low, high = start, low.copy(), high.copy()
    before = high - low
    for _ in range(_MOST_STEPS):
        value, slope = _value_and_slope(coefs, x)
        at_low = (value < 0.0) == rising
        np.copyto(low, x, where=at_low)
        np.copyto(high, x, where=~at_low)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = x * value / slope
        new, length = x - step, np.abs(step)
        newton = (new >= low) & (new <= high) & (length <= 0.5 * before)
        zero = value == 0.0
        new = np.where(zero, x, np.where(newton, new, 0.5 * (low + high)))
        length = np.where(newton, length, high - low)
        # A place, with low == high, is done at once: its length is nought.
        done = zero | (length <= np.where(newton, _NEWTON_ENOUGH, _BRACKET_ENOUGH) * x)
        result[open_[done]] = new[done]
        left = np.flatnonzero(~done)
        if not left.size:
            return result
        if left.size < open_.size:
            open_, coefs, rising = open_[left], np.take(coefs, left, axis=1), rising[left]
            low, high, new, length = low[left], high[left], new[left], length[left]
        before, x = length, new
    result[open_] = x
    return result


def _value_and_slope(coefs: NDArray[_Float], x: NDArray[_Float]) -> tuple[NDArray[_Float], NDArray[_Float]]:
    """Return the value, and x times the derivative, of each column."""
    both = np.zeros((2, x.size), x.dtype)
    value, slope = both
    for row in coefs[::-1]:
        slope += value
        both *= x
        value += row
    return value, slope


def bernstein(coefs: FloatArray) -> FloatArray:
    """Return the Bernstein coefficients on [0, 1]: their sign changes bound the roots inside (0, 1)."""
    degree = coefs.shape[0] - 1
    result = coefs.copy()
    for power in range(degree, 0, -1):
        # Row j is the sum over i of coefs[i] C(j, i) / C(degree, i), nested so that nothing overflows.
        weights = np.arange(1, degree - power + 2) / (degree - power + 1)
        result[power:] *= weights[:, np.newaxis]
        result[power:] += coefs[power - 1]
    return result


def isolate(coefs: FloatArray, lowest: float, pair: NDArray[np.bool_]) -> Brackets:
    """Return brackets of all roots in (0, 1) except below ``lowest``, by halving Bernstein forms.

    No sign change among the Bernstein coefficients of an interval means no root in it, one means
    exactly one (Descartes' rule on an interval); with more the interval is halved. Where the value
    cannot be told from zero on a whole interval, the roots there count as one that touches. ``pair`` says
    which columns have two roots or none: where the sign turns at a probed place, they have two.
    """
    pairs = _probed(coefs, np.flatnonzero(pair))
    found = [pairs]
    open_ = np.ones(coefs.shape[1], np.bool_)
    open_[pairs.column] = False
    column = np.flatnonzero(open_)
    degree = coefs.shape[0] - 1
    low, high = np.zeros(column.size), np.ones(column.size)
    form = bernstein(np.take(coefs, column, axis=1))
    for halving in range(_MOST_HALVINGS + 1):
        changes = variations(form)
        one = np.flatnonzero(changes == 1)
        if one.size:
            first = _first_sign(np.take(form, one, axis=1))
            found.append(_brackets(column[one], low[one], high[one], first < 0.0, 1))
        many = np.flatnonzero((changes > 1) & (high > lowest))
        column, low, high, form = column[many], low[many], high[many], np.take(form, many, axis=1)
        if halving >= _FIRST_FLAT and column.size:
            noise = 8.0 * (degree + 1) * _EPSILON * evaluate(np.abs(np.take(coefs, column, axis=1)), high)
            flat = (np.abs(form).max(axis=0) <= noise) | (halving == _MOST_HALVINGS)
            place = 0.5 * (low[flat] + high[flat])
            found.append(_brackets(column[flat], place, place, np.zeros(place.size, np.bool_), 2))
            rest = np.flatnonzero(~flat)
            column, low, high, form = column[rest], low[rest], high[rest], np.take(form, rest, axis=1)
        if not column.size:
            break
        middle = 0.5 * (low + high)
        left, right = _halve(form)
        on = right[0] == 0.0
        if on.any():
            found.append(_brackets(column[on], middle[on], middle[on], np.zeros(int(on.sum()), np.bool_), 1))
        column = np.concatenate([column, column])
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
        form = np.concatenate([left, right], axis=1)
    return join(found)


def _probed(coefs: FloatArray, column: NDArray[np.intp]) -> Brackets:
    """Return two brackets for each of the columns whose sign turns at a probed place.

    The columns must have no more than two roots, and a first coefficient that is not zero.
    """
    some = np.take(coefs, column, axis=1)
    rising = some[0] < 0.0
    turned = np.full(column.size, np.nan)
    values = np.zeros((len(_PROBED), column.size))
    for row in some[::-1]:
        values *= np.array(_PROBED)[:, np.newaxis]
        values += row
    size = 8.0 * some.shape[0] * _EPSILON * np.abs(some).max(axis=0, initial=0.0)
    for place, value in zip(_PROBED, values, strict=True):
        noise = size / (1.0 - place)
        turned[np.where(rising, value > noise, value < -noise)] = place
    two = np.flatnonzero(turned > 0.0)
    column, rising, turned = column[two], rising[two], turned[two]
    return join(
        [
            _brackets(column, np.zeros(two.size), turned, rising, 1),
            _brackets(column, turned, np.ones(two.size), ~rising, 1),
        ]
    )


def _halve(form: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the Bernstein forms on both halves of the interval (de Casteljau's averages)."""
    left = np.empty_like(form)
    right = form.copy()
    last = form.shape[0] - 1
    for row in range(last + 1):
        left[row] = right[0]
        # What remains of the triangle shrinks by one row a round; its last row is final.
        right[: last - row] = 0.5 * (right[: last - row] + right[1 : last - row + 1])
    return left, right


def _first_sign(form: FloatArray) -> FloatArray:
    """Return the first coefficient that is not zero, per column."""
    place = (form != 0.0).argmax(axis=0)
    return np.asarray(np.take_along_axis(form, place[np.newaxis], axis=0)[0])


def _brackets(
    column: NDArray[np.intp], low: FloatArray, high: FloatArray, rising: NDArray[np.bool_], times: int
) -> Brackets:
    return Brackets(
        column=column, low=low, high=high, rising=rising, times=np.full(column.size, times, np.int64)
    )


def join(found: list[Brackets]) -> Brackets:
    """Return all brackets of several lots in one."""
    return Brackets(
        column=np.concatenate([np.zeros(0, np.intp), *(part.column for part in found)]),
        low=np.concatenate([np.zeros(0), *(part.low for part in found)]),
        high=np.concatenate([np.zeros(0), *(part.high for part in found)]),
        rising=np.concatenate([np.zeros(0, np.bool_), *(part.rising for part in found)]),
        times=np.concatenate([np.zeros(0, np.int64), *(part.times for part in found)]),
    )
