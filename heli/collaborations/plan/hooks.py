"""Checks of the plan and its approval (2.2.2, 2.2.2.b, 2.2.2.c, 2.2.3)."""

from __future__ import annotations

from heli.approvals.queries import chain_of, decided_steps
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.duties.hooks import design, unconfirmed
from heli.collaborations.hooks import collaboration, group_of, planned
from heli.collaborations.models import NeedSubmission
from heli.collaborations.plan import documents
from heli.collaborations.plan.models import DesignSubmission
from heli.collaborations.plan.rules import Flaw, flaws
from heli.kernel.memory import once
from heli.kernel.ref import Ref
from heli.people.queries import unit_names


@once
def submitted(root: Ref) -> DesignSubmission | None:
    """The newest submission, read once a run."""
    return DesignSubmission.objects.filter(collaboration=root.id).order_by("-version_no").first()


@once
def plan_flaws(root: Ref) -> tuple[Flaw, ...]:
    """The flaws of the plan, read once a run."""
    return flaws(documents.nodes(root.id), collaboration(root).due_on)


def _told(root: Ref, clause_id: str) -> list[Finding | Evidence]:
    return [Finding(f.sentence, "流程设计人", "改这项任务") for f in plan_flaws(root) if f.clause == clause_id]


@check("2.2.2.b", looks="任务的日期和前后关系")
def nodes_are_in_order(root: Ref) -> Answer:
    """Dates, no circle, no task before what it needs, none after the end."""
    found = _told(root, "2.2.2.b")
    if not planned(root):
        found.append(Finding("没有任务计划", "流程设计人", "填写任务计划"))
    return found or [Evidence("任务的日期和前后关系成立")]


@check("2.2.2.c", looks="任务的成果、接收单位和验收标准")
def deliverables_can_be_judged(root: Ref) -> Answer:
    """Each task has a deliverable, a receiver other than the doer, and a criterion."""
    if not planned(root):
        return NOT_APPLICABLE
    return _told(root, "2.2.2.c") or [Evidence("每项任务都有成果、接收单位和验收标准")]


@check("2.2.2", looks="与需求绑定的计划、设计人、各方确认", unbuilt="流程图")
def flow_is_designed_by_the_group(root: Ref) -> Answer:
    """A plan bound to the confirmed need, designed within the coordination group, confirmed by every party."""
    found: list[Finding | Evidence] = []
    if not planned(root):
        found.append(Finding("没有任务计划", "流程设计人", "填写任务计划"))
    need = NeedSubmission.objects.filter(collaboration=root.id, ruling__confirmed=True).order_by("-version_no").first()
    if need is None:
        found.append(Finding("需求还没有确认", "牵头单位负责人", "先确认需求"))
    if "designer" not in group_of(root).values():
        found.append(Finding("流程设计人不在协调小组里", "协调小组组长", "指定流程设计人"))
    submission = submitted(root) if collaboration(root).stage > 2 else None
    if submission is not None and need is not None and submission.need != need.id:
        found.append(Finding("报批的计划不是按已确认的需求做的", "流程设计人", "按现在的需求重新报批"))
    if submission is not None and submission.post_id not in group_of(root):
        found.append(Finding("报批的人不是协调小组成员", "协调小组组长", "由流程设计人重新报批"))
    now = design(root)
    names = unit_names(now.unconfirmed())
    found += [unconfirmed(names[u].short) for u in now.unconfirmed()]
    return found or [Evidence("计划由协调小组设计，各单位已确认")]


@check("2.2.3", looks="审批链、报批版本的摘要", unbuilt="按金额和风险分档")
def approval_is_complete(root: Ref) -> Answer:
    """Three levels decided by named post holders on exactly the submitted version; work sees when it began."""
    submission = submitted(root)
    if submission is None:
        return [Finding("还没有报批", "流程设计人", "报三级审批")]
    found: list[Finding | Evidence] = []
    chain = chain_of(root)
    if chain is None or len(chain.steps) < 3:
        found.append(Finding("审批不足三级", "流程设计人", "按三级重新报批", lapsed=True))
    elif waiting := next((s for s in chain.steps if s.state != "done"), None):
        found.append(Finding(f"{waiting.label}还没有同意", waiting.who, "办理审批"))
    elif any(not step.persons for step in decided_steps(root)):
        found.append(Finding("有一级审批没有落到具体的人", "流程设计人", "重新报批", lapsed=True))
    if chain is not None and chain.digest != submission.digest:
        found.append(Finding("审批的版本与报批的版本不一致", "流程设计人", "重新报批", lapsed=True))
    if collaboration(root).stage == 3 and not documents.as_submitted(submission):
        found.append(Finding("职责清单或计划在报批后有改动", "流程设计人", "退回修改后重新报批", lapsed=True))
    return found or [Evidence(f"三级审批同意了第 {submission.version_no} 版")]
