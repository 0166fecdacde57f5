"""One draft run over futures: what each party and project gets, future by future."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from concession.analysis._flows import BALANCE, MOVED, flow_lines
from concession.engine import Array, ReferenceExecutor
from concession.errors import ConcessionError
from concession.lines import Expr, compile_program
from concession.measures import IRR, irr, npv
from concession.model import Built, Case, Vary, inputs_of, outlook_of, still_names, varying

__all__ = ["Flow", "Run", "run"]

#: The identity that payments add up to nothing holds to this; above it the run stops.
CONSERVATION = 1e-9


@dataclass(kw_only=True)
class Flow:
    """One stream of amounts over futures: its values, and its mean by period."""

    own: Array
    common: Array
    undiscounted: Array
    rate: Array | None = None
    status: np.ndarray[tuple[int, ...], np.dtype[np.int8]] | None = None
    mean: Array = field(default_factory=lambda: np.zeros(0))


@dataclass(kw_only=True)
class Run:
    """The results of one draft, future by future where they are kept.

    ``flows`` holds parties, groups and projects by the names of :func:`flow_lines`; ``means`` the mean by
    period of each line that was asked for; ``outstanding`` what claims are left at the horizon.
    """

    built: Built
    futures: int
    seed: int
    varied: frozenset[str]
    flows: dict[str, Flow]
    means: dict[str, Array]
    outstanding: dict[str, Array]
    conservation_error: float


def run(
    case: Case,
    built: Built,
    *,
    futures: int,
    seed: int,
    vary: Vary = "everything",
    lines: Sequence[str] = (),
    rates_of_return: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Run a built draft.

    Parameters
    ----------
    case, built
        The case, and the draft's lines.
    futures, seed
        How many futures, drawn under which seed; one where nothing varies.
    vary
        Which inputs vary.
    lines
        Lines whose mean by period is kept.
    rates_of_return
        Whether rates of return are found for projects and parties.
    progress
        Called with the number of futures done.

    Raises
    ------
    ConcessionError
        E702 where a line is not a number, E704 where payments do not add up, E705 where an account falls
        below its floor.
    """
    wanted = flow_lines(built)
    extra: dict[str, Expr] = {name: one.expr for name, one in wanted.items()}
    accounts = {account.closing.name: account for account in built.graph.accounts.values()}
    payments = [payment.due.name for payment in built.ledger.payments]
    names = list(dict.fromkeys([*lines, *accounts, *payments]))
    program = compile_program(built.graph, names, extra)
    outlook = outlook_of(case, built, seed)
    moving = varying(case, built, outlook, vary) & frozenset(program.inputs)
    program = program.fixing(still_names(program, moving))
    count = futures if moving else 1
    executor = ReferenceExecutor(program, inputs_of(program, built, outlook, moving))
    collected = _Collector(case, built, count, rates_of_return=rates_of_return, lines=lines)
    for part, values in executor.chunks(range(count)):
        collected.add(part, values)
        if progress is not None:
            progress(part.stop)
    return Run(
        built=built,
        futures=count,
        seed=seed,
        varied=moving,
        flows=collected.finished(),
        means={name: total / count for name, total in collected.sums.items()},
        outstanding=collected.outstanding,
        conservation_error=collected.conservation,
    )


class _Collector:
    """Takes the outputs of chunk after chunk, and keeps what results need."""

    def __init__(
        self, case: Case, built: Built, futures: int, *, rates_of_return: bool, lines: Sequence[str]
    ) -> None:
        self.case = case
        self.built = built
        self.futures = futures
        self.rates_of_return = rates_of_return
        self.lines = lines
        self.periods = case.timeline.periods
        self.wanted = flow_lines(built)
        self.flows = {
            name: Flow(
                own=np.empty(futures),
                common=np.empty(futures),
                undiscounted=np.empty(futures),
                mean=np.zeros(self.periods),
            )
            for name, one in self.wanted.items()
            if one.kind != "check"
        }
        self.returns: dict[str, list[IRR]] = {name: [] for name in self.wanted}
        self.sums: dict[str, Array] = {}
        self.outstanding: dict[str, Array] = {}
        self.conservation = 0.0
        self.common = case.discounting()

    def add(self, part: range, values: dict[str, Array]) -> None:
        self._check(part, values)
        shape = (self.periods, len(part))
        place = slice(part.start, part.stop)
        for name, one in self.wanted.items():
            if one.kind == "check":
                continue
            amounts = np.ascontiguousarray(np.broadcast_to(values[name], shape))
            flow = self.flows[name]
            flow.own[place] = npv(amounts, self.case.discounting(one.party))
            flow.common[place] = npv(amounts, self.common)
            flow.undiscounted[place] = amounts.sum(axis=0)
            flow.mean += amounts.sum(axis=1)
            if self.rates_of_return and one.invests:
                self.returns[name].append(irr(amounts, periods_per_year=self.case.timeline.per_year))
        for name in self.lines:
            total = np.broadcast_to(values[name], shape).sum(axis=1)
            self.sums[name] = self.sums[name] + total if name in self.sums else total
        for account in self.built.graph.accounts.values():
            if account.kind == "claim":
                last = np.broadcast_to(values[account.closing.name], shape)[-1]
                self.outstanding.setdefault(account.name, np.empty(self.futures))[place] = last

    def finished(self) -> dict[str, Flow]:
        for name, flow in self.flows.items():
            flow.mean /= self.futures
            found = self.returns[name]
            if found:
                flow.rate = np.concatenate([one.rate for one in found])
                flow.status = np.concatenate([one.status for one in found])
        return self.flows

    # -- identities ------------------------------------------------------------------------------

    def _check(self, part: range, values: dict[str, Array]) -> None:
        for name, array in values.items():
            if not np.isfinite(array).all():
                self._not_finite(name, array, part)
        self._conserve(values)
        for account in self.built.graph.accounts.values():
            if account.floor is not None:
                self._floor(account.name, values[account.closing.name], account.floor, part)

    def _not_finite(self, name: str, array: Array, part: range) -> None:
        period, future = (int(x) for x in np.argwhere(~np.isfinite(array))[0])
        raise ConcessionError.of(
            "E702",
            f"'{name}' is not a number in {self.case.timeline.labels[period]}, future {part.start + future}",
            "guard divisions with 'ratio', and check what the line reads with 'concession explain'",
            path=name,
        )

    def _conserve(self, values: dict[str, Array]) -> None:
        """Check that every payment leaves one party and reaches another."""
        left = np.abs(values[BALANCE]) / np.maximum(values[MOVED], 1e-300)
        worst = float(left.max())
        self.conservation = max(self.conservation, worst)
        if worst > CONSERVATION:
            names = ", ".join(payment.name for payment in self.built.ledger.payments)
            raise ConcessionError.of(
                "E704", f"payments do not add up to nothing (off by {worst:.2g}): {names}"
            )

    def _floor(self, name: str, closing: Array, floor: int, part: range) -> None:
        scale = max(1.0, float(np.abs(closing).max()))
        low = closing < floor - 1e-9 * scale
        if low.any():
            period, future = (int(x) for x in np.argwhere(low)[0])
            raise ConcessionError.of(
                "E705",
                f"'{name}' falls to {closing[period, future]:.6g} in "
                f"{self.case.timeline.labels[period]}, future {part.start + future}",
                "a clause takes more from it than it holds",
                path=name,
            )
