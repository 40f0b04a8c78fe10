"""Checks of tasks and their acceptance (4.1.a, 4.3.b), and what a signature means for a task."""

from __future__ import annotations

from heli.acts.deed import Deed
from heli.acts.hooks import on
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.delivery.models import HandOver, Receipt
from heli.collaborations.hooks import collaboration
from heli.collaborations.models import Outcome
from heli.collaborations.plan.models import Task
from heli.kernel.ref import Ref
from heli.people.queries import unit_names
from heli.work.models import Acceptance


@on("matter.sign")
def a_signed_task_is_ready(deed: Deed) -> None:
    """Signing for the matter is signing for the task."""
    if deed.subject.kind == "task.do":
        deed.child("task.signed", Ref("task", deed.subject.about_id))


@check("4.1.a", looks="任务的要求、单位、人员、日期和签收", unbuilt="任务争议")
def tasks_are_whole(root: Ref) -> Answer:
    """Each task has goal, unit, person and dates, and is signed for. Before the approval no task has been given to anybody."""
    if collaboration(root).stage < 4:
        return NOT_APPLICABLE
    rows = list(Task.objects.filter(collaboration=root.id).exclude(state="dropped").order_by("order"))
    if not rows:
        return NOT_APPLICABLE
    names = unit_names({t.unit_id for t in rows})
    found: list[Finding | Evidence] = []
    for task in rows:
        if not task.post_id or not (task.goal or task.deliverable):
            found.append(
                Finding(f"任务 {task.number} {task.title}没有承办人或要求", names[task.unit_id].short, "补齐", (task.ref,))
            )
        if task.state == "unsigned":
            words = f"任务 {task.number} {task.title}还没有签收"
            found.append(Finding(words, f"{names[task.unit_id].short}承办人", "签收，或说明不属于本单位", (task.ref,)))
    return found or [Evidence(f"{len(rows)} 项任务都已签收，落实到人")]


@check("4.3.b", looks="任务的阶段验收和成果的最终验收", unbuilt="返工任务的复验次数")
def accepted_by_others_first_by_stage(root: Ref) -> Answer:
    """Every deliverable accepted by its receiving unit, never by the maker, and before the outcome it belongs to."""
    if collaboration(root).stage < 6:
        return NOT_APPLICABLE
    tasks = list(Task.objects.filter(collaboration=root.id).exclude(state="dropped").order_by("order"))
    passed = {
        a.hand_in.task_id: a
        for a in Acceptance.objects.filter(hand_in__task__in=tasks, accepted=True).select_related("hand_in").order_by("at")
    }
    received = dict(
        Receipt.objects.filter(hand_over__item__collaboration=root.id, received=True).values_list(
            "hand_over__item__outcome", "at"
        )
    )
    handed = set(HandOver.objects.filter(item__collaboration=root.id).values_list("item__outcome", flat=True))
    names = unit_names({t.receiver_id for t in tasks})
    found: list[Finding | Evidence] = []
    for task in tasks:
        acceptance = passed.get(task.id)
        if acceptance is None:
            who = names[task.receiver_id].short
            found.append(Finding(f"任务 {task.number} {task.title}没有通过阶段验收", who, "验收，或退回返工", (task.ref,)))
        elif acceptance.unit == task.unit_id or acceptance.unit != task.receiver_id:
            found.append(
                Finding(
                    f"任务 {task.number} 由承办单位自己验收", names[task.receiver_id].short, "由接收单位重新验收", (task.ref,)
                )
            )
        elif task.outcome_id in received and received[task.outcome_id] < acceptance.at:
            found.append(Finding(f"任务 {task.number} 的阶段验收晚于成果的最终验收", "牵头单位经办人", "说明原因", (task.ref,)))
    for outcome in Outcome.objects.filter(collaboration=root.id).order_by("order"):
        if outcome.id not in received:
            state = "还没有签收" if outcome.id in handed else "还没有移交"
            found.append(Finding(f"成果“{outcome.title}”{state}，没有最终验收", "接收单位", "签收，或退回补齐", (outcome.ref,)))
    return found or [Evidence(f"{len(tasks)} 项任务通过阶段验收，成果都已最终验收")]
