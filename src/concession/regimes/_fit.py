"""Which regimes fit a case, and which law each of its periods is taxed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from concession.clauses import Stabilisation
from concession.errors import ConcessionError
from concession.ledger import middle_of
from concession.lines import Timeline
from concession.model import Case
from concession.regimes._apply import STABILISATION, main_product, under
from concession.regimes._regime import Regime, regime, regimes

__all__ = ["ALL", "Applied", "Fitting", "applied", "fitting", "for_another_mineral"]

#: What stands for every regime of the library.
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The law that some consecutive periods are taxed by: since when it holds, and what it says.

    ``frozen`` is not empty where it is held: by the name of a date, or by a contract of stability.
    """

    first: str
    last: str
    since: str
    says: str
    frozen: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain data for ``--json``."""
        return {
            "first": self.first,
            "last": self.last,
            "since": self.since,
            "says": self.says,
            "frozen": self.frozen,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A case under the regimes that fit it, and why the others do not."""

    case: Case
    names: tuple[str, ...]
    left_out: Mapping[str, str]


def applied(one: Regime, case: Case) -> tuple[Applied, ...]:
    """Return which law each span of a case's periods is taxed by under a regime.

    Parameters
    ----------
    one
        The regime.
    case
        The case, put under it.

    Examples
    --------
    >>> from concession.model import load
    >>> creek = under(load("copper-creek"), ["zambia"])
    >>> [(one.first, one.last, one.since) for one in applied(regime("zambia"), creek)]
    [('2024', '2062', '2023-01-01')]
    """
    timeline = case.timeline
    laws = [_law(one, case, number) for number in range(timeline.periods)]
    found = []
    for (since, says, frozen), run in groupby(range(timeline.periods), key=lambda number: laws[number]):
        numbers = list(run)
        first, last = (str(timeline.labels[number]) for number in (numbers[0], numbers[-1]))
        found.append(Applied(first=first, last=last, since=since, says=says, frozen=frozen))
    return tuple(found)


def _law(one: Regime, case: Case, number: int) -> tuple[str, str, str]:
    timeline: Timeline = case.timeline
    day, frozen = middle_of(timeline.labels[number]), ""
    if one.at is not None:
        day, frozen = one.at, f"the law of {one.at} throughout"
    elif one.stabilised:
        clause = case.build(one.id).clauses[STABILISATION].clause
        hold = clause.hold_for(STABILISATION, "", timeline) if isinstance(clause, Stabilisation) else None
        if hold is not None and hold.first <= number <= hold.last:
            day, frozen = hold.day, f"by the contract of stability, at {hold.day}"
    change = one.change_at(day)
    return (str(change.since), change.says, frozen) if change else ("", "nothing is known so early", frozen)


def for_another_mineral(one: Regime, case: Case) -> str:
    """Say for which minerals a regime is, where the case's main product is another one; else nothing."""
    product = main_product(case).replace("_", " ")
    known = {mineral for each in regimes() for mineral in each.minerals}
    if product not in known or product in one.minerals:
        return ""
    return f"it is for {', '.join(one.minerals)}; the case sells {product}"


def fitting(case: Case, names: Sequence[str]) -> Fitting:
    """Return the case under the regimes that fit it, and why the others do not.

    Parameters
    ----------
    case
        Any case with one treasury.
    names
        Names of regimes; ``all`` stands for all of the library that are for the case's main product.

    Raises
    ------
    ConcessionError
        E129 for an unknown regime; what is wrong with the first one where none fits.
    """
    wanted: list[str] = []
    left_out: dict[str, str] = {}
    for name in names:
        if name != ALL:
            wanted.append(name)
            continue
        for one in regimes():
            why = for_another_mineral(one, case)
            if why:
                left_out[one.id] = why
            else:
                wanted.append(one.id)
    fit: list[str] = []
    errors: list[ConcessionError] = []
    for name in dict.fromkeys(wanted):
        one = regime(name)
        try:
            under(case, [name])
        except ConcessionError as error:
            errors.append(error)
            said = error.problems[0]
            why = for_another_mineral(one, case)
            told = f"{said.message} ({said.code})"
            left_out[one.id] = f"{why}: {told}" if why else told
        else:
            fit.append(name)
    if not fit and errors:
        raise errors[0]
    return Fitting(case=under(case, fit), names=tuple(regime(name).id for name in fit), left_out=left_out)
