"""Who may attach files to a task: its doer until it is handed in, its receiving unit until it is accepted."""

from __future__ import annotations

from datetime import datetime

from heli.collaborations.conditions import ForUnit
from heli.collaborations.plan.models import Task
from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons
from heli.kernel.ref import Ref
from heli.work.conditions import DoesTask
from heli.work.models import Acceptance, HandIn

AT_WORK = ("unsigned", "ready", "doing")


def may_attach(actor: Actor, about: Ref) -> Reasons:
    """The reasons against a file on the task from this actor now."""
    task = Task.objects.filter(id=about.id).select_related("collaboration").first()
    return against(actor, task) if task is not None else (Reason("没有这项任务"),)


def against(actor: Actor, task: Task) -> Reasons:
    """The same about a task that is at hand."""
    doer, receiver = DoesTask().holds(actor, task), ForUnit("receiver").holds(actor, task)
    if not doer and not receiver:
        return (Reason("须由任务承办人或接收单位上传附件", "2.2.4", ask="任务承办人", todo="把文件交任务承办人上传"),)
    if task.collaboration.state != "active":
        return (Reason("协作事项没有在办理中，不能上传附件", "2.2.4", ask="牵头单位经办人"),)
    if task.state in AT_WORK or (receiver and task.state == "handed"):
        return ()
    if task.state == "handed":
        return (Reason("任务已经提交，正在等验收", "4.3.b", ask="接收单位", todo="需要补充的，请接收单位退回后再上传"),)
    return (Reason("任务没有在办理中，不能上传附件", "2.2.4", ask="牵头单位经办人"),)


def handed_in(about: Ref) -> datetime | None:
    """When the task last was handed in or answered."""
    moments = [
        HandIn.objects.filter(task=about.id).order_by("-at").values_list("at", flat=True).first(),
        Acceptance.objects.filter(hand_in__task=about.id).order_by("-at").values_list("at", flat=True).first(),
    ]
    return max((m for m in moments if m), default=None)
