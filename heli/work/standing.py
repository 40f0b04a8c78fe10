"""What the state of a task says against a deed: asked by the pipeline before the deed, and by whoever wants to know beforehand.

The board asks the same rules of many tasks at once, with what it has read for all of them.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from heli.collaborations.plan.models import Task, TaskLink
from heli.collaborations.stages.acts import against_running
from heli.collaborations.stages.pauses import overrun
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons
from heli.kernel.time import today
from heli.work import rules
from heli.work.models import HandIn
from heli.work.queries import signed_late


def executing(task: Task) -> Reasons:
    """The plan is approved and work goes on; nothing starts earlier (2.2.3). No query where the collaboration was read along."""
    return against_running(task.collaboration, *rules.GOING)


def against_starting(actor: Actor, task: Task) -> Reasons:
    """It is signed for, and what it needs is accepted (2.2.2.b). One query."""
    if reasons := executing(task):
        return reasons
    links = TaskLink.objects.filter(task=task).exclude(needs__state="accepted").select_related("needs").order_by("needs__order")
    return rules.against_start(task.state, [f"{link.needs.number} {link.needs.title}" for link in links])


def against_handing_in(actor: Actor, task: Task) -> Reasons:
    """It is being done. No query."""
    return executing(task) or rules.against_hand_in(task.state)


def against_accepting(actor: Actor, task: Task) -> Reasons:
    """It was handed in, by somebody else than this person (4.3.b). One query."""
    if reasons := executing(task):
        return reasons
    last = HandIn.objects.filter(task=task).order_by("-at").values_list("person", flat=True).first()
    return rules.against_accepting(task.state, last, actor.person)


def against_explaining(actor: Actor, task: Task) -> Reasons:
    """It is late, or was signed for late (2.2.4, 4.1.a). Three queries."""
    if reasons := against_running(task.collaboration):
        return reasons
    late = task.state in Task.OPEN and overrun(task.due_on, today(), pauses_in(task.collaboration_id))
    if late or signed_late(task.root_id, task.id):
        return ()
    return (Reason(_("任务没有逾期，无需说明"), "2.2.4"),)


def against_passing_on(actor: Actor, task: Task) -> Reasons:
    """It is still to be done. No query."""
    if reasons := executing(task):
        return reasons
    return () if task.state in Task.OPEN else (Reason(_("任务已提交或已结束，不能再转"), "4.1.d"),)
