"""The log says each verdict: who agreed or returned, at which level, to which step; and a refused deed reads as refused."""

from __future__ import annotations

import pytest

from heli.acts.timeline import Asked, timeline
from heli.collaborations.duties.queries import design
from heli.collaborations.tests.startup import LIAISONS, PASS, agreement, refuses
from tests.walk.story import unit

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


def test_the_duty_list_says_of_whom_and_of_what(startup):
    s = startup("listed")
    tax = {"unit": str(unit("税务"))}
    s.do("韩雪", "duty.mark", s.duty("数据"), {**tax, "kinds": ["lead", "do"]})
    s.do("周建国", "finding.accept", None, {"finding": key(s, "overlap"), "reason": "两家共同牵头"})
    s.do("韩雪", "duty.mark", s.duty("数据"), {**tax, "kinds": []})
    s.do("韩雪", "duty.mark", s.duty("税务"), {**tax, "kinds": ["do"]})
    s.do("韩雪", "finding.adopt", None, {"finding": key(s, "gap")})
    assert starting(s, "在“数据环节”")[0] == "在“数据环节”中确定滨江市税务局的责任：牵头、主办"
    assert starting(s, "清空") == ["清空滨江市税务局在“数据环节”中的责任"]
    assert starting(s, "保留一处职责问题") == ["保留一处职责问题：“数据环节”有 2 个牵头单位，理由：两家共同牵头"]
    assert starting(s, "按建议理清") == ["按建议理清一处职责问题：“税务环节”没有牵头单位"]
    s.do("周建国", "party.invite", None, {"unit": str(unit("人社")), "reason": "需要其配合"})
    assert starting(s, "邀请滨江市人力资源和社会保障局参加，理由：需要其配合")


def key(s, sort):
    return next(f.key for f in design(s.c).findings if f.sort == sort)


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
