"""What the issue promises of execution and closing: each promise as a deed that is refused, with clause and reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heli.clauses.registry import run
from heli.collaborations.models import StagePassage
from heli.collaborations.stages.pauses import overrun
from heli.collaborations.tests.startup import DOERS, denies, plant, refuses
from heli.kernel.calendar import national
from heli.kernel.clock import workdays
from heli.kernel.errors import RuleBroken
from heli.kernel.time import now, today
from heli.matters.kinds import MatterKind, register_matter_kind
from heli.matters.models import Matter
from tests.walk.story import day, post, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PAST = {"starts_on": "2026-01-05", "due_on": "2026-01-09"}
WHY = {"cause": "waiting", "words": "等待接口开通，每日跟进"}


def long_ago(s):
    """Execution began three weeks ago."""
    plant("a long execution", StagePassage.objects.filter(collaboration=s.c, stage=5), entered_at=now() - timedelta(days=21))


def test_a_check_of_progress_later_than_every_five_working_days_says_why_and_then_blocks_nothing(startup):
    s = startup("handed_in")
    long_ago(s)
    with refuses("2.2.5", "没有检查进度"):
        s.do("周建国", "stage.leave")
    with refuses("2.2.5", "写明迟检的原因"):
        s.do("李敏", "progress.check", None, {"words": "各环节正在联调"})
    s.do("李敏", "progress.check", None, {"words": "各环节正在联调", "lapse": "协调小组换人，迟检一次"})
    s.do("李敏", "progress.check", None, {"words": "当天再查一次"})
    s.do("周建国", "stage.leave")
    assert s.row.stage == 6


def test_a_late_task_holds_the_stage_until_its_reason_and_its_result_are_there(startup):
    s = startup("approved", tasks=PAST)
    with refuses("2.2.4", "没有登记原因"):
        s.do("周建国", "stage.leave")
    with denies("4.1.d"):
        s.do("陈晓燕", "task.explain", s.task("税务"), WHY)
    s.do("马骏", "task.explain", s.task("税务"), WHY)
    left = [f.sentence for f in run("2.2.4", s.ref, leaving=True).open]
    assert not [x for x in left if "税务" in x and "没有登记原因" in x]
    assert [x for x in left if "市监" in x and "没有登记原因" in x]


def test_a_task_that_is_in_time_and_signed_for_has_nothing_to_explain(startup):
    s = startup("approved")
    s.sign("税务")
    with refuses("2.2.4", "没有逾期"):
        s.do("马骏", "task.explain", s.task("税务"), WHY)


def test_a_day_that_has_passed_makes_late_though_no_working_day_lies_between():
    friday = next(
        d
        for d in (today() + timedelta(days=n) for n in range(400))
        if d.weekday() == 4 and not national().is_working(d + timedelta(days=1))
    )
    assert overrun(friday, friday + timedelta(days=1)).words == "已逾期"
    assert overrun(friday, national().add(friday, 2)).words == "逾期 2 个工作日"


def test_after_the_approval_no_task_is_dropped(startup):
    s = startup("approved")
    for who in ("韩雪", "周建国"):
        with refuses("4.4.b", "不能直接取消"):
            s.do(who, "task.drop", s.task("税务"), {"words": "暂不需要"})
    assert s.task("税务").state == "unsigned"


def test_after_the_plan_was_handed_up_no_unit_steps_out(startup):
    s = startup("approved")
    plant("an invitation left open", type(s.party("税务")).objects.filter(id=s.party("税务").id), state="invited")
    with refuses("1.2.1.c", "已报批"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": False, "reason": "人手不足"})
    s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})


def test_a_problem_holds_the_stage_until_it_is_left_over_to_somebody_by_a_day(startup):
    s = startup("accepted")
    given = {"title": "地址库字段不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    problem = s.do("陈晓燕", "problem.raise", None, given)
    with refuses("2.2.5", "没有后续安排"):
        s.do("周建国", "stage.leave")
    s.do("周建国", "problem.leave_over", problem, {"reason": "下季度改造", "owner": str(post("丁一")), "due_on": str(day(60))})
    s.do("周建国", "stage.leave")
    assert s.row.stage == 6


def test_closing_needs_every_matter_closed_but_not_what_is_only_for_reading(startup):
    s = startup("executed")
    given = {"title": "地址库字段不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    s.do("陈晓燕", "problem.raise", None, given)
    s.reach("filed")
    with refuses("1.2.6", "地址库字段不一致"):
        s.do("周建国", "collaboration.close")
    register_matter_kind(MatterKind("test.reading", "通知", "阅知", workdays(5), read_only=True))
    plant("a matter for reading", Matter.objects.filter(root=s.c, kind="problem.solve"), kind="test.reading")
    s.do("周建国", "collaboration.close")
    assert s.row.state == "closed"


def test_a_goal_missed_is_explained_by_who_answers_for_the_plan_and_nobody_else(startup):
    yesterday = str(today() - timedelta(days=1))
    s = startup("planned", schedule={"goals": [{"stage": 2, "goal": "各单位确认职责清单", "due_on": yesterday}]})
    goal, words = s.row.stage_goals.get(), {"words": "人行接口人更换，本周补齐"}
    for who in ("韩雪", "李敏", "陈晓燕"):
        with denies("2.1"):
            s.do(who, "goal.explain", goal, words)
    assert "没有在" in run("2.1.1", s.ref).open[0].sentence
    s.do("周建国", "goal.explain", goal, words)
    assert run("2.1.1", s.ref).open == ()


def test_a_task_signed_for_late_is_explained_by_its_doer(startup):
    s = startup("approved")
    plant("tasks left lying", Matter.objects.filter(root=s.c, kind="task.do"), opened_at=now() - timedelta(days=9))
    s.sign("税务")
    before = [f.sentence for f in run("4.1.a", s.ref).open if "税务" in f.sentence]
    assert before == ["任务 T-02 税务办理超过 2 个工作日没有签收"]
    s.do(DOERS["税务"], "task.explain", s.task("税务"), {"cause": "other", "words": "承办人出差，回来后当日签收"})
    assert not [f for f in run("4.1.a", s.ref).open if "税务" in f.sentence]


def test_only_the_designer_of_the_group_hands_the_design_up(startup):
    s = startup("designed")
    with denies("2.2.2"):
        s.do("周建国", "design.submit")
    s.do("韩雪", "design.submit")
    assert s.row.stage == 3


def test_the_gate_names_a_lack_once_with_both_clauses_and_leads_to_the_thing(startup, browser, cast):
    s = startup("consulted")
    html = browser(cast("周建国", "officer")).get(f"/c/{s.row.number}/gate/").content.decode()
    words = "税务还没有确认本方职责和任务"
    assert html.count(f"<p>{words}") == 1
    here = html.index(f"<p>{words}")
    heading = html[html.rindex('<li class="gate__i"', 0, here) : here]
    item = html[html.rindex("<li", 0, here) : html.index("</li>", here)]
    assert ">1.2.3</a>" in heading
    assert ">2.2.2</a>" in item


def test_from_the_gate_one_reaches_the_form_for_the_reason(startup, browser, cast):
    s = startup("approved", tasks=PAST)
    task = f"/c/{s.row.number}/tasks/{s.task('税务').id}/"
    assert f'href="{task}"' in browser(cast("马骏")).get(f"/c/{s.row.number}/gate/").content.decode()
    assert f'action="{task}explain/"' in browser(cast("马骏")).get(task).content.decode()


def test_a_refusal_of_the_gate_keeps_every_clause_for_programs(startup):
    s = startup("consulted")
    with pytest.raises(RuleBroken) as caught:
        s.do("韩雪", "design.submit")
    assert {"1.2.3", "2.2.2"} <= {r.clause for r in caught.value.reasons}
