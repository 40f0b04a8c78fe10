"""Checks and what comes of them: states, joining, gates, exits, memory. Each test registers its own checks."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from heli.clauses import registry, results
from heli.clauses.catalogue import clause, gates, norm
from heli.clauses.registry import Standing, check, gate, run, run_all, standing_by
from heli.clauses.results import NOT_APPLICABLE, Evidence, Finding, State, settle
from heli.kernel.memory import once
from heli.kernel.ref import Ref

LATE = Finding("任务“办照”逾期 2 个工作日，没有登记原因", ask="马骏", todo="登记原因或提交", lapsed=True)
OPEN = Finding("任务“刻章”尚未提交", ask="王海涛", todo="提交任务")
EXCUSED = Finding("任务“办税”曾逾期 1 个工作日", lapsed=True, excused="系统升级停办一天")


@pytest.fixture
def root(monkeypatch) -> Ref:
    """A collaboration in stage 4, with no check but those of the test."""
    monkeypatch.setattr(registry, "_checks", {})
    monkeypatch.setattr(registry, "_standings", {})
    return stands_at(4)


def stands_at(stage: int) -> Ref:
    standing_by("collaboration", lambda root: Standing(stage=stage))
    return Ref("collaboration", uuid4())


def says(*answer: object, id_: str = "2.2.4", **options: str) -> None:
    result = answer[0] if answer and answer[0] is NOT_APPLICABLE else list(answer)

    def checked(root: Ref) -> object:
        return result

    checked.__qualname__ = f"checked_{uuid4().hex}"
    check(id_, **options)(checked)  # type: ignore[arg-type]


def test_a_clause_that_nobody_checks_is_unbuilt_and_never_kept(root):
    assert run("2.2.4", root).state is State.UNBUILT
    assert {r.state for r in run_all(root).values()} == {State.UNBUILT}


def test_nothing_against_is_kept_and_evidence_is_handed_on(root):
    says(Evidence("3 项任务全部提交"), looks="任务骨架")
    result = run("2.2.4", root)
    assert (result.state, result.evidence, result.looks) == (State.KEPT, (Evidence("3 项任务全部提交"),), ("任务骨架",))


def test_nothing_to_look_at_does_not_apply(root):
    says(NOT_APPLICABLE)
    assert run("2.2.4", root).state is State.NOT_APPLICABLE


def test_what_is_due_at_the_exit_is_open_until_then(root):
    says(OPEN)
    assert run("2.2.4", root).state is State.UNSETTLED
    assert run("2.2.4", root, leaving=True).state is State.BROKEN
    assert run("2.2.4", stands_at(6)).state is State.BROKEN


def test_a_lapse_breaks_at_once_and_its_reason_mends_it(root):
    says(LATE)
    assert run("2.2.4", root).state is State.BROKEN
    registry._checks.clear()
    says(EXCUSED)
    result = run("2.2.4", root)
    assert (result.state, result.findings, result.open) == (State.KEPT, (EXCUSED,), ())
    assert gate(root, 6) != ()  # the other gates have no check in this world
    assert [r for r in gate(root, 4) if r.clause == "2.2.4"] == []


def test_before_its_stage_nothing_is_kept_yet(root):
    says()
    assert run("2.2.4", stands_at(2)).state is State.UNSETTLED
    assert run("2.2.4", stands_at(4)).state is State.KEPT


def test_both_stages_that_run_side_by_side_are_under_way_at_once():
    stays = [settle(clause("2.2.4"), [[OPEN]], [], [], stage).state for stage in (3, 4, 5, 6)]
    assert stays == [State.UNSETTLED, State.UNSETTLED, State.UNSETTLED, State.BROKEN]
    kept = [settle(clause("2.2.5"), [[]], [], [], stage).state for stage in (3, 4, 5, 6)]
    assert kept == [State.UNSETTLED, State.KEPT, State.KEPT, State.KEPT]


def test_what_is_due_always_breaks_at_once(root):
    says(OPEN, id_="1.1.1")
    assert run("1.1.1", stands_at(1)).state is State.BROKEN


def test_facts_of_several_rooms_are_joined(root):
    says(Evidence("看板齐全"), unbuilt="变更取消")
    says(NOT_APPLICABLE)
    says(LATE, unbuilt="变更取消")
    result = run("2.2.4", root)
    assert (result.state, result.findings, result.unbuilt) == (State.BROKEN, (LATE,), ("变更取消",))


def test_a_row_that_a_person_judges_says_that_this_part_is_unbuilt(root):
    says(id_="2.2.1")
    result = run("2.2.1", root)
    assert (result.state, result.unbuilt) == (State.KEPT, ("人工判断",))


def test_a_gate_gives_every_reason_with_clause_whom_to_ask_and_what_to_do(root):
    for row in (*gates(4), *gates(5)):
        says(id_=row.id)
    assert gate(root, 4) == ()
    says(OPEN, LATE)
    assert [(r.sentence, r.clause, r.ask, r.todo) for r in gate(root, 4)] == [
        (OPEN.sentence, "2.2.4", "王海涛", "提交任务"),
        (LATE.sentence, "2.2.4", "马骏", "登记原因或提交"),
    ]


def test_execution_and_monitoring_are_left_together(root):
    says(OPEN)
    says(OPEN, id_="2.2.5")
    assert {r.clause for r in gate(root, 4)} == {r.clause for r in gate(root, 5)} == {"2.2.4", "2.2.5"}


def test_a_gate_row_without_a_check_holds_its_stage(root):
    assert [r.clause for r in gate(root, 3)] == [row.id for row in gates(3)]


def test_a_row_that_is_no_gate_does_not_hold_a_stage(root):
    for row in gates(1):
        says(id_=row.id)
    says(OPEN, id_="1.1.2")
    assert gate(root, 1) == ()


def test_one_run_reads_once_for_all_checks(root):
    reads = []

    @once
    def facts(root: Ref) -> int:
        reads.append(root)
        return len(reads)

    for id_ in ("2.2.4", "2.2.5"):

        def looking(root: Ref) -> list[Evidence]:
            return [Evidence(str(facts(root)))]

        looking.__qualname__ = f"looking_{id_}"
        check(id_)(looking)
    run_all(root)
    assert len(reads) == 1
    run_all(root)
    assert len(reads) == 2


def test_all_collaboration_rows_are_answered_in_reading_order(root):
    assert list(run_all(root)) == [c.id for c in norm().demands("collaboration")]


def test_a_check_of_an_unknown_clause_or_a_heading_is_a_mistake():
    with pytest.raises(RuntimeError, match="heading"):
        check("2.2")
    with pytest.raises(Exception, match="没有第"):
        check("9.9.9")


def test_forcing_kept_silences_the_checks_of_a_clause_only_for_a_while(root):
    says(LATE)
    with registry.forced_kept("2.2.4"):
        assert run("2.2.4", root).state is State.KEPT
    assert run("2.2.4", root).state is State.BROKEN


def test_every_state_has_its_word():
    assert set(results.LABELS) == set(State)
    assert clause("2.2.4").is_gate


@pytest.fixture(autouse=True)
def _nothing_forced() -> Iterator[None]:
    yield
    assert registry._forced == set()
