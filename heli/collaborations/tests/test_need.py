"""The need and the parties (2.2.1, 1.2.1): who may not, when not, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from heli.collaborations.tests.startup import denies, plant, refuses
from heli.collaborations.wizard.queries import wizard
from heli.people.models import Post, Unit
from tests.walk.story import day, describing, outcomes, post, roles, schedule, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NEED = [
    ("need.describe", describing("企业开办上线")),
    ("need.outcomes", {"outcomes": []}),
    ("need.submit", None),
    ("need.take_back", {"reason": "再核对"}),
]
CONFIRM = {"confirmed": True, "opinion": "需求属实"}


def test_nobody_starts_a_collaboration_for_another_organisation(startup):
    s = startup("begun")
    with denies("1.4.3.b"):
        s.do("李敏", "collaboration.start", Unit.objects.get(code="bjsj"), {"scenario": "service", "title": "企业开办"})


@pytest.mark.parametrize(("act", "given"), NEED)
def test_only_the_initiating_unit_writes_the_need(startup, act, given):
    s = startup("begun")
    with denies("2.2.1"):
        s.do("李敏", act, None, given)


def test_a_liaison_officer_alone_does_not_write_the_need(startup):
    s = startup("begun")
    with denies("1.2.1.d"):
        s.do("唐宁", "need.submit")


def test_a_submitted_need_is_not_written_any_more(startup):
    s = startup("submitted")
    writing = [
        ("need.describe", describing("企业开办上线")),
        ("need.outcomes", {"outcomes": outcomes()}),
        ("need.roles", roles()),
        ("need.schedule", schedule()),
        ("need.submit", None),
    ]
    for act, given in writing:
        with refuses("2.2.1", "已经提交"):
            s.do("周建国", act, None, given)


def test_a_level_below_that_of_the_scenario_wants_a_reason(startup):
    s = startup("begun")
    given = {**describing("企业开办上线"), "level": "公开"}
    with refuses("1.1.3"):
        s.do("周建国", "need.describe", None, given)
    s.do("周建国", "need.describe", None, {**given, "scenario_reason": "办事指南向社会公布"})
    assert s.row.level == "公开"


def test_an_outcome_of_an_unknown_unit_is_refused(startup):
    s = startup("begun")
    with refuses("1.1.2"):
        s.do("周建国", "need.outcomes", None, {"outcomes": [{**outcomes()[0], "maker": str(uuid4())}]})


def module(name, short, owner):
    return {"code": name, "unit": str(unit(short)), "post": str(post(owner))}


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        (lambda: {"lead_post": str(post("陈晓燕"))}, "4.1.d"),
        (lambda: {"first_reviewer": str(post("李敏", "coordination"))}, "2.2.a.1"),
        (lambda: {"designer": str(post("李敏", "coordination"))}, "2.2.a.2"),
        (lambda: {"first_reviewer": str(post("傅杰"))}, "2.2.a.1"),
        (lambda: {"first_reviewer": str(post("周建国", "head"))}, "2.2.a"),
        (lambda: {"designer": str(post("郑国强"))}, "2.2.a.2"),
        (lambda: {"leader": str(post("韩雪"))}, "1.2.1.a"),
        (lambda: {"leader": str(post("郑国强"))}, "1.2.1.a"),
        (lambda: {"reviewer": str(uuid4())}, "1.1.2"),
        (lambda: {"lead": str(Unit.objects.get(code="bjsj-dj").id)}, "1.1.2"),
        (lambda: {"modules": [module("risk", "税务", "丁一")]}, "4.1.d"),
        (lambda: {"modules": [module("risk", "税务", "马骏"), module("risk", "数据", "丁一")]}, "2.1.1"),
    ],
    ids=["lead post of another unit", "first reviewer of another unit", "designer reviews", "first reviewer heads nothing",
         "the drafter reviews in another post", "designer is first reviewer", "leader in no leading post",
         "leader is a deputy head", "unknown post", "a section leads",
         "module post of another unit", "a module twice"],
)  # fmt: skip
def test_roles_that_contradict_each_other_are_refused(startup, wrong, clause):
    s = startup("begun")
    with refuses(clause):
        s.do("周建国", "need.roles", None, {**roles(), **wrong()})


def test_an_end_before_the_beginning_is_refused(startup):
    s = startup("begun")
    with refuses("2.1.1", "早于开始日"):
        s.do("周建国", "need.schedule", None, {"starts_on": str(day(5)), "due_on": str(day(2))})


def test_a_stage_has_one_goal(startup):
    s = startup("begun")
    goal = {"stage": 2, "goal": "确认职责清单", "due_on": str(day(5))}
    with refuses("2.1.1", "一个目标"):
        s.do("周建国", "need.schedule", None, {**schedule(), "goals": [goal, goal]})


def test_a_need_with_gaps_is_not_submitted_and_every_gap_is_named(startup):
    s = startup("begun")
    for clause, words in (("2.2.1", "现在的问题"), ("1.3.8", "预期成果"), ("1.2.1.a", "牵头"), ("1.1.2", "配合单位"),
                          ("2.2.2", "协调小组"), ("2.2.3", "初审人"), ("2.1.1", "开始日")):  # fmt: skip
        with refuses(clause, words):
            s.do("周建国", "need.submit")


def test_an_outcome_is_not_received_by_its_maker(startup):
    own = {**outcomes()[0], "receiver": str(unit("数据"))}
    s = startup("drafted", outcomes=[own])
    with refuses("4.3.b", "签收单位不能是承办单位自己"):
        s.do("周建国", "need.submit")


def test_only_heads_and_officers_of_the_lead_confirm(startup):
    s = startup("submitted")
    with denies("1.2.1.a"):
        s.do("崔岚", "need.rule", None, CONFIRM)
    with denies("1.2.1.d"):
        s.do("唐宁", "need.rule", None, CONFIRM)


def test_whoever_drafted_the_need_does_not_confirm_it(startup):
    s = startup("submitted")
    with refuses("2.2.1", "不能自己确认"):
        s.do("周建国", "need.rule", None, CONFIRM)


def test_a_need_is_not_returned_without_words(startup):
    s = startup("submitted")
    with refuses("2.2.1", "退回时写明"):
        s.do("郑国强", "need.rule", None, {"confirmed": False})


def test_a_draft_and_a_confirmed_need_wait_for_nobody(startup):
    s = startup("drafted")
    with refuses("2.2.1", "没有等待确认"):
        s.do("郑国强", "need.rule", None, CONFIRM)
    s.reach("confirmed")
    with refuses("2.2.1", "没有等待确认"):
        s.do("郑国强", "need.rule", None, CONFIRM)


def test_a_need_is_taken_back_until_it_is_confirmed(startup):
    s = startup("submitted")
    s.do("周建国", "need.take_back", None, {"reason": "补充基线数据"})
    assert (s.row.state, s.waiting("need.confirm")) == ("draft", [])
    s.do("周建国", "need.submit")
    s.do("郑国强", "need.rule", None, CONFIRM)
    with refuses("2.2.1", "不能撤回"):
        s.do("周建国", "need.take_back", None, {"reason": "补充基线数据"})


def test_a_unit_answers_its_own_invitation_only(startup):
    s = startup("confirmed")
    with denies("1.2.3"):
        s.do("丁一", "party.answer", s.party("税务"), {"accepted": True})
    with denies("1.2.1.d"):
        s.do("马骏", "party.answer", s.party("税务"), {"accepted": True})


def test_an_invitation_is_declined_with_a_reason_and_accepted_once(startup):
    s = startup("confirmed")
    with refuses("1.2.1.c", "谢绝时写明理由"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": False})
    s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})
    with refuses("1.2.1.c", "已参加本事项"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})


def test_a_planned_party_is_not_asked_before_the_need_is_confirmed(startup):
    s = startup("submitted")
    with refuses("1.2.1.c"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})


def test_a_unit_that_declined_gets_no_work_and_may_think_again(startup):
    s = startup("confirmed")
    s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": False, "reason": "不属于本单位职责"})
    s.do("韩雪", "duty.add", None, {"module": "project", "title": "领票"})
    with refuses("1.2.1.c", "不是本事项的参与单位"):
        s.do("韩雪", "duty.mark", s.row.duty_rows.get(), {"unit": str(unit("税务")), "kinds": ["lead"]})
    with refuses("1.2.1.c", "已谢绝"):
        s.do("陈晓燕", "column.confirm", s.party("税务"), {"confirmed": True})
    with denies("1.1.2"):
        s.do("陈晓燕", "lesson.write", None, {"title": "一次告知", "why": "漏了回执", "next_time": "一次告知清楚"})
    s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})
    assert s.party("税务").state == "accepted"


def test_a_need_gets_its_number_when_it_is_submitted_and_keeps_it(startup):
    s = startup("drafted")
    assert s.row.number == ""
    number = s.reach("submitted").row.number
    assert number.startswith("XZ")
    s.do("郑国强", "need.rule", None, {"confirmed": False, "opinion": "请补充基线数据"})
    s.do("周建国", "need.submit")
    assert s.row.number == number


RETURN = {"confirmed": False, "opinion": "请补充基线数据"}


def test_a_returned_need_waits_for_whoever_submitted_it_until_it_is_submitted_again(startup):
    s = startup("submitted")
    assert s.waiting("need.amend") == []
    s.do("郑国强", "need.rule", None, RETURN)
    (matter,) = s.waiting("need.amend")
    assert (matter.title, matter.owner_post_id) == ("修改需求后重新提交：企业开办上线", post("周建国", "officer"))
    assert (matter.facts["reason"], matter.term) == ("请补充基线数据", "5 wd")
    s.do("周建国", "need.submit")
    assert (s.waiting("need.amend"), len(s.waiting("need.confirm"))) == ([], 1)
    matter.refresh_from_db()
    assert matter.state == "closed"


def test_a_returned_need_waits_for_nobody_once_the_matter_is_cancelled(startup):
    s = startup("submitted")
    s.do("郑国强", "need.rule", None, RETURN)
    s.do("周建国", "collaboration.cancel", None, {"reason": "不再办理"})
    assert s.waiting("need.amend") == []


def test_the_drafter_finds_a_returned_need_and_the_way_to_it(startup, browser):
    s = startup("submitted")
    s.do("郑国强", "need.rule", None, RETURN)
    client = browser(s.cast("周建国", "officer"))
    page = client.get("/inbox/").content.decode()
    assert "修改需求后重新提交：企业开办上线" in page
    (matter,) = s.waiting("need.amend")
    own = client.get(f"/matters/{matter.id}/").content.decode()
    assert f"/c/{s.row.number}/wizard/1/" in own
    assert client.get(f"/c/{s.row.number}/wizard/1/").status_code == 200


def test_the_leader_is_not_below_the_lead_nor_the_one_who_runs_the_matter(startup):
    s = startup("begun")
    plant("a lead of the province", Unit.objects.filter(id=unit("市监")), level="province")
    with refuses("1.2.1.a", "低于牵头单位"):
        s.do("周建国", "need.roles", None, roles())
    plant("a lead of the city", Unit.objects.filter(id=unit("市监")), level="city")
    plant("a leading post beside", Post.objects.filter(id=post("周建国", "head")), duties=["leader"])
    with refuses("1.2.1.a", "同时是牵头经办"):
        s.do("周建国", "need.roles", None, {**roles(), "leader": str(post("周建国", "leader"))})


def test_only_leading_posts_that_somebody_holds_are_offered_as_leader(startup, cast):
    s = startup("begun")
    offered = wizard(cast("周建国", "officer"), str(s.c), 3).options["leader"]
    assert [o.value for o in offered] == [str(post("林志远"))]
