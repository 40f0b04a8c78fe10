"""The log says each verdict: who agreed or returned, at which level, to which step; and a refused deed reads as refused."""

from __future__ import annotations

import pytest

from heli.acts.timeline import Asked, timeline
from heli.collaborations.tests.startup import LIAISONS, PASS, agreement, refuses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def said(s, who="周建国"):
    """What the log of the collaboration says, newest first."""
    return [line.text for line in timeline(s.ref, s.cast(who, "officer" if who == "周建国" else ""), Asked(size=400)).lines]


def starting(s, words):
    return [x for x in said(s) if x.startswith(words)]


def test_each_level_of_an_approval_says_its_verdict_and_where_a_return_leads(startup):
    s = startup("handed_up")
    s.do("郑国强", "approval.decide", s.approval(), {**agreement(), "opinion": "同意报批"})
    back = {"verdict": "return", "return_to": "first", "reason": "请核对时限"}
    s.do("李敏", "approval.decide", s.approval(), back)
    assert starting(s, "初审同意")[0].endswith("，意见：同意报批")
    assert starting(s, "复审把")[0].endswith("退回到初审，理由：请核对时限")
    s.do("郑国强", "approval.decide", s.approval(), {**back, "return_to": "submitter"})
    assert starting(s, "初审把")[0].endswith("退回到提交人，理由：请核对时限")


def test_a_need_is_returned_or_confirmed(startup):
    s = startup("submitted")
    s.do("郑国强", "need.rule", None, {"confirmed": False, "opinion": "请补充基线数据"})
    s.do("周建国", "need.submit")
    s.do("郑国强", "need.rule", None, {"confirmed": True})
    assert starting(s, "退回需求") == ["退回需求，要求补充：请补充基线数据"]
    assert starting(s, "确认需求") == ["确认需求"]


def test_invitations_columns_consultations_acceptances_and_receipts_say_what_was_answered(startup):
    s = startup("planned")
    s.reach("weighed").do("韩雪", "consult.ask")
    s.do("陈晓燕", "consult.answer", s.asked("税务"), {"objects_to": True, "words": "时限过紧"})
    assert starting(s, "接受参加") == ["接受参加", "接受参加"]
    assert starting(s, "答复征求意见") == ["答复征求意见：有意见，时限过紧"]


def test_a_confirmed_column_and_a_contested_one(startup):
    s = startup("consulted")
    s.do("韩雪", "column.send")
    s.do("陈晓燕", "column.confirm", s.party("税务"), {"confirmed": False, "words": "应由市监主办"})
    s.do(LIAISONS["数据"], "column.confirm", s.party("数据"), {"confirmed": True})
    assert starting(s, "对本方职责和任务有争议") == ["对本方职责和任务有争议：应由市监主办"]
    assert starting(s, "确认本方职责和任务") == ["确认本方职责和任务"]


def test_an_acceptance_and_a_receipt_say_whether_it_passed(startup):
    s = startup("handed_in")
    s.do(s.receiver("税务"), "task.accept", s.task("税务"), {**PASS, "accepted": False, "words": "缺回执"})
    assert starting(s, "验收“T-02 税务办理”") == ["验收“T-02 税务办理”，退回返工：缺回执"]
    s.do(s.receiver("数据"), "task.accept", s.task("数据"), PASS)
    assert starting(s, "验收“T-03 数据办理”") == ["验收“T-03 数据办理”，通过"]


def test_a_refused_deed_reads_as_refused_with_its_reason(startup, browser, cast):
    s = startup("approved")
    with refuses("2.2.4"):
        s.do("周建国", "stage.leave")
    line = said(s)[0]
    assert line.startswith(f"转入下一阶段“{s.row.number}")
    assert "被拒绝：任务 T-01 市监办理还没有提交" in line
    html = browser(cast("周建国", "officer")).get(f"/log/collaboration/{s.row.number}/").content.decode()
    assert "被拒绝：任务 T-01" in html
    assert "办完本阶段" not in html
