"""What a run stops at: payments that do not conserve, accounts below their floor, executors that are not there."""

from dataclasses import dataclass, replace

import pytest
from small_cases import loaded, mine, tree_of

from concession import evaluate
from concession.analysis import _job
from concession.analysis._flows import BALANCE, MOVED, flow_lines
from concession.clauses import KINDS, MoneyClause
from concession.engine import Inputs, Plan, choose
from concession.errors import ConcessionError
from concession.lines import Graph, Timeline, Unit, compile_program, const
from concession.measures import measure


@dataclass(frozen=True, kw_only=True)
class Overdraft(MoneyClause):
    """A clause with a fault: it takes more from its account than it puts in."""

    def build(self, scope):
        """Put one in, take two out."""
        account = scope.account("pot", scope.currency)
        account.credit(scope.line("in", const(1, scope.currency)))
        account.debit(scope.line("out", const(2, scope.currency)))
        scope.pay("", account.closing * 0, payee="treasury", instrument="levy")


def test_an_account_below_its_floor_stops_the_run_and_is_named(monkeypatch):
    monkeypatch.setitem(KINDS, "overdraft", Overdraft)
    case = loaded(tree_of({"purse": {"type": "overdraft"}}, {"mine": mine([10, 10])}, periods=2))
    with pytest.raises(ConcessionError, match=r"E705 purse\.pot: 'purse\.pot' falls to -1 in 2025, future 0"):
        evaluate(case)


def test_money_that_is_lost_stops_the_run(monkeypatch):
    case = loaded(tree_of({}, {"mine": mine([10, 10])}, periods=2))

    def leaking(built):
        flows = flow_lines(built)
        flows[BALANCE] = replace(flows[BALANCE], expr=flows[BALANCE].expr + flows[MOVED].expr / 1000)
        return flows

    monkeypatch.setattr(_job, "flow_lines", leaking)
    with pytest.raises(ConcessionError, match=r"E704 payments do not add up to nothing \(off by 0\.001\)"):
        evaluate(case)


def test_only_executors_that_are_there_run(monkeypatch):
    graph = Graph(Timeline(year=2025, periods=1))
    graph.line("one", const(1, Unit.of("USD")))
    graph.finish()
    program = compile_program(graph, ["one"])
    with pytest.raises(ConcessionError, match="E707 there is no executor 'abacus'"):
        choose(program, Inputs(), Plan(), futures=1, name="abacus")
    monkeypatch.setattr("concession.engine._choose.compiler_present", lambda: False)
    with pytest.raises(ConcessionError, match="E707 the fused executor needs llvmlite"):
        choose(program, Inputs(), Plan(), futures=1, name="fused")


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(ConcessionError, match=r"E756 measure: there is no measure 'payback_time'") as error:
        measure("payback_time")
    assert "'payback'" in str(error.value)
