"""Which way leads a person to each deed of the story, and which button does it: by links, fields and buttons only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from heli.collaborations.delivery.models import DeliveryItem
from heli.collaborations.models import Collaboration
from heli.collaborations.monitoring.models import Problem
from heli.collaborations.plan.models import Task
from heli.kernel.ref import Ref
from tests.browser.desk import Button, Desk
from tests.walk.story import Refused, Way

Given = Mapping[str, Any]
Go = Callable[[Desk, Ref, Given], None]


@dataclass(frozen=True)
class Deed:
    """`go` leads to the page; `button` is pressed in the part `within`. `made` is the ref of what came of it."""

    button: Button
    go: Go
    within: Callable[[Ref, Given], str] = lambda subject, given: "main"
    made: Callable[[Desk], Ref | None] = lambda desk: None
    unasked: tuple[str, ...] = ()


SIX = ("周建国", "郑国强", "李敏", "林志远", "陈晓燕", "王海涛")
DESIGNER = "韩雪"
"""Draws duty list and plan through the API, but meets the gate of the design on its page."""


def through_pages(desk_of: Callable[[str], Desk | None], others: Way, look: Callable[[Desk, str, str], None]) -> Way:
    """Deeds of those who have a desk are done on pages, those of all others by `others`.

    `look(desk, act, moment)` is called when the form is filled in, and when the deed is done or refused.
    """

    def way(who: str, act: str, subject: Ref, given: Mapping[str, Any] | None = None) -> Ref | None:
        desk = desk_of(who) if who in SIX or act in DEEDS else None
        if desk is None:
            return others(who, act, subject, given)
        deed, asked = DEEDS[act], dict(given or {})
        deed.go(desk, subject, asked)
        within = deed.within(subject, asked)
        if desk.form(deed.button, within).count():
            desk.fill(deed.button, {k: v for k, v in asked.items() if k not in deed.unasked}, within)
        look(desk, act, "filled")
        try:
            desk.press(deed.button, within)
        except Refused:
            look(desk, act, "refused")
            raise
        look(desk, act, "done")
        return deed.made(desk)

    return way


def _new(desk: Desk, subject: Ref, given: Given) -> None:
    desk.nav("协作事项")
    desk.link("发起协作事项")


def _step(nth: int) -> Go:
    """A step of 立项: the wizard leads on by itself; else from the overview, and by the list of steps."""

    def go(desk: Desk, subject: Ref, given: Given) -> None:
        if "/wizard/" not in desk.page.url:
            desk.tab("概览")
            desk.link("继续填写")
        if f"/wizard/{nth}/" not in desk.page.url:
            steps = desk.page.get_by_role("navigation", name="立项步骤")
            desk.follow(steps.get_by_role("link").filter(has_text=STEPS[nth - 1]))

    return go


STEPS = ("为什么做", "做成什么", "谁来做", "何时", "核对并提交")


def _onward(nth: int) -> str:
    return f"保存，下一步：{STEPS[nth]}"


def _tab(label: str) -> Go:
    return lambda desk, subject, given: desk.tab(label)


def _inbox(tab: str, verb: str, onward: str = "") -> Go:
    """From the inbox; `onward` is the button beside the list that leads to the page of the deed."""

    def go(desk: Desk, subject: Ref, given: Given) -> None:
        assert desk.inbox(tab, verb), f"{desk.who}: {tab} {verb}"
        if onward:
            desk.go_on(onward)

    return go


def _need(desk: Desk, subject: Ref, given: Given) -> None:
    """Who has stated the need is not asked to confirm it, and only finds its page."""
    if desk.inbox("待办", "确认"):
        desk.go_on("确认")
    else:
        desk.tab("需求")


def _approval(desk: Desk, subject: Ref, given: Given) -> None:
    """From the inbox of whose turn it is; whoever is not asked yet finds it under 审批."""
    if desk.inbox("待办", "审批"):
        desk.go_on("审批")
    else:
        desk.tab("审批")
        desk.link("打开审批单")


def _leave(desk: Desk, subject: Ref, given: Given) -> None:
    """The last stage before the evaluation is left where its deliveries are listed, the others from the overview."""
    desk.tab("交付归档" if Collaboration.objects.get(id=subject.id).stage == 6 else "概览")


def _on_board(desk: Desk, subject: Ref, given: Given) -> None:
    """From 我的任务 by the card."""
    desk.nav("我的任务")
    desk.follow(
        desk.page.locator(".bc").filter(has_text=desk.title).get_by_role("link", name=Task.objects.get(id=subject.id).title)
    )


def _outcome(subject: Ref) -> str:
    return f"details.dl__i:has-text('{DeliveryItem.objects.get(id=subject.id).outcome.title}')"


def _deliver(desk: Desk, subject: Ref, given: Given) -> None:
    """The item of the inbox is the liaison officer's; the officer who runs the matter finds it in the list."""
    desk.tab("交付归档")
    closed = desk.page.locator(_outcome(subject) + ":not([open]) > summary")
    if closed.count():
        closed.click()


def _problem(desk: Desk) -> Ref:
    return Problem.objects.order_by("-raised_at")[0].ref


def _started(desk: Desk) -> Ref:
    return Ref("collaboration", UUID(re.findall(r"/c/([0-9a-f-]{36})/", desk.page.url)[0]))


DEEDS = {
    "collaboration.start": Deed("建立草稿", _new, made=_started),
    "need.describe": Deed(_onward(1), _step(1)),
    "need.outcomes": Deed(_onward(2), _step(2)),
    "need.roles": Deed(_onward(3), _step(3)),
    "need.schedule": Deed(_onward(4), _step(4)),
    "need.submit": Deed("提交需求", _step(5)),
    "need.rule": Deed("提交意见", _need),
    "party.answer": Deed("提交答复", _inbox("待办", "答复", "答复")),
    "consult.answer": Deed("提交答复", _inbox("待办", "答复", "答复")),
    "column.confirm": Deed("提交答复", _inbox("待办", "确认", "确认")),
    "consult.ask": Deed("征求意见", _tab("沟通")),
    "consult.reply": Deed("发出答复", _inbox("待办", "答复", "答复")),
    "design.submit": Deed("报批", _tab("任务计划和风险")),
    "approval.decide": Deed(re.compile("^(先选结论|同意|退回)"), _approval, lambda subject, given: "#decide"),
    "matter.sign": Deed("签收", _inbox("待签收", "签收")),
    "task.start": Deed("开始办理", _on_board),
    "task.hand_in": Deed("提交成果", _on_board),
    "stage.leave": Deed("转入下一阶段", _leave),
    "progress.check": Deed("检查进度", _tab("问题")),
    "problem.raise": Deed("登记问题", _tab("问题"), made=_problem),
    "matter.confirm": Deed("确认", _inbox("待确认", "")),
    "delivery.receive": Deed("签收成果", _deliver, lambda subject, given: _outcome(subject)),
    "evaluation.view": Deed("评价协作", _inbox("待办", "评价", "评价")),
    "evaluation.judge": Deed(
        "写明判断",
        _tab("评价"),
        lambda subject, given: f"section[aria-labelledby='d-{given['dimension']}']",
        unasked=("dimension",),
    ),
    "lesson.write": Deed("写经验与不足", _tab("评价")),
    "archive.file": Deed("归档", _tab("评价")),
    "collaboration.close": Deed("办结", _tab("评价")),
}
