"""What approvals do by themselves: the nightly look, the clause check, and a decision that stays with its post."""

from __future__ import annotations

import pytest

from heli.acts.pipeline import perform
from heli.approvals import hooks
from heli.approvals.models import Vacancy
from heli.approvals.queries import approval_page
from heli.approvals.tests.proposing import AGREE
from heli.approvals.tests.worlds import the_final_level_alone
from heli.approvals.tiers import drop_tier, register_tier
from heli.clauses.registry import run
from heli.clauses.results import State
from heli.kernel.errors import Denied, RuleBroken
from heli.kernel.ref import Ref
from heli.ledger.models import Entry
from heli.matters.models import Matter
from heli.matters.rules import WAITING
from heli.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def alarms() -> list[tuple[object, str]]:
    return [(m.owner_post_id, m.title) for m in Matter.objects.filter(kind="approval.vacancy", state__in=["open", "unsigned"])]


def test_a_post_that_falls_vacant_is_found_before_the_flow_gets_there(approval, zhou, lin, assign):
    assert hooks.look_now() == 0
    assign(lin.post, None)
    assert hooks.look_now() == 1
    assert alarms() == [(zhou.post, "终审岗位空缺：滨江市人民政府 · 副市长 · 空缺（企业开办协作流程）")]
    assert [r.sentence for r in approval_page(zhou, approval.id).vacancies] == ["终审岗位空缺：滨江市人民政府 · 副市长 · 空缺"]


def test_looking_again_changes_nothing_and_filling_the_post_ends_the_alarm(approval, lin, assign):
    assign(lin.post, None)
    assert (hooks.look_now(), hooks.look_now()) == (1, 0)
    assign(lin.post, Person.objects.get(name="高峰").id)
    assert hooks.look_now() == 1
    assert alarms() == []
    assert Vacancy.objects.get().filled_at is not None
    assert hooks.look_now() == 0


def test_a_holder_who_became_a_party_is_found_too(approval, zhou, zheng, assign):
    assign(zheng.post, zhou.person)
    hooks.look_now()
    assert [title for _post, title in alarms()] == [
        "初审人是本方案的提交人，不能初审：滨江市市场监督管理局 · 副局长 · 周建国（企业开办协作流程）"
    ]


def test_an_alarm_ends_with_the_approval(approval, zhou, lin, assign):
    assign(lin.post, None)
    hooks.look_now()
    perform(zhou, "approval.withdraw", approval, {"reason": "改报其他岗位"})
    assert alarms() == []
    assert hooks.look_now() == 0


def test_a_hole_with_another_reason_is_told_anew(approval, zhou, zheng, li, assign, browser):
    assign(zheng.post, None)
    assert hooks.look_now() == 1
    assign(zheng.post, zhou.person)
    assert hooks.look_now() == 1
    assert hooks.look_now() == 0
    (vacancy,) = Vacancy.objects.filter(filled_at__isnull=True)
    assert "初审人是本方案的提交人" in vacancy.sentence
    waiting = Matter.objects.get(kind="approval.vacancy", state__in=WAITING)
    assert "空缺" not in waiting.title
    html = browser(li).get(f"/approvals/{approval.id}/").content.decode()
    assert "岗位空缺" not in html
    assert vacancy.sentence in html
    assert "改报其他岗位" in html


def test_every_hole_is_named_to_the_submitter(approval, li, lin, assign):
    assign(lin.post, None)
    assign(li.post, None)
    hooks.look_now()
    title = Matter.objects.get(kind="approval.vacancy", state__in=WAITING).title
    assert "复审岗位空缺" in title
    assert "终审岗位空缺" in title
    assign(lin.post, lin.person)
    hooks.look_now()
    title = Matter.objects.get(kind="approval.vacancy", state__in=WAITING).title
    assert "终审岗位空缺" not in title


def test_the_look_is_taken_once_a_day(approval, lin, assign, monkeypatch):
    monkeypatch.setattr(hooks, "_looked", {})
    assert hooks.look_for_holes() == 0
    assign(lin.post, None)
    assert hooks.look_for_holes() == 0


def test_people_do_not_inspect(approval, zhou):
    with pytest.raises(Denied, match="系统"):
        perform(zhou, "approval.inspect", approval)


def test_a_decision_is_not_handed_over_to_a_colleague(approval, zheng, cast):
    matter = Matter.objects.get(kind="approval.decide")
    with pytest.raises(RuleBroken, match="不能转给他人"):
        perform(zheng, "matter.hand_over", matter, {"post": cast("韩雪").post, "reason": "出差"})
    assert Entry.objects.filter(act="matter.hand_over", decision="rule_broken").exists()


def test_the_clause_is_open_until_three_levels_agreed(approval, zheng, li, lin):
    root = Ref("installation", approval.root_id)
    assert run("2.2.a", root, leaving=True).state is State.BROKEN
    for actor in (zheng, li, lin):
        perform(actor, "approval.decide", approval, AGREE)
    kept = run("2.2.a", root, leaving=True)
    assert kept.state is State.KEPT
    assert [e.sentence for e in kept.evidence] == ["企业开办协作流程：初审、复审、终审由不同的人依次同意"]


def test_a_tier_rule_of_the_room_permits_fewer_levels(cast):
    root = the_final_level_alone(cast)
    assert [f.sentence for f in run("2.2.a", root, leaving=True).findings] == ["协作流程：缺少初审", "协作流程：缺少复审"]
    register_tier("thing", lambda abouts: {a.id: 1 for a in abouts})
    try:
        assert run("2.2.a", root, leaving=True).state is State.KEPT
    finally:
        drop_tier("thing")
