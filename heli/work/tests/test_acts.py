"""Work on tasks (2.2.4, 4.1, 4.3.b): who may not, when not, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heli.collaborations.tests.startup import PASS, denies, executed, refuses, task_of
from heli.kernel.time import today
from tests.walk.story import post

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

RESULT = {"words": "已办结，结果已推送"}
BACK = {"accepted": False, "complete": False, "good": True, "words": "缺备案回执"}
LATE = {"cause": "waiting", "words": "等待接口开通，每日跟进"}


def test_only_the_named_post_starts_hands_in_and_explains(startup):
    s = startup("approved")
    s.sign("税务")
    for act, given in (("task.start", None), ("task.hand_in", RESULT), ("task.explain", LATE)):
        for who in ("陈晓燕", "周建国", "傅杰"):
            with denies("4.1.d"):
                s.do(who, act, s.task("税务"), given)


def test_nothing_starts_before_the_final_approval(startup):
    s = startup("handed_up")
    with refuses("2.2", "审批"):
        s.do("马骏", "task.start", s.task("税务"))


def test_a_task_is_signed_for_then_started_then_handed_in_each_once(startup):
    s = startup("approved")
    with refuses("4.1.a", "还没有签收"):
        s.do("马骏", "task.start", s.task("税务"))
    s.sign("税务")
    with refuses("2.2.4", "没有在办理中"):
        s.do("马骏", "task.hand_in", s.task("税务"), RESULT)
    s.do("马骏", "task.start", s.task("税务"))
    with refuses("2.2.4", "已经开始"):
        s.do("马骏", "task.start", s.task("税务"))
    s.do("马骏", "task.hand_in", s.task("税务"), RESULT)
    with refuses("2.2.4", "没有在办理中"):
        s.do("马骏", "task.hand_in", s.task("税务"), RESULT)


def test_a_task_waits_until_what_it_needs_is_accepted(startup):
    s = startup("planned")
    first = str(s.task("市监").id)
    s.do(
        "韩雪", "task.replan", s.task("税务"), {**task_of(s, "税务"), "needs": [first], "starts_on": task_of(s, "税务")["due_on"]}
    )
    s.reach("approved")
    s.hand_in("市监")
    s.sign("税务")
    with refuses("2.2.2.b", "还没有验收"):
        s.do("马骏", "task.start", s.task("税务"))
    s.do(s.receiver("市监"), "task.accept", s.task("市监"), PASS)
    s.do("马骏", "task.start", s.task("税务"))
    assert s.task("税务").state == "doing"


def test_only_the_receiving_unit_accepts_never_the_doers_own(startup):
    s = startup("approved")
    s.hand_in("税务")
    for who in ("马骏", "陈晓燕", "丁一", "林志远"):
        with denies("1.2.3"):
            s.do(who, "task.accept", s.task("税务"), PASS)


def test_what_was_not_handed_in_is_not_accepted(startup):
    s = startup("approved")
    with refuses("4.3.b", "还没有提交"):
        s.do("唐宁", "task.accept", s.task("税务"), PASS)


def test_work_with_a_failed_point_does_not_pass_and_a_refusal_says_what_is_missing(startup):
    s = startup("approved")
    s.hand_in("税务")
    with refuses("4.3.b", "不能通过"):
        s.do("唐宁", "task.accept", s.task("税务"), {**PASS, "good": False})
    with refuses("4.3.b", "写明缺什么"):
        s.do("唐宁", "task.accept", s.task("税务"), {**BACK, "words": ""})
    s.do("唐宁", "task.accept", s.task("税务"), BACK)
    assert s.task("税务").state == "doing"
    assert [m.about_id for m in s.waiting("task.do") if m.title.startswith("返工")] == [s.task("税务").id]


def test_rework_goes_on_during_delivery(startup):
    s = startup("handed_in")
    executed(s)
    s.do("唐宁", "task.accept", s.task("税务"), BACK)
    s.do("马骏", "task.hand_in", s.task("税务"), RESULT)
    s.do("唐宁", "task.accept", s.task("税务"), PASS)
    assert s.task("税务").state == "accepted"


def test_a_task_in_time_needs_no_reason_and_a_promise_lies_ahead(startup):
    s = startup("approved")
    with refuses("2.2.4", "没有逾期"):
        s.do("马骏", "task.explain", s.task("税务"), LATE)
    late = startup("approved", tasks={"starts_on": "2026-01-05", "due_on": "2026-01-09"})
    with refuses("2.2.4", "不能早于今天"):
        late.do("马骏", "task.explain", late.task("税务"), {**LATE, "new_date": str(today() - timedelta(days=1))})


def test_a_task_moves_within_its_unit_and_what_waits_moves_along(startup):
    s = startup("approved")
    with denies("1.2.3"):
        s.do("丁一", "task.assign", s.task("税务"), {"post": str(post("丁一"))})
    with refuses("4.1.d", "本单位的岗位"):
        s.do("陈晓燕", "task.assign", s.task("税务"), {"post": str(post("丁一"))})
    s.do("陈晓燕", "task.assign", s.task("税务"), {"post": str(post("胡波"))})
    own = [m for m in s.waiting("task.do") if m.about_id == s.task("税务").id]
    assert [m.owner_post_id for m in own] == [post("胡波")]
    with denies("4.1.d"):
        s.do("马骏", "task.start", s.task("税务"))


def test_what_is_handed_in_is_not_passed_on(startup):
    s = startup("approved")
    s.hand_in("税务")
    with refuses("4.1.d", "不能再转"):
        s.do("陈晓燕", "task.assign", s.task("税务"), {"post": str(post("胡波"))})
