"""Drafts run together: each number is that of the draft run by itself, however the futures are cut."""

from __future__ import annotations

import pytest
from deal_strategies import deals, terms
from hypothesis import HealthCheck, Phase, given, settings
from small_cases import loaded, mine, tree_of

from concession import compare
from concession.analysis import _joint
from concession.analysis._job import Ask, compile_job
from concession.analysis._joint import Wish, run_together
from concession.analysis._run import Run, run
from concession.engine import BLOCK
from concession.errors import ConcessionError
from concession.lines import const
from concession.model import Case

FUTURES = BLOCK + 300
HASTEN = {"type": "deterrence", "input": "peace", "factor": "2"}


def bits(done: Run) -> dict[str, object]:
    found: dict[str, object] = {"futures": done.futures, "wanted": done.wanted, "varied": done.varied}
    for name, flow in done.flows.items():
        for word in ("own", "common", "undiscounted", "mean"):
            if len(getattr(flow, word)):
                found[f"{word} {name}"] = getattr(flow, word).tobytes()
    found |= {f"outstanding {name}": left.tobytes() for name, left in done.outstanding.items()}
    found |= {f"mean {name}": mean.tobytes() for name, mean in done.means.items()}
    return found | {"error": done.conservation_error}


def wishes_of(case: Case) -> list[Wish]:
    """Return three kinds of runs of each draft."""
    found = []
    for draft in case.drafts.values():
        built = case.build(draft)
        lines = tuple(payment.name for payment in built.ledger.payments)
        compiled = compile_job(built, lines)
        for word, ask in {
            "": Ask(seed=3, rates_of_return=False, lines=lines),
            ", values": Ask(seed=3, rates_of_return=False, keep="values"),
            ", doubtful": Ask(seed=3, rates_of_return=False, keep="own", vary="doubtful"),
        }.items():
            found.append(
                Wish(label=draft.id + word, built=built, compiled=compiled, ask=ask, settles=not word)
            )
    return found


def alone(case: Case, wish: Wish, futures: int) -> Run:
    ask = wish.ask
    return run(
        case,
        wish.built,
        futures=futures,
        seed=ask.seed,
        vary=ask.vary,
        lines=ask.lines,
        rates_of_return=False,
        keep=ask.keep,
        executor="reference",
    )


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(tree=deals(), other=terms())
def test_what_runs_together_is_what_runs_alone(tree, other):
    said = {"title": "Other", "dated": "2025", "status": "example", "source": "s"}
    tree["drafts"]["other"] = {**said, "clauses": other}
    tree["drafts"]["sooner"] = {**said, "clauses": {**other, "sooner": HASTEN}}
    tree["drafts"]["again"] = {**said, "clauses": other}
    case = loaded(tree)
    wishes = wishes_of(case)
    for wish, done in zip(wishes, run_together(case, wishes, futures=7, executor="reference"), strict=True):
        assert bits(done) == bits(alone(case, wish, 7))


@pytest.fixture(scope="module")
def case() -> Case:
    project = {
        **mine([100, 100, 100, 100], capital=[150, 0, 0, 0]),
        "products": {"metal": {"revenue": "60 to 140 USD/yr"}},
        "start": {"event": "peace"},
    }
    clauses = {"royalty": {"type": "royalty", "rate": "3 to 9 %", "base": "revenue"}}
    said = {"title": "A draft", "dated": "2025", "status": "example", "source": "s"}
    return loaded(
        tree_of(
            {},
            {"pit": project},
            periods=4,
            outlook={"peace": {"kind": "event", "hazard": "40 % per year"}},
            drafts={
                "law": {**said, "clauses": clauses},
                "sooner": {**said, "clauses": {**clauses, "sooner": HASTEN}},
                "none": {**said, "clauses": {}},
            },
        )
    )


def test_blocks_and_workers_change_no_bit(case):
    wishes = wishes_of(case)
    expected = [bits(alone(case, wish, FUTURES)) for wish in wishes]
    for workers in (1, 2):
        done = run_together(case, wishes, futures=FUTURES, executor="reference", workers=workers)
        assert [bits(one) for one in done] == expected
    mapped = run_together(case, wishes, futures=FUTURES, executor="reference", in_memory=1000)
    assert [bits(one) for one in mapped] == expected


def test_a_deal_that_changes_a_chance_has_draws_of_its_own(case):
    wishes = [wish for wish in wishes_of(case) if wish.ask.vary == "everything"]
    jobs = [_joint.prepare(case, wish.built, wish.ask) for wish in wishes]
    joint = _joint._Joint(case, wishes, jobs, 2**20)
    names = [name for name in joint.merged.program.inputs if name.startswith("outlook.peace")]
    assert names == ["outlook.peace", "outlook.peace (sooner)"]


def test_auto_goes_on_until_the_last_draft_has_settled(case):
    wishes = [wish for wish in wishes_of(case) if wish.settles]
    single = [
        run(case, one.built, futures="auto", seed=3, rates_of_return=False, precision=0.01) for one in wishes
    ]
    done = run_together(case, wishes, futures="auto", precision=0.01)
    assert {one.futures for one in done} == {max(one.futures for one in single)}
    found = compare(case, futures="auto", seed=3, precision=0.01)
    assert (found.futures, found.complete) == (done[0].futures, True)


def test_auto_gives_up_at_the_most(case, monkeypatch):
    monkeypatch.setattr(_joint, "MOST_FUTURES", 4 * BLOCK)
    done = run_together(case, wishes_of(case)[:2], futures="auto", precision=1e-6)
    assert [(one.futures, one.complete) for one in done] == [(4 * BLOCK, True)] * 2


def test_breaking_off_leaves_the_same_futures_of_every_draft(case):
    def stop(done: int) -> None:
        if done >= BLOCK:
            raise KeyboardInterrupt

    wishes = [wish for wish in wishes_of(case) if wish.ask.vary == "everything"]
    part = run_together(case, wishes, futures=3 * BLOCK, executor="reference", progress=stop)
    whole = run_together(case, wishes, futures=BLOCK, executor="reference")
    assert {(one.futures, one.wanted, one.complete) for one in part} == {(BLOCK, 3 * BLOCK, False)}
    assert [{**bits(one), "wanted": 0} for one in part] == [{**bits(one), "wanted": 0} for one in whole]


def test_breaking_off_before_anything_is_done_is_no_answer(case, monkeypatch):
    def nothing(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(_joint, "check_block", nothing)
    with pytest.raises(KeyboardInterrupt):
        run_together(case, wishes_of(case), futures=10)


def test_progress_counts_the_futures_of_all_drafts(case):
    seen: list[int] = []
    compare(case, futures=BLOCK + 1, progress=seen.append)
    assert seen[-1] == 3 * (BLOCK + 1)
    assert seen == sorted(seen)


def test_a_number_that_is_none_is_told_with_its_draft(case):
    broken = case.draft("none").replace("clauses", {"fee": {"type": "licence_fee", "amount": "USD 1/yr"}})
    built = case.build(broken)
    payment = next(iter(built.ledger.payments))
    line = built.graph[payment.name]
    line.definition = line.definition * (const(0) / const(0))
    wishes = [
        *wishes_of(case)[:1],
        Wish(
            label="broken", built=built, compiled=compile_job(built), ask=Ask(seed=3, rates_of_return=False)
        ),
    ]
    with pytest.raises(ConcessionError) as caught:
        run_together(case, wishes, futures=10, executor="reference")
    assert caught.value.problems[0].code == "E702"
    assert "(broken)" in caught.value.problems[0].message
