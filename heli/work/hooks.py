"""Checks of tasks and their acceptance (2.2.3, 4.1.a, 4.3.b), and what a signature means for a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from heli.acts.deed import Deed
from heli.acts.hooks import on
from heli.clauses.catalogue import period
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.delivery.hooks import handed_over, listed, unmoved, unreceived
from heli.collaborations.delivery.models import Receipt
from heli.collaborations.hooks import collaboration, delay_reasons, outcomes, passages, planned
from heli.collaborations.plan.models import Task
from heli.kernel.ref import Ref
from heli.matters.opening import wait_until
from heli.people.queries import UnitLabel, unit_names
from heli.work.models import Acceptance, Start
from heli.work.queries import signed_late


@on("matter.sign")
def a_signed_task_is_ready(deed: Deed) -> None:
    """Signing for the matter is signing for the task; from then on the task's own day counts."""
    if deed.subject.kind == "task.do":
        wait_until(deed.subject, Task.objects.values_list("due_on", flat=True).get(id=deed.subject.about_id))
        deed.child("task.signed", Ref("task", deed.subject.about_id))


@check("2.2.3", looks="各项任务的开工时间")
def nothing_starts_before_the_approval(root: Ref) -> Answer:
    """No task was begun before the final approval let work begin."""
    entered = next((p.entered_at for p in passages(root) if p.stage == 4), None)
    begun = Start.objects.filter(task__collaboration=root.id).select_related("task").order_by("task__order")
    early = list(begun.filter(at__lt=entered) if entered else begun)
    return [
        Finding(f"任务 {s.task.number} {s.task.title}在终审以前开工", "承办单位", "停止办理，待终审后开始", (s.task.ref,), True)
        for s in early
    ] or [Evidence("没有任务在终审以前开工")]


@check("4.1.a", looks="任务的要求、成果、单位、人员、日期和签收", unbuilt="任务争议")
def tasks_are_whole(root: Ref) -> Answer:
    """Each task has goal, result, unit, person and dates, and was signed for within `sign_within`; a late signature has a reason.

    Before the approval no task has been given to anybody.
    """
    rows = planned(root)
    if collaboration(root).stage < 4 or not rows:
        return NOT_APPLICABLE
    names, late, reasons = unit_names({t.unit_id for t in rows}), signed_late(root.id), delay_reasons(root)
    found: list[Finding | Evidence] = []
    for task in rows:
        name, short = f"任务 {task.number} {task.title}", names[task.unit_id].short
        if not task.post_id:
            found.append(Finding(f"{name}没有承办人", f"{short}联络员", "转给本单位承办人", (task.ref,)))
        if not (task.goal and task.deliverable):
            found.append(Finding(f"{name}没有写明要求和应交成果", "流程设计人", "按变更补写", (task.ref,)))
        if task.state == "unsigned":
            found.append(Finding(f"{name}还没有签收", f"{short}承办人", "签收，或说明不属于本单位", (task.ref,)))
        if task.id in late:
            words = f"{name}超过 {period('4.1.a', 'sign_within')}没有签收"
            excuse = reasons.get(task.id, "")
            found.append(Finding(words, f"{short}承办人", "签收，并登记原因", (task.ref,), lapsed=True, excused=excuse))
    return found or [Evidence(f"{len(rows)} 项任务都已按时签收，落实到人")]


@check("4.3.b", looks="任务的阶段验收和成果的最终验收", unbuilt="返工任务的复验次数")
def accepted_by_others_first_by_stage(root: Ref) -> Answer:
    """Every deliverable accepted by its receiving unit, never by the maker, and before the outcome it belongs to."""
    if collaboration(root).stage < 6:
        return NOT_APPLICABLE
    rows = planned(root)
    verdicts = Acceptance.objects.filter(hand_in__task__in=rows).select_related("hand_in").order_by("at")
    newest = {a.hand_in.task_id: a for a in verdicts}
    names = unit_names({u for t in rows for u in (t.unit_id, t.receiver_id)} | _ends(root))
    final = _final(root)
    found: list[Finding | Evidence] = []
    for task in rows:
        name, who, verdict = f"任务 {task.number} {task.title}", names[task.receiver_id].short, newest.get(task.id)
        if verdict is None or not verdict.accepted or task.state != "accepted":
            found.append(Finding(f"{name}没有通过阶段验收", who, "验收，或退回返工", (task.ref,)))
        elif verdict.unit == task.unit_id or verdict.unit != task.receiver_id:
            found.append(Finding(f"{name}不是由接收单位验收的", who, "由接收单位验收", (task.ref,), lapsed=True))
        elif task.outcome_id in final and final[task.outcome_id] < verdict.at:
            words = f"{name}的阶段验收晚于成果的最终验收"
            found.append(Finding(words, who, "核查验收的先后", (task.ref,), lapsed=True))
    found += _unaccepted(root, names)
    return found or [Evidence(f"{len(rows)} 项任务通过阶段验收，成果都已最终验收")]


def _ends(root: Ref) -> set[UUID]:
    """The units that hand over or receive an outcome."""
    return {u for o in outcomes(root) for u in (o.maker_id, o.receiver_id) if u is not None}


def _receipt(root: Ref, outcome: UUID) -> Receipt | None:
    item = listed(root).get(outcome)
    return getattr(handed_over(root).get(item.id), "receipt", None) if item else None


def _final(root: Ref) -> dict[UUID, datetime]:
    """Outcome → when it was received for good."""
    receipts = {o.id: _receipt(root, o.id) for o in outcomes(root)}
    return {id_: r.at for id_, r in receipts.items() if r is not None and r.received}


def _unaccepted(root: Ref, names: Mapping[UUID, UnitLabel]) -> list[Finding]:
    """The outcomes without final acceptance by a unit other than the maker."""
    found: list[Finding] = []
    for outcome in outcomes(root):
        item, receipt = listed(root).get(outcome.id), _receipt(root, outcome.id)
        if item is None:
            found.append(Finding(f"成果“{outcome.title}”不在交付清单上", "牵头单位经办人", "列入交付清单", (outcome.ref,)))
        elif item.id not in handed_over(root) or (receipt is not None and not receipt.received):
            found.append(unmoved(outcome, names[item.maker_id].short, item.ref))
        elif receipt is None:
            found.append(unreceived(outcome, names[item.receiver_id].short, item.ref))
        elif receipt.post.root_id == item.maker_id:
            short = names[item.receiver_id].short
            found.append(Finding(f"成果“{outcome.title}”由承办单位自己签收", short, "由接收单位签收", (item.ref,), lapsed=True))
    return found
