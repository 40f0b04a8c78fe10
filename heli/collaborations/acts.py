"""Verbs of the need (clause 2.2.1): start, write it in steps, submit, confirm or return; and of the parties: join or decline."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from heli.access.labels import LEVELS, check_choosable, choosable
from heli.acts.deed import current
from heli.acts.registry import act, by
from heli.clauses.catalogue import Scenario, norm
from heli.clauses.registry import gate
from heli.collaborations import need
from heli.collaborations.conditions import Drafts, OfLead
from heli.collaborations.inputs import (
    Describing,
    Outcomes,
    Reasoned,
    Roles,
    Ruling,
    Schedule,
    Starting,
)
from heli.collaborations.models import (
    Beneficiary,
    Collaboration,
    CommunicationOwner,
    GroupMember,
    Lead,
    Leader,
    Module,
    NeedRuling,
    NeedSubmission,
    NormBinding,
    Outcome,
    Party,
    StagePassage,
)
from heli.collaborations.plan.models import StageGoal
from heli.collaborations.plan.rules import digest
from heli.collaborations.stages.acts import must_run
from heli.kernel.actor import Actor
from heli.kernel.dated import in_force
from heli.kernel.errors import RuleBroken
from heli.kernel.time import today
from heli.matters.opening import Opening, open_all, settle, withdraw
from heli.papers.numbers import counters, next_number
from heli.people.conditions import HoldsPost, InOwnOrganisation
from heli.people.models import LEVELS as UNIT_LEVELS
from heli.people.models import Post, Unit
from heli.people.queries import PostLine, organisation_of, posts

NORM_VERSION = "1.0"
AMEND = "need.amend"
MAY_DRAFT = Drafts() & HoldsPost("officer", "head", "deputy_head", "coordination", "handler")


def scenario(code: str) -> Scenario:
    """The defaults of a scenario in the norm (1.1.3)."""
    return next(s for s in norm(NORM_VERSION).scenarios if s.code == code)


@act(
    "collaboration.start",
    clause="1.1.3",
    on=Unit,
    allow=InOwnOrganisation() & HoldsPost("officer", "head", "deputy_head", "coordination"),
    label=_("发起协作事项"),
    says=_("发起协作事项“{title}”"),
)
def start(actor: Actor, unit: Unit, given: Starting) -> Collaboration:
    """Begin a draft that only the initiating unit sees. The scenario decides the defaults."""
    root = current().new_root("collaboration")
    level = scenario(given.scenario).level
    row = Collaboration(id=root.id, root_id=root.id, title=given.title, scenario=given.scenario)
    row.level = level if level in choosable() else choosable()[-1]
    row.initiator_id = unit.root_id
    row.initiated_by_id = actor.post_id
    row.drafted_by = actor.person_id
    row.save()
    NormBinding.objects.create(root_id=root.id, collaboration=row, norm_version=NORM_VERSION, valid_from=today())
    StagePassage.objects.create(root_id=root.id, collaboration=row, stage=1, entered_at=current().at)
    return row


def must_be_draft(c: Collaboration) -> None:
    """The need can be written until it is submitted, and again once it came back."""
    if c.state != "draft":
        raise RuleBroken(
            "2.2.1", _("需求已经提交，不能直接修改"), ask=_("牵头单位负责人"), todo=_("请牵头单位退回补充，或先撤回需求")
        )


@act("need.describe", clause="2.2.1", on=Collaboration, allow=MAY_DRAFT, label=_("填写为什么做"), says=_("填写问题、目标和范围"))
def describe(actor: Actor, c: Collaboration, given: Describing) -> Collaboration:
    """Write why, what and up to where."""
    must_be_draft(c)
    check_choosable(given.level)
    default = scenario(given.scenario).level
    if LEVELS.index(given.level) < LEVELS.index(default) and given.level == LEVELS[0] and not given.scenario_reason:
        raise RuleBroken("1.1.3", _("密级低于这一类事项的默认密级，请写明理由"), todo=_("填写“低于默认密级的理由”"))
    for name, value in given:
        setattr(c, name, value)
    c.save()
    return c


@act("need.outcomes", clause="1.3.8", on=Collaboration, allow=MAY_DRAFT, label=_("填写预期成果"), says=_("登记预期成果"))
def write_outcomes(actor: Actor, c: Collaboration, given: Outcomes) -> Collaboration:
    """Replace the expected outcomes of the draft."""
    must_be_draft(c)
    units = {u for o in given.outcomes for u in (o.maker, o.receiver) if u}
    if Unit.objects.filter(id__in=units, is_organisation=True).count() < len(units):
        raise RuleBroken("1.1.2", _("有单位已不在组织目录中，请从列表重新选择"))
    Outcome.objects.filter(collaboration=c).delete()
    Outcome.objects.bulk_create(
        [
            Outcome(
                collaboration=c, order=i, maker_id=o.maker, receiver_id=o.receiver, **o.model_dump(exclude={"maker", "receiver"})
            )
            for i, o in enumerate(given.outcomes, start=1)
        ]
    )
    c.save()
    return c


@act(
    "need.roles",
    clause="1.2.1.a",
    on=Collaboration,
    allow=MAY_DRAFT,
    label=_("填写谁来做"),
    says=_("确定牵头、配合、分管领导和协调小组"),
)
def write_roles(actor: Actor, c: Collaboration, given: Roles) -> Collaboration:
    """Replace lead, parties, leader, coordination group and modules of the draft. Planned parties learn nothing of it yet."""
    must_be_draft(c)
    _check_roles(c, given)
    c.in_charge_id, c.first_reviewer_id = given.in_charge or given.lead, given.first_reviewer
    c.save()
    for model in (Lead, Leader, CommunicationOwner, GroupMember, Party, Beneficiary, Module):
        model.objects.filter(collaboration=c).delete()
    day = today()
    Lead.objects.create(collaboration=c, unit_id=given.lead, post_id=given.lead_post, valid_from=day)
    if given.leader:
        Leader.objects.create(collaboration=c, post_id=given.leader, valid_from=day)
    if owner := given.communication or given.lead_post:
        CommunicationOwner.objects.create(collaboration=c, post_id=owner, valid_from=day)
    _group(c, given)
    _parties(c, given)
    Beneficiary.objects.bulk_create([Beneficiary(collaboration=c, unit_id=u) for u in given.beneficiaries])
    if given.beneficiary_words:
        Beneficiary.objects.create(collaboration=c, words=given.beneficiary_words)
    Module.objects.bulk_create(
        [Module(collaboration=c, code=m.code, unit_id=m.unit, post_id=m.post, reason=m.reason) for m in given.modules]
    )
    return c


def _check_roles(c: Collaboration, given: Roles) -> None:
    asked = {p for p in (given.lead_post, given.leader, given.head, given.designer, given.reviewer, given.first_reviewer,
                         given.communication, *(m.post for m in given.modules)) if p}  # fmt: skip
    units = {
        u for u in (given.lead, given.in_charge, *given.cooperating, *given.beneficiaries, *(m.unit for m in given.modules)) if u
    }
    held = {p.id: p for p in posts(ids=asked)}
    if len(held) < len(asked) or Unit.objects.filter(id__in=units, is_organisation=True).count() < len(units):
        raise RuleBroken("1.1.2", _("有单位或岗位已不在组织目录中，请从列表重新选择"))
    if held[given.lead_post].unit.id != given.lead:
        raise RuleBroken("4.1.d", _("牵头经办须是牵头单位的岗位"), todo=_("改选牵头单位的岗位"))
    _check_leader(given, held)
    _check_reviewers(c, given, held)
    if len({m.code for m in given.modules}) < len(given.modules):
        raise RuleBroken("2.1.1", _("每个模块只能填一个负责单位和负责人"))
    for module in given.modules:
        if module.post and module.unit and held[module.post].unit.id != module.unit:
            raise RuleBroken("4.1.d", _("模块负责人须是该模块负责单位的岗位"))


def _check_leader(given: Roles, held: Mapping[UUID, PostLine]) -> None:
    """The leader stands above the lead (1.2.1.a): a post that leads, its holder not the one who runs the matter."""
    if given.leader is None:
        return
    leader, lead = held[given.leader], held[given.lead_post]
    if "leader" not in leader.duties:
        raise RuleBroken("1.2.1.a", _("分管领导须是分管领导岗位"), todo=_("改选分管领导的岗位"))
    if leader.person_id is None:
        raise RuleBroken("1.2.1.a", _("所选的分管领导岗位目前空缺"), todo=_("改选有人任职的分管领导岗位"))
    if leader.person_id == lead.person_id:
        raise RuleBroken("1.2.1.a", _("分管领导不能同时是牵头经办"), todo=_("分别由两个人担任"))
    if is_below(leader.unit.id, lead.unit.id):
        raise RuleBroken("1.2.1.a", _("分管领导所在单位的层级低于牵头单位"), todo=_("改选不低于牵头单位层级的领导"))


def is_below(unit: UUID, other: UUID) -> bool:
    """Whether an organisation is of a lower level than another: of a county below a city, of a city below a province."""
    level = dict(Unit.objects.filter(id__in=[unit, other]).values_list("id", "level"))
    ranks = list(UNIT_LEVELS)
    return ranks.index(level[unit]) > ranks.index(level[other])


def _check_reviewers(c: Collaboration, given: Roles, held: Mapping[UUID, PostLine]) -> None:
    """Who reviews neither drafted the need nor designs the flow, whichever posts they hold (2.2.a)."""
    first = held[given.first_reviewer] if given.first_reviewer else None
    if first is not None and (first.unit.id != c.initiator_id or not {"head", "deputy_head"} & set(first.duties)):
        raise RuleBroken("2.2.a.1", _("初审人须是发起单位的负责人"), todo=_("改选发起单位负责人的岗位"))
    designer = held[given.designer].person_id if given.designer else None
    for post, name in ((given.first_reviewer, "初审"), (given.reviewer, "复审"), (given.leader, "终审")):
        person = held[post].person_id if post else None
        if post and (post == given.designer or (person is not None and person == designer)):
            words = _("设计流程的人不能{step}自己的流程").format(step=name)
            raise RuleBroken("2.2.a.2", words, todo=_("流程设计人和审批人分别指定"))
        if person is not None and person == c.drafted_by:
            words = _("起草需求的人不能{step}自己的事项").format(step=name)
            raise RuleBroken("2.2.a", words, todo=_("改选由其他人任职的岗位"))


def _group(c: Collaboration, given: Roles) -> None:
    seats: dict[UUID, str] = {}
    for role in ("head", "designer", "reviewer"):
        post = getattr(given, role)
        if post and post not in seats:
            seats[post] = role
    GroupMember.objects.bulk_create(
        [GroupMember(collaboration=c, post_id=p, role=r, valid_from=today()) for p, r in seats.items()]
    )


def _parties(c: Collaboration, given: Roles) -> None:
    roles = {given.lead: "lead", **{u: "cooperating" for u in given.cooperating if u != given.lead}}
    if given.leader:
        roles.setdefault(Post.objects.values_list("root", flat=True).get(id=given.leader), "leadership")
    Party.objects.bulk_create([Party(collaboration=c, unit_id=u, role=r, valid_from=today()) for u, r in roles.items()])


@act(
    "need.schedule", clause="2.1.1", on=Collaboration, allow=MAY_DRAFT, label=_("填写何时办到"), says=_("确定起止日期和阶段目标")
)
def write_schedule(actor: Actor, c: Collaboration, given: Schedule) -> Collaboration:
    """Set beginning and end, and replace the goals of the stages."""
    must_be_draft(c)
    if given.due_on < given.starts_on:
        raise RuleBroken("2.1.1", _("全部办结日早于开始日，请改正"))
    if len({g.stage for g in given.goals}) < len(given.goals):
        raise RuleBroken("2.1.1", _("每个阶段只能填一个目标"))
    c.starts_on, c.due_on = given.starts_on, given.due_on
    c.save()
    StageGoal.objects.filter(collaboration=c).delete()
    StageGoal.objects.bulk_create(
        [StageGoal(collaboration=c, stage=g.stage, goal=g.goal, due_on=g.due_on) for g in given.goals if g.goal and g.due_on]
    )
    return c


@act(
    "need.submit",
    clause="2.2.1",
    on=Collaboration,
    allow=MAY_DRAFT,
    label=_("提交需求"),
    says=_("提交需求，请牵头单位确认"),
    roots=counters,
)
def submit_need(actor: Actor, c: Collaboration) -> NeedSubmission:
    """Give the matter its number, ask the lead to confirm the need, and invite the parties."""
    must_be_draft(c)
    if lacking := need.reasons(c):
        raise RuleBroken("2.2.1", more=lacking)
    lead = Lead.objects.get(in_force(today()), collaboration=c)
    c.number = c.number or next_number("XZ")
    c.state = "active"
    c.save()
    text = need.document(c)
    submission = NeedSubmission.objects.create(
        collaboration=c, version_no=c.needs.count() + 1, document=text, digest=digest(text), post_id=actor.post_id,
        person=actor.person_id, at=current().at,
    )  # fmt: skip
    Party.objects.filter(collaboration=c, role="lead").update(state="accepted")
    Party.objects.filter(collaboration=c, role="leadership").update(state="accepted")
    owner = c.first_reviewer_id if lead.unit_id == c.initiator_id else None
    settle(c.ref, AMEND, answer="已重新提交")
    open_all([Opening("need.confirm", c.ref, f"确认需求：{c.title}", lead.unit_id, owner)])
    return submission


@act(
    "need.take_back",
    clause="2.2.1",
    on=Collaboration,
    allow=MAY_DRAFT,
    label=_("撤回需求"),
    says=_("撤回需求，理由：{reason}"),
)
def take_back_need(actor: Actor, c: Collaboration, given: Reasoned) -> Collaboration:
    """Take a need back before the lead has answered it."""
    if c.state != "active" or c.stage != 1:
        raise RuleBroken("2.2.1", _("需求已经确认，不能撤回"), todo=_("确需修改的，按变更办理"))
    withdraw(c.ref, kind="need.confirm", reason=given.reason)
    c.state = "draft"
    c.save()
    return c


@act(
    "need.rule",
    clause="2.2.1",
    on=Collaboration,
    allow=OfLead() & HoldsPost("deputy_head", "head", "officer"),
    label=_("确认需求"),
    says=by("confirmed", true=_("确认需求[，意见：{opinion}]"), false=_("退回需求，要求补充：{opinion}")),
)
def rule_need(actor: Actor, c: Collaboration, given: Ruling) -> NeedRuling:
    """Confirm the need, which opens the design, or return it with what is missing. Never by the one who drafted it."""
    if c.state != "active" or c.stage != 1:
        raise RuleBroken("2.2.1", _("没有等待确认的需求"))
    must_run(c)
    submission = c.needs.order_by("-version_no")[0]
    if actor.person in (c.drafted_by, submission.person):
        raise RuleBroken(
            "2.2.1", _("起草和提交需求的人不能自己确认"), ask=_("牵头单位其他负责人"), todo=_("由没有起草的负责人确认")
        )
    if not given.confirmed and not given.opinion:
        raise RuleBroken("2.2.1", _("退回时写明要补充什么"), todo=_("填写意见"))
    ruling = NeedRuling.objects.create(
        submission=submission, confirmed=given.confirmed, opinion=given.opinion, post_id=actor.post_id, person=actor.person_id,
        at=current().at,
    )  # fmt: skip
    settle(c.ref, "need.confirm", answer="确认" if given.confirmed else "退回")
    if given.confirmed:
        _open_design(c)
    else:
        c.state = "draft"
        c.save()
        _ask_to_amend(c, submission, given.opinion)
    return ruling


def _ask_to_amend(c: Collaboration, submission: NeedSubmission, opinion: str) -> None:
    """Tell the post that submitted the need that it came back; a matter of a post, since persons change."""
    open_all(
        [Opening(AMEND, c.ref, f"修改需求后重新提交：{c.title}", c.initiator_id, submission.post_id, facts={"reason": opinion})]
    )


def _open_design(c: Collaboration) -> None:
    if lacking := gate(c.ref, 1):
        raise RuleBroken("2.2.1", more=lacking)
    current().child("stage.pass", c, {"stage": 2})
    parties = list(Party.objects.filter(collaboration=c, role="cooperating", state="planned"))
    Party.objects.filter(collaboration=c, role="cooperating", state="planned").update(state="invited")
    designer = GroupMember.objects.get(in_force(today()), collaboration=c, role="designer")
    open_all(
        [
            *(Opening("party.answer", p.ref, f"是否参加：{c.title}", p.unit_id) for p in parties),
            Opening(
                "design.do", c.ref, f"设计职责清单和任务计划：{c.title}", organisation_of_post(designer.post_id), designer.post_id
            ),
        ]
    )


def organisation_of_post(post: UUID) -> UUID:
    """The organisation that a post belongs to."""
    return organisation_of(Post.objects.values_list("unit", flat=True).get(id=post))
