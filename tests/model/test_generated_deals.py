"""What holds of every deal, whatever its projects, clauses, currencies and futures."""

import numpy as np
from deal_strategies import deals
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_cases import both, loaded

from concession.analysis._run import run
from concession.engine import ReferenceExecutor
from concession.lines import compile_program
from concession.model import inputs_of, outlook_of, still_names, varying

FUTURES = 5
# no shrinking: a deal is long whatever is taken out of it, and its seed is printed
MANY = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def lines_of(case, futures=range(FUTURES), names=None):
    """Return lines by name, shape (periods, futures)."""
    built = case.build()
    names = names or list(built.graph.lines)
    program = compile_program(built.graph, names)
    outlook = outlook_of(case, built, 3)
    moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
    program = program.fixing(still_names(program, moving))
    found = ReferenceExecutor(program, inputs_of(program, built, outlook, moving)).run(futures)
    return {name: np.broadcast_to(row, (case.timeline.periods, len(futures))) for name, row in found.items()}


def sum_of(found, built, *parts):
    """Return the sum over ring fences of a clause's line."""
    names = [line.name for line in built.graph if line.attributes.get("term") in parts]
    return sum((found[name] for name in names), np.zeros(1))


@MANY
@given(deals())
def test_money_is_neither_lost_nor_made(tree):
    case = loaded(tree)
    done = run(case, case.build(), futures=FUTURES, seed=3, rates_of_return=False)
    assert done.conservation_error <= 1e-9
    inside = [name for name in done.built.ledger.parties if name not in ("market", "suppliers")]
    before = [done.flows[f"pre-tax:{name}"] for name in done.built.projects]
    for kind in ("undiscounted", "common"):
        shared = sum(getattr(done.flows[f"party:{name}"], kind) for name in inside)
        whole = sum(getattr(flow, kind) for flow in before)
        sizes = max(float(np.abs(getattr(flow, kind)).max()) for flow in done.flows.values())
        np.testing.assert_allclose(shared, whole, rtol=1e-9, atol=1e-9 * max(1.0, sizes))


@MANY
@given(deals())
def test_accounts_roll_and_stay_above_their_floors(tree):
    case = loaded(tree)
    found, built = lines_of(case), case.build()
    for account in built.graph.accounts.values():
        opening, closing = found[account.opening.name], found[account.closing.name]
        np.testing.assert_array_equal(opening[1:], closing[:-1])
        if account.floor is not None:
            assert closing.min() >= account.floor - 1e-9 * max(1.0, np.abs(closing).max())
    for name, row in found.items():
        assert np.isfinite(row).all(), name


@MANY
@given(deals())
def test_what_clauses_grant_is_granted_once(tree):
    case = loaded(tree)
    found, built = lines_of(case), case.build()
    clauses, periods = case.clauses(), case.timeline.periods
    for fence in [
        line.name.removeprefix("tax.losses.added")
        for line in built.graph
        if line.attributes.get("term") == "tax.losses.added"
    ]:
        given_ = found[f"tax.losses.added{fence}"] + found.get(f"tax.losses.uplift{fence}", 0)
        gone = found[f"tax.losses.used{fence}"] + found.get(f"tax.losses.lapsed{fence}", 0)
        assert (np.cumsum(gone, axis=0) <= np.cumsum(given_, axis=0) + 1e-6).all()
    for line in built.graph:
        if line.attributes.get("term") == "psc.recovered":
            fence = line.name.removeprefix("psc.recovered")
            assert (
                np.cumsum(found[line.name], axis=0) <= np.cumsum(found[f"psc.costs{fence}"], axis=0) + 1e-6
            ).all()
        if line.attributes.get("term") == "loan.balance.closing":
            loan = next(one.clause for one in clauses if one.id == "loan")
            age = found[line.name.replace("balance", "age").removesuffix(".closing")]
            closed = age >= max(loan.grace, 1) + loan.instalments - 1
            assert np.abs(found[line.name][closed]).max(initial=0) == 0
    done = run(case, built, futures=FUTURES, seed=3, rates_of_return=False)
    for name, left in done.outstanding.items():
        # a draft in which nothing varies is run once
        last = found[f"{name}.closing"][periods - 1, : len(left)]
        np.testing.assert_allclose(left, last, rtol=1e-12, atol=1e-9, err_msg=name)


@MANY
@given(deals())
def test_a_company_distributes_its_cash_and_no_more(tree):
    case = loaded(tree)
    found, built = lines_of(case), case.build()
    for line in built.graph:
        if line.attributes.get("term") != "dividends.cash_flow":
            continue
        fence = line.name.removeprefix("dividends.cash_flow")
        out = sum(found[f"dividends.{owner}{fence}"] for owner in ("investor", "agency"))
        into = sum(found[f"dividends.equity.{owner}{fence}"] for owner in ("investor", "agency"))
        kept = found[f"dividends.cash{fence}.closing"][-1]
        size = max(1.0, np.abs(found[line.name]).sum())
        np.testing.assert_allclose(
            (out - into).sum(axis=0) + kept, found[line.name].sum(axis=0), atol=1e-9 * size
        )
        owner = next(
            p.owner for p in built.projects.values() if not fence or fence in (f"[{p.owner}]", f"[{p.id}]")
        )
        cash = lines_of_party(case, owner)
        # what a company has left is what it keeps
        np.testing.assert_allclose(cash.sum(axis=0), kept, atol=1e-9 * size)


def lines_of_party(case, party):
    built = case.build()
    net = built.ledger.net(party, lambda one: one.medium == "cash")
    program = compile_program(built.graph, [], {"net": net})
    outlook = outlook_of(case, built, 3)
    moving = varying(case, built, outlook, "everything") & frozenset(program.inputs)
    program = program.fixing(still_names(program, moving))
    found = ReferenceExecutor(program, inputs_of(program, built, outlook, moving)).run(range(FUTURES))
    return np.broadcast_to(found["net"], (case.timeline.periods, FUTURES))


@MANY
@given(deals(), st.integers(1, 4))
def test_results_do_not_depend_on_how_futures_are_cut(tree, cut):
    case = loaded(tree)
    whole = lines_of(case)
    first, second = lines_of(case, range(cut)), lines_of(case, range(cut, FUTURES))
    for name, row in whole.items():
        np.testing.assert_array_equal(row, np.concatenate([first[name], second[name]], axis=1), err_msg=name)


@MANY
@given(deals())
def test_floats_and_decimals_agree(tree):
    both(loaded(tree))


@MANY
@given(deals(), st.data())
def test_taking_out_a_clause_changes_nothing_but_its_effects(tree, data):
    clauses = tree["drafts"]["base"]["clauses"]
    # nobody reads these, apart from the company's cash
    free = [name for name in ("fund", "signing", "tax", "psc") if name in clauses]
    if not free:
        return
    gone = data.draw(st.sampled_from(free))
    with_it = lines_of(loaded(tree))
    del clauses[gone]
    without = lines_of(loaded(tree))
    for name, row in without.items():
        if not name.startswith("dividends"):
            np.testing.assert_array_equal(row, with_it[name], err_msg=name)
    assert {name.split(".")[0].split("[")[0] for name in set(with_it) - set(without)} <= {gone}
