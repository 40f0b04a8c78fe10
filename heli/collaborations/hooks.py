"""Checks of the need, the roles and the modules (chapters 1 and 2)."""

from __future__ import annotations

from uuid import UUID

from heli.clauses.catalogue import norm
from heli.clauses.registry import Standing, check, standing_by
from heli.clauses.results import Answer, Evidence, Finding
from heli.collaborations.acts import is_below
from heli.collaborations.inputs import MODULES
from heli.collaborations.models import (
    Collaboration,
    GroupMember,
    Lead,
    Leader,
    Module,
    NeedSubmission,
    NormBinding,
    Outcome,
    Party,
    StagePassage,
)
from heli.collaborations.plan.models import DelayReason, GoalMeasure, NoRisk, Risk, StageGoal, Task
from heli.collaborations.plan.rules import missed
from heli.collaborations.queries import row
from heli.kernel.dated import in_force
from heli.kernel.memory import once
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, today
from heli.people.models import ORG_KINDS, Holding
from heli.people.queries import liaisons, unit_names


def stand(root: Ref) -> Standing:
    """Where a collaboration stands: its stage, 8 once it is closed, and its norm version."""
    c = collaboration(root)
    version = NormBinding.objects.filter(in_force(today()), collaboration=root.id).values_list("norm_version", flat=True).first()
    return Standing(8 if c.state in ("closed", "cancelled") else c.stage, version or "1.0")


standing_by("collaboration", stand)


def collaboration(root: Ref) -> Collaboration:
    """The row that all checks look at, read once a run."""
    return row(root.id)


@once
def parties(root: Ref) -> list[Party]:
    """Parties of today with their units, read once a run."""
    rows = Party.objects.filter(in_force(today()), collaboration=root.id).exclude(state="declined")
    return list(rows.select_related("unit").order_by("unit__order"))


@once
def tasks(root: Ref) -> list[Task]:
    """Every task that was ever planned, the dropped ones too, in their order; read once a run."""
    return list(Task.objects.filter(collaboration=root.id).order_by("order"))


def planned(root: Ref) -> list[Task]:
    """The tasks of the plan as it stands."""
    return [t for t in tasks(root) if t.state != "dropped"]


@once
def outcomes(root: Ref) -> list[Outcome]:
    """The expected outcomes in their order, read once a run."""
    return list(Outcome.objects.filter(collaboration=root.id).order_by("order"))


@once
def passages(root: Ref) -> list[StagePassage]:
    """The stages entered and left, oldest first; read once a run."""
    return list(StagePassage.objects.filter(collaboration=root.id).order_by("entered_at"))


@check("1.1.2", looks="参与单位及其性质", unbuilt="来访单位人员的知悉范围")
def participants_are_units(root: Ref) -> Answer:
    """Two units or more, each of a known kind."""
    rows = parties(root)
    working = [p for p in rows if p.role in ("lead", "cooperating")]
    found: list[Finding | Evidence] = [
        Finding("参与单位的性质没有登记", "系统管理员", "登记该单位的性质") for p in rows if p.unit.org_kind not in ORG_KINDS
    ]
    if len(working) < 2:
        found.append(Finding("参与单位不足两个", "牵头单位经办人", "邀请配合单位参加", lapsed=True))
    return found or [Evidence(f"{len(working)} 个单位参与")]


@check("1.2.1.a", looks="牵头单位、分管领导、职责和模块的责任人")
def one_lead_below_one_leader(root: Ref) -> Answer:
    """One lead, a leader above it: in a post that leads, of no lower level, who runs nothing and answers for nothing here."""
    day = today()
    found: list[Finding | Evidence] = []
    leads = list(Lead.objects.filter(in_force(day), collaboration=root.id))
    if len(leads) != 1:
        found.append(Finding("没有唯一的牵头单位", "发起单位经办人", "确定一个牵头单位", lapsed=True))
    leader = Leader.objects.filter(in_force(day), collaboration=root.id).select_related("post").first()
    if leader is None:
        found.append(Finding("没有分管领导", "牵头单位经办人", "请分管领导担任", lapsed=True))
        return found
    own_posts = _posts_beside(leader.post_id)
    if not own_posts:
        found.append(Finding("分管领导的岗位空缺", "分管领导所在单位系统管理员", "任命人员，或请其他领导分管", lapsed=True))
    found += [
        Finding(words, "发起单位经办人", "请分管领导岗位上的其他人分管", lapsed=True)
        for words in _not_above(leader, leads, own_posts)
    ]
    for module in (m for m in modules(root).values() if m.post_id in own_posts):
        words = f"分管领导同时是“{MODULES[module.code]}”模块的负责人"
        found.append(Finding(words, "发起单位经办人", "改由其他人负责这个模块", lapsed=True))
    if duty_titles := _duties_of(root, own_posts):
        found.append(Finding(f"分管领导同时是职责“{duty_titles[0]}”的责任人", "流程设计人", "改定责任人", lapsed=True))
    return found or [Evidence("一个牵头单位，一位分管领导")]


def _not_above(leader: Leader, leads: list[Lead], own_posts: list[UUID]) -> list[str]:
    """Why the leader does not stand above the lead, in words. One query."""
    found = [] if "leader" in leader.post.duties else ["分管领导不在分管领导岗位上"]
    if any(lead.post_id in own_posts for lead in leads):
        found.append("分管领导同时是牵头经办")
    if any(is_below(leader.post.root_id, lead.unit_id) for lead in leads):
        found.append("分管领导所在单位的层级低于牵头单位")
    return found


def _posts_beside(post: UUID) -> list[UUID]:
    """All posts that the holder of `post` has today, this one included; none while it is vacant. One query."""
    holder = Holding.objects.filter(in_force(today()), post=post).values("person")
    return list(Holding.objects.filter(in_force(today()), person__in=holder).values_list("post", flat=True))


def _duties_of(root: Ref, posts: list[UUID]) -> list[str]:
    from heli.collaborations.duties.models import DutyCell

    rows = DutyCell.objects.filter(in_force(today()), collaboration=root.id, post__in=posts)
    return list(rows.values_list("duty__title", flat=True))


@check("1.2.5.b", looks="各参与单位的联络员和替补", unbuilt="缺席时的代办")
def every_party_has_liaisons(root: Ref) -> Answer:
    """A liaison officer and another person as deputy in each party."""
    units = [p.unit_id for p in parties(root)]
    names, held = unit_names(units), liaisons(units)
    found: list[Finding | Evidence] = []
    for unit in units:
        pair = held.get(unit, {})
        lacking = [
            w for d, w in (("liaison", "联络员"), ("deputy_liaison", "替补联络员")) if not (d in pair and pair[d].person_id)
        ]
        if lacking:
            found.append(
                Finding(f"{names[unit].short}没有{'和'.join(lacking)}", f"{names[unit].short}负责人", "指定人员", lapsed=True)
            )
        elif pair["liaison"].person_id == pair["deputy_liaison"].person_id:
            found.append(
                Finding(f"{names[unit].short}的联络员和替补是同一个人", f"{names[unit].short}负责人", "另定替补", lapsed=True)
            )
    return found or [Evidence(f"{len(units)} 个单位都有联络员和替补")]


@check("1.3.8", looks="预期成果的类别、承办、签收、指标和目标")
def outcomes_can_be_measured(root: Ref) -> Answer:
    """Each expected outcome has kind, makers, user, indicator and target."""
    rows, kinds = outcomes(root), {k.code for k in norm().outcome_kinds}
    if not rows:
        return [Finding("没有登记预期成果", "发起单位经办人", "登记预期成果")]
    found: list[Finding | Evidence] = [
        Finding(f"成果“{o.title}”没有类别、指标、目标值、承办单位或签收单位", "发起单位经办人", "补齐这件成果", (o.ref,))
        for o in rows
        if not (o.kind in kinds and o.indicator and o.target and o.maker_id and o.receiver_id)
    ]
    return found or [Evidence(f"{len(rows)} 件成果都有指标和目标值", tuple(o.ref for o in rows))]


@check("2.2.1", looks="需求的提交和确认")
def need_is_stated_and_confirmed(root: Ref) -> Answer:
    """Stated in full by the initiating unit, confirmed by the lead."""
    c = collaboration(root)
    submission = NeedSubmission.objects.filter(collaboration=c).order_by("-version_no").select_related("ruling", "post").first()
    if submission is None:
        return [Finding("需求还没有提交", "发起单位经办人", "写清目标、内容、范围和成果后提交")]
    found: list[Finding | Evidence] = []
    if submission.post.root_id != c.initiator_id:
        found.append(Finding("需求不是由发起单位的岗位提交的", "发起单位经办人", "由发起单位重新提交"))
    if not (c.problem and c.goal and c.scope):
        found.append(Finding("需求没有写全目标、内容和范围", "发起单位经办人", "补写后重新提交"))
    if not outcomes(root) or any(not (o.indicator and o.target) for o in outcomes(root)):
        found.append(Finding("预期成果没有写全指标和目标值", "发起单位经办人", "补写后重新提交"))
    ruling = getattr(submission, "ruling", None)
    if ruling is None or not ruling.confirmed:
        found.append(Finding("牵头单位还没有确认需求", "牵头单位负责人", "确认需求，或写明补什么后退回"))
    return found or [Evidence(f"需求第 {submission.version_no} 版已经牵头单位确认", (c.ref,))]


@once
def modules(root: Ref) -> dict[str, Module]:
    """The modules by code, read once a run."""
    return {m.code: m for m in Module.objects.filter(collaboration=root.id)}


def _owned(root: Ref, code: str) -> list[Finding | Evidence]:
    module = modules(root).get(code)
    if module is None or module.unit_id is None or module.post_id is None:
        return [Finding(f"“{MODULES[code]}”模块没有单位和负责人", "发起单位经办人", "确定单位和负责人")]
    return []


@check("2.1.1", looks="项目管理模块、任务计划、阶段目标", unbuilt="经批准的变更")
def project_module(root: Ref) -> Answer:
    """Unit and person, a plan with dated stage goals; a goal missed, then or now, has the measure of the module's person."""
    found = _owned(root, "project")
    if not planned(root):
        found.append(Finding("没有任务计划", "流程设计人", "填写任务计划"))
    goals = list(StageGoal.objects.filter(collaboration=root.id).order_by("stage"))
    if not goals:
        found.append(Finding("没有带日期的阶段目标", "项目管理模块负责人", "给各阶段定目标和日期"))
    explained = dict(GoalMeasure.objects.filter(goal__in=goals).order_by("at").values_list("goal", "words"))
    left = {p.stage: day_of(p.left_at) if p.left_at else None for p in passages(root)}
    standing = collaboration(root)
    for goal in goals:
        if missed(goal.stage, goal.due_on, left, standing.stage, standing.state, today()):
            found.append(
                Finding(
                    f"第 {goal.stage} 阶段的目标没有在 {goal.due_on:%m-%d} 前达到", "项目管理模块负责人", "说明原因和追赶措施",
                    (goal.ref,), lapsed=True, excused=explained.get(goal.id, ""),
                )
            )  # fmt: skip
    return found or [Evidence(f"{len(goals)} 个阶段目标都有日期")]


@check("2.1.2", looks="资源协调模块", unbuilt="资源需求和借用")
def resource_module(root: Ref) -> Answer:
    """Unit and person; needs and loans come with the resource room."""
    return _owned(root, "resources") or [Evidence("资源协调模块已落实到人")]


@check("2.1.3", looks="信息共享模块", unbuilt="数据需求、数据管理员和缺数据时的答复")
def information_module(root: Ref) -> Answer:
    """Unit and person; data needs come with the sharing room."""
    return _owned(root, "information") or [Evidence("信息共享模块已落实到人")]


@check("2.1.4", looks="质量控制模块和它要评定的成果", unbuilt="质量标准不合格后的整改")
def quality_module(root: Ref) -> Answer:
    """Unit and person, and that person makes nothing that is to be judged."""
    found = _owned(root, "quality")
    module = modules(root).get("quality")
    if module is not None and module.unit_id is not None:
        own_posts = _posts_beside(module.post_id) if module.post_id else []
        judged = [o.title for o in outcomes(root) if o.maker_id == module.unit_id]
        does = [t.title for t in planned(root) if t.post_id and t.post_id in (module.post_id, *own_posts)]
        for title in [*judged, *does]:
            found.append(Finding(f"质量控制负责人的单位或本人承办“{title}”", "发起单位经办人", "改由承办单位以外的人员负责"))
    return found or [Evidence("质量控制由承办单位以外的人员负责")]


@check("2.1.5", looks="风险管理模块、风险清单")
def risk_module(root: Ref) -> Answer:
    """Unit and person, and either named risks or a statement that none was found."""
    found = _owned(root, "risk")
    risks = Risk.objects.filter(collaboration=root.id).count()
    if not risks and not NoRisk.objects.filter(collaboration=root.id).exists():
        found.append(Finding("没有登记风险，也没有说明排查后未发现", "流程设计人", "登记风险，或说明没有风险"))
    return found or [Evidence(f"登记了 {risks} 项风险" if risks else "排查后没有发现风险")]


@once
def delay_reasons(root: Ref) -> dict[object, str]:
    """Task → its newest reason for being late."""
    return dict(DelayReason.objects.filter(task__collaboration=root.id).order_by("at").values_list("task", "words"))


@once
def group_of(root: Ref) -> dict[object, str]:
    """Post → role in the coordination group of today."""
    return dict(GroupMember.objects.filter(in_force(today()), collaboration=root.id).values_list("post", "role"))
