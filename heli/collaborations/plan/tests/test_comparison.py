"""What changed between two submitted designs: counted by content, said in words, never by numbers of rows."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest

from heli.approvals.facts import Change
from heli.collaborations.duties.acts import DutyIn
from heli.collaborations.duties.queries import design as design_of
from heli.collaborations.models import Outcome
from heli.collaborations.plan.acts import RiskIn, TaskIn
from heli.collaborations.plan.comparison import SAME, differences, sentence
from heli.collaborations.plan.documents import design_document
from heli.collaborations.plan.rules import digest
from heli.collaborations.tests.startup import STEPS, plant, task_of
from tests.walk.story import LIAISONS, day, post, unit


def duty(n, title):
    return {
        "id": f"d{n}", "module": "project", "title": title, "boundary": "到推送为止", "deliverable": "结果", "outcome": "o1",
        "cells": [["u1", ["lead"], "p1"]],
    }  # fmt: skip


def task(n, title, needs=()):
    return {
        "id": f"t{n}", "title": title, "unit": "u1", "post": "p1", "receiver": "u2", "deliverable": "结果", "criterion": "可查",
        "starts_on": "2026-12-01", "due_on": "2026-12-05", "needs": list(needs),
    }  # fmt: skip


def design():
    return {
        "duties": [duty(1, "名称核准"), duty(2, "印章备案")],
        "tasks": [task(1, "联调"), task(2, "培训", ["t1"])],
        "modules": [["project", "u1", "p1"]],
        "goals": [[4, "接口联调完成", "2026-12-10"]],
        "risks": [["联调滞后", "high", "每周联调"]],
        "no_risk": False,
        "accepted": [["overlap:d1", "两家共同受理", "None"]],
    }


def said(change):
    after = design()
    change(after)
    return sentence(differences(design(), after))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: [r.update(boundary="到领取为止") for r in d["duties"]], "职责 2 行修改"),
        (lambda d: d["duties"].append(duty(3, "发票申领")), "职责 1 行新增"),
        (lambda d: d["duties"].pop(), "职责 1 行删除"),
        (lambda d: d["duties"][0].update(cells=[["u1", ["lead"], "p2"]]), "职责 1 行修改"),
        (lambda d: d["tasks"][0].update(due_on="2026-12-08"), "任务 1 项改期"),
        (lambda d: d["tasks"][0].update(unit="u3", post="p3"), "任务 1 项改承办单位"),
        (lambda d: d["tasks"][0].update(post="p3"), "任务 1 项修改"),
        (lambda d: d["tasks"][1].update(needs=[]), "任务 1 项修改"),
        (lambda d: d["tasks"][0].update(due_on="2026-12-08", criterion="可办"), "任务 1 项改期、1 项修改"),
        (lambda d: d["modules"][0].__setitem__(2, "p9"), "模块负责人 1 个修改"),
        (lambda d: d["goals"][0].__setitem__(2, "2026-12-11"), "阶段目标 1 个改期"),
        (lambda d: d["risks"][0].__setitem__(2, "每日联调"), "风险 1 项修改"),
        (lambda d: d["accepted"].clear(), "保留的职责问题 1 处删除"),
        (lambda d: d.update(files=[{"name": "说明.pdf", "digest": "ab"}]), "附件 1 份新增"),
        (lambda d: d.update(no_risk=True, risks=[]), "风险 1 项删除、没有风险的说明 1 份新增"),
        (lambda d: None, SAME),
    ],
)
def test_every_difference_of_content_is_said_in_words(change, words):
    assert said(change) == words


def test_equal_numbers_of_rows_are_no_equal_contents():
    def change(d):
        d["duties"][1] = duty(3, "发票申领")
        d["tasks"][0]["starts_on"] = "2026-12-02"

    assert said(change) == "职责 1 行新增、1 行删除、任务 1 项改期"


def test_a_row_deleted_and_entered_again_is_no_change():
    after = design()
    after["duties"][0]["id"], after["tasks"][0]["id"], after["tasks"][1]["needs"] = "d9", "t9", ["t9"]
    assert differences(design(), after) == []


def test_a_new_date_is_shown_beside_the_old_one_and_long_titles_fit_the_page():
    before = design()
    before["tasks"][0]["title"] = "长" * 60
    after = deepcopy(before)
    after["tasks"][0]["due_on"] = "2026-12-08"
    ((_part, line),) = differences(before, after)
    assert (line.before, line.after) == ("完成日 2026-12-05", "完成日 2026-12-08")
    assert Change(name=line.name, before=line.before, after=line.after).name.endswith("…”")


BACK = {"verdict": "return", "return_to": "submitter", "reason": "请写明补救办法", "opinion": "退回补充"}


NAMES = {"u1": "税务", "u2": "市监", "p1": "科长 马骏", "p9": "科长 许文静", "o1": "一张表单"}


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (lambda d: d["tasks"][0].update(unit="u2"), "承办单位 税务", "承办单位 市监"),
        (lambda d: d["duties"][0].update(boundary="到领取为止"), "边界 到推送为止", "边界 到领取为止"),
        (lambda d: d["duties"][0].update(boundary="长" * 61), "", "改动 边界"),
        (lambda d: d["duties"][0].update(outcome=""), "对应成果 一张表单", "对应成果 未填"),
        (
            lambda d: d["duties"][0].update(cells=[["u1", ["assist"], "p9"]]),
            "各单位责任 税务 牵 科长 马骏", "各单位责任 税务 协 科长 许文静",
        ),
        (lambda d: d["duties"][0].update(cells=[]), "各单位责任 税务 牵 科长 马骏", "各单位责任 税务 空"),
        (lambda d: d["modules"][0].__setitem__(2, "p9"), "负责人 科长 马骏", "负责人 科长 许文静"),
        (lambda d: d["tasks"][1].update(needs=[]), "前置任务 联调", "前置任务 未填"),
        (lambda d: d["risks"][0].__setitem__(1, "low"), "等级 高", "等级 低"),
    ],
)  # fmt: skip
def test_a_change_is_shown_before_and_after_with_names(change, before, after):
    new = design()
    change(new)
    ((_part, line),) = differences(design(), new, NAMES)
    assert (line.before, line.after) == (before, after)


def another(name, s):
    """Another value for a field of an input."""
    own = {
        "duty": lambda: str(s.duty("数据").id), "outcome": lambda: str(Outcome.objects.get(collaboration=s.c, order=1).id),
        "unit": lambda: str(unit("数据")), "post": lambda: str(post("陈晓燕")), "receiver": lambda: str(unit("数据")),
        "starts_on": lambda: str(day(9)), "due_on": lambda: str(day(14)), "needs": lambda: [str(s.task("数据").id)],
        "level": lambda: "low", "module": lambda: "risk",
    }  # fmt: skip
    return own.get(name, lambda: "另一种说法")()


FIELDS = [
    *(("task", name) for name in TaskIn.model_fields),
    *(("duty", name) for name in DutyIn.model_fields),
    *(("risk", name) for name in RiskIn.model_fields if name != "title"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=lambda x: x)
def test_every_field_of_the_design_is_part_of_what_is_approved(startup, kind, name):
    s = startup("weighed")
    before = design_document(s.c)
    if kind == "task":
        given = {**task_of(s, "税务"), name: another(name, s)}
        s.do("韩雪", "task.replan", s.task("税务"), {**given, "post": None} if name == "unit" else given)
    elif kind == "duty":
        row = s.duty("税务")
        given = {k: getattr(row, k) for k in ("module", "title", "boundary", "deliverable", "ground")}
        s.do("韩雪", "duty.edit", row, {**given, "outcome": None, name: another(name, s)})
    else:
        given = {"title": "接口联调滞后", "level": "high", "response": "每周联调"}
        plant("a risk entered anew", s.row.risks.all(), title="另一项")
        s.do("韩雪", "risk.name", None, given)
        before = design_document(s.c)
        plant("a risk changed", s.row.risks.filter(title="接口联调滞后"), **{COLUMN.get(name, name): another(name, s)})
    after = design_document(s.c)
    assert digest(after) != digest(before)
    lines = [line for part, line in differences(before, after) if part.word in ("任务", "职责", "风险")]
    assert lines, (kind, name)
    assert all(name not in line.after for line in lines), "the field has no word"


COLUMN = {"post": "post_id"}


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_first_submission_counts_no_changes(startup, browser, cast):
    page = browser(cast("郑国强")).get(f"/approvals/{startup('handed_up').approval().id}/").content.decode()
    assert "首次报批" in page
    assert not re.search(r"共 \d+ 处", page)


@pytest.mark.django_db
@pytest.mark.postgres
def test_no_change_is_cut_off_without_a_word(startup, browser, cast):
    s = startup("handed_up")
    s.do("郑国强", "approval.decide", s.approval(), BACK)
    for n in range(75):
        s.do("韩雪", "risk.name", None, {"title": f"新风险 {n:02d}", "level": "low", "response": "每周核对"})
    s.do("韩雪", "design.submit")
    page = browser(cast("郑国强")).get(f"/approvals/{s.approval().id}/").content.decode()
    assert "，共 75 处" in page
    assert "另有 15 处" in page
    assert all(f"新风险 {n:02d}" in page for n in range(75))


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_approval_of_a_second_submission_says_that_nothing_changed(startup, browser, cast):
    s = startup("handed_up")
    s.do("郑国强", "approval.decide", s.approval(), BACK)
    s.do("韩雪", "design.submit")
    page = browser(cast("郑国强")).get(f"/approvals/{s.approval().id}/").content.decode()
    assert SAME in page
    assert "0 处</span>" not in page


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_approval_of_a_second_submission_says_what_changed(startup, browser, cast):
    s = startup("handed_up")
    s.do("郑国强", "approval.decide", s.approval(), BACK)
    s.do("韩雪", "task.replan", s.task("税务"), {**task_of(s, "税务"), "due_on": str(day(13))})
    s.do("韩雪", "risk.name", None, {"title": "窗口人员不足", "level": "medium", "response": "提前培训"})
    s.do("韩雪", "column.send")
    for short in ("市监", "税务"):
        s.do(LIAISONS[short], "column.confirm", s.party(short), {"confirmed": True})
    s.do("韩雪", "design.submit")
    page = browser(cast("郑国强")).get(f"/approvals/{s.approval().id}/").content.decode()
    assert "与第 1 版相比，任务 1 项改期、风险 1 项新增，共 2 处" in page
    assert f"<del>完成日 {day(12)}</del> <ins>完成日 {day(13)}</ins>" in page


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_approver_sees_what_was_left_and_what_was_not_adopted(startup, browser, cast):
    s = startup("weighed")
    row = s.duty("税务")
    s.do("韩雪", "duty.mark", row, {"unit": str(unit("市监")), "kinds": ["lead", "do"]})
    (found,) = [f for f in design_of(s.c).findings if f.sort == "overlap"]
    s.do("周建国", "finding.accept", None, {"finding": found.key, "reason": "两家共同受理，已有协议"})
    s.do("韩雪", "consult.ask")
    for short in s.units:
        objects = short == "税务"
        s.do(LIAISONS[short], "consult.answer", s.asked(short), {"objects_to": objects, "words": "时限太紧" if objects else ""})
    s.do("韩雪", "consult.reply", s.asked("税务"), {"adopted": "no", "words": "时限是法定的，不能放宽"})
    s.done = [f.__name__ for f in STEPS].index("designed")
    s.reach("handed_up")
    page = browser(cast("郑国强")).get(f"/approvals/{s.approval().id}/").content.decode()
    for words in (found.sentence, "两家共同受理，已有协议", "税务的意见不采纳", "时限太紧", "时限是法定的，不能放宽",
                  "1 处职责问题写明理由保留", "登记 1 项风险，都有应对措施", "提交时流程设计的关口都符合"):  # fmt: skip
        assert words in page, words
    assert page.count("系统没有核对") == 1


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_sound_design_has_no_open_points(startup, browser, cast):
    page = browser(cast("郑国强")).get(f"/approvals/{startup('handed_up').approval().id}/").content.decode()
    assert "职责没有交叉和空白" in page
    assert "0 处待判断" in page
