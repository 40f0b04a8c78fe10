"""Verbs of approvals (2.2.3, 2.2.a, 2.2.b): submit, decide, withdraw, and the nightly look for what would hang."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.registry import Input, act, by
from heli.approvals import asking, rules
from heli.approvals.conditions import OnChain, SubmittedIt
from heli.approvals.dossier import Dossier, dossier, holders
from heli.approvals.facts import PRINCIPLES, Facts
from heli.approvals.gates import red_points
from heli.approvals.models import Approval, ApprovalStep, Barred, Decision, Vacancy, Withdrawal
from heli.kernel.actor import Actor
from heli.kernel.clock import Clock, Term
from heli.kernel.conditions import Internal
from heli.kernel.errors import InvalidInput, Reasons, RuleBroken
from heli.kernel.ref import Ref
from heli.papers.numbers import next_number

FOCUS = {"reasonable": _("合理性"), "feasible": _("可行性"), "risk": _("风险")}


class StepIn(Input):
    """One step: its level, its post, and the time it has, e.g. `2 wd`."""

    level: Literal["first", "second", "final"] = Field(title="层级")
    label: str = Field(title="名称", min_length=1, max_length=20)
    post: UUID = Field(title="审批岗位")
    within: str = Field(title="时限", pattern=r"^\d+ (wd|d|h|mo|y)$")

    def rule(self) -> rules.Step:
        """As the rules read it."""
        return rules.Step(self.level, self.label, self.post, Term.parse(self.within))


class PartyIn(Input):
    """A person who may decide nothing here, and why."""

    person: UUID = Field(title="人员")
    why: str = Field(title="事由", min_length=1, max_length=20)


class Submission(Input):
    """What `heli.approvals.submitting.submit` hands over."""

    about: str = Field(title="报批对象", max_length=100)
    title: str = Field(title="标题", min_length=1, max_length=120)
    digest: str = Field(title="内容摘要值", min_length=1, max_length=128, pattern=r"^[0-9a-f]+$")
    steps: tuple[StepIn, ...] = Field(title="审批层级", max_length=3)
    barred: tuple[PartyIn, ...] = Field((), title="不得审批的人员")
    facts: Facts = Field(default=Facts.model_validate({}), title="报批内容")


@act("approval.submit", clause="2.2.3", on=Root, allow=Internal(), label=_("提交审批"), says=_("提交审批：{title}"))
def submit_approval(actor: Actor, root: Root, given: Submission) -> Approval:
    """Open a chain and ask its first step. A chain that would hang is refused here, before anybody waits for it (B14)."""
    if actor.person is None or actor.post is None:
        raise RuleBroken("2.2.3", _("报批须由一个岗位上的人提交"))
    about = Ref.parse(given.about)
    steps = [s.rule() for s in given.steps]
    barred = {actor.person: _t("提交人"), **{p.person: p.why for p in given.barred}}
    _refuse("2.2.a", rules.malformed(steps))
    _refuse("2.2.3", rules.holes(steps, holders([s.post for s in steps]), barred))
    before = Approval.objects.filter(about_kind=about.kind, about_id=about.id).order_by("-version_no").first()
    if before is not None and before.state == "open":
        raise RuleBroken("2.2.3", _("本件正在审批，不能重复报批"), todo=_("如需修改，先撤回"))
    approval = Approval.objects.create(
        number=next_number("SP", 4) if installation_id() in current().roots else "",
        about_kind=about.kind,
        about_id=about.id,
        title=given.title,
        submitter_id=actor.person,
        submitter_post_id=actor.post,
        submitted_at=current().at,
        digest=given.digest,
        version_no=before.version_no + 1 if before else 1,
        facts=given.facts.model_dump(mode="json"),
    )
    rows = [_row(approval, i, s) for i, s in enumerate(steps)]
    _open(rows[0])
    ApprovalStep.objects.bulk_create(rows)
    Barred.objects.bulk_create([Barred(approval=approval, person_id=p, why=why) for p, why in barred.items()])
    if before is not None and before.state == "returned":
        asking.amended(before)
    asking.ask(approval, rows[0])
    return approval


def _row(approval: Approval, index: int, step: rules.Step) -> ApprovalStep:
    return ApprovalStep(
        approval=approval,
        order=index,
        level=step.level,
        label=step.label,
        post_id=step.post,
        within=step.within.code(),
    )


def _open(step: ApprovalStep) -> None:
    """Let a step wait for its decision: another round, a fresh clock."""
    step.round += 1
    step.opened_at = current().at
    step.due_at = Clock(step.opened_at, step.term).due().at
    step.closed_at = None


class Focus(Input):
    """An entry on each of the three focus points (2.2.b)."""

    reasonable: str = Field("", title="合理性意见", max_length=500)
    feasible: str = Field("", title="可行性意见", max_length=500)
    risk: str = Field("", title="风险意见", max_length=500)


class Judgement(Input):
    """What the approver thinks of one principle; nothing unless they say so."""

    state: Literal["", "ok", "warn", "bad"] = Field(
        "", title="判断", json_schema_extra={"labels": {"ok": "符合", "warn": "存疑", "bad": "不符合"}}
    )
    note: str = Field("", title="说明", max_length=500)


class Principles(Input):
    """The four principles: compliance (2.2.c), clear duties (2.2.d), risks under control (2.2.e), improvable (2.2.f)."""

    compliance: Judgement = Field(default=Judgement.model_validate({}), title="合规")
    duties: Judgement = Field(default=Judgement.model_validate({}), title="职责明确")
    risks: Judgement = Field(default=Judgement.model_validate({}), title="风险可控")
    improvable: Judgement = Field(default=Judgement.model_validate({}), title="可优化")


class Deciding(Input):
    """A decision. `return_to` is the submitter or the level of an earlier step."""

    verdict: Literal["agree", "return"] = Field(
        title="结论", json_schema_extra={"widget": "radio", "labels": {"agree": "同意", "return": "退回修改"}}
    )
    opinion: str = Field("", title="意见", max_length=500)
    focus: Focus = Field(default=Focus.model_validate({}), title="三个着眼点")
    principles: Principles = Field(default=Principles.model_validate({}), title="四项原则")
    return_to: Literal["", "submitter", "first", "second"] = Field(
        "", title="退回到哪一步", json_schema_extra={"labels": {"submitter": "提交人", "first": "初审", "second": "复审"}}
    )
    reason: str = Field("", title="退回理由", max_length=500)


@act(
    "approval.decide",
    clause="2.2.a",
    on=Approval,
    allow=OnChain(),
    label=_("审批"),
    says=by(
        "verdict",
        agree=_("[{level}]同意“{about}”[，意见：{opinion}]"),
        **{"return": _("[{level}]把“{about}”退回[到{back_to}]，理由：{reason}")},
    ),
)
def decide(actor: Actor, approval: Approval, given: Deciding) -> Approval:
    """Agree or return at the open step. The natural person is compared with the whole chain again (T06).

    Raises `InvalidInput` where the entry that the verdict demands is missing (2.2.b), `RuleBroken` out of turn, for a party
    to the matter, for a second level, and for 同意 while a red point stands.
    """
    file = dossier(approval)
    person, post, step = _turn(actor, file)
    target = _complete(file, given)
    current().facts |= {"level": step.label, "back_to": _back_to(given, target)}
    if given.verdict == "agree":
        _check_agreeable(approval, given.principles)
    Decision.objects.create(
        approval=approval,
        step=step,
        round=step.round,
        nth=len(file.decisions) + 1,
        verb=given.verdict,
        person_id=person,
        post_id=post,
        stands_for_id=actor.stands_for,
        opinion=given.opinion,
        reasonable=given.focus.reasonable,
        feasible=given.focus.feasible,
        risk=given.focus.risk,
        principles={k: v for k, v in given.principles.model_dump(mode="json").items() if v["state"]},
        return_to=target,
        reason=given.reason,
        decided_at=current().at,
    )
    _move_on(approval, file, given, target)
    return approval


def _turn(actor: Actor, file: Dossier) -> tuple[UUID, UUID, ApprovalStep]:
    """Person, post and the open step, if it is theirs to decide."""
    step = file.current
    if step is None or actor.person is None or actor.post is None:
        raise RuleBroken("2.2.3", _("本件已办结，不能再办理"), todo=_("如需调整，由提交人重新报批"))
    reasons = rules.may_decide(file.chain, actor.person, file.barred)
    if actor.stands_for is not None:
        reasons += rules.may_decide(file.chain, actor.stands_for, file.barred, who=_t("你所代的人"))
    _refuse("2.2.a", reasons)
    if step.post_id != actor.post:
        raise RuleBroken("2.2.a", more=(rules.out_of_turn(step.label),))
    return actor.person, actor.post, step


def _complete(file: Dossier, given: Deciding) -> ApprovalStep | None:
    """The step to return to; `InvalidInput` at the fields that the verdict demands and that are empty (2.2.b)."""
    missing: dict[str, list[str]] = {}
    target = None
    if given.verdict == "agree":
        for name, label in FOCUS.items():
            if not getattr(given.focus, name):
                missing[f"focus.{name}"] = [_t("填写{title}的意见，三点都要有（2.2.b）").format(title=label)]
        if given.return_to:
            missing["return_to"] = [_t("同意时不选退回到哪一步")]
    else:
        earlier = {s.level: s for s in file.steps[: file.chain.open]}
        target = earlier.get(given.return_to)
        if target is None and given.return_to != "submitter":
            missing["return_to"] = [_t("选择退回到哪一步，只能退回到前面的步骤")]
        if not given.reason:
            missing["reason"] = [_t("填写退回理由（2.2.b）")]
    for name, (word, clause) in PRINCIPLES.items():
        judgement: Judgement = getattr(given.principles, name)
        if judgement.state in ("warn", "bad") and not judgement.note:
            missing[f"principles.{name}.note"] = [
                _t("说明“{label}”存疑或不符合之处（{clause}）").format(label=word, clause=clause)
            ]
    if missing:
        raise InvalidInput(missing)
    return target


def _back_to(given: Deciding, target: ApprovalStep | None) -> str:
    """The step that a return leads to, as it is called there; nothing for 同意."""
    return "" if given.verdict == "agree" else target.label if target else _t("提交人")


def _check_agreeable(approval: Approval, principles: Principles) -> None:
    """同意 needs that no red point stands, and that the approver found no principle broken."""
    for name, (label, clause) in PRINCIPLES.items():
        if getattr(principles, name).state == "bad":
            raise RuleBroken(
                clause,
                _t("你判断“{label}”不符合，不能同意").format(label=label),
                todo=_("退回并写明理由，或改正判断"),
            )
    _refuse("2.2.3", red_points(approval.about))


def _move_on(approval: Approval, file: Dossier, given: Deciding, target: ApprovalStep | None) -> None:
    """Close the step and open what comes next; who waits learns it by a matter."""
    index = file.chain.open or 0
    here = file.steps[index]
    here.closed_at = current().at
    closed, after = [here], None
    if given.verdict == "agree":
        after = file.steps[index + 1] if index + 1 < len(file.steps) else None
        approval.state = "open" if after else "agreed"
    elif target is None:
        approval.state = "returned"
    else:
        after = target
        closed = list(file.steps[target.order + 1 : index + 1])
        for step in closed:
            step.opened_at = step.due_at = step.closed_at = None
    _write_steps(closed)
    if after is not None:
        _open(after)
        _write_steps([after])
    approval.save()
    asking.decided(approval, _t("同意") if given.verdict == "agree" else _t("退回"))
    if after is not None:
        asking.ask(approval, after)
    elif approval.state == "returned":
        asking.ask_to_amend(approval, here.label, given.reason)


def _write_steps(steps: Sequence[ApprovalStep]) -> None:
    ApprovalStep.objects.bulk_update(steps, ["round", "opened_at", "due_at", "closed_at"])


class Withdrawing(Input):
    """Why the request is taken back."""

    reason: str = Field(title="撤回理由", min_length=1, max_length=500)


@act(
    "approval.withdraw",
    clause="2.2.3",
    on=Approval,
    allow=SubmittedIt(),
    label=_("撤回报批"),
    says=_("撤回报批“{about}”，理由：{reason}"),
)
def withdraw(actor: Actor, approval: Approval, given: Withdrawing) -> Approval:
    """Take the request back before the final agreement: by this a chain whose post stays empty never hangs."""
    file = dossier(approval)
    _refuse("2.2.3", rules.may_withdraw(file.chain))
    if actor.person is None or actor.post is None:
        raise RuleBroken("2.2.3", _("撤回须由一个岗位上的人办理"), todo=_("切换到提交时的岗位后再办理"))
    Withdrawal.objects.create(
        approval=approval, person_id=actor.person, post_id=actor.post, reason=given.reason, withdrawn_at=current().at
    )
    step = file.current
    if step is not None:
        step.closed_at = current().at
        _write_steps([step])
    approval.state = "withdrawn"
    approval.save()
    asking.decided(approval, _t("撤回"))
    return approval


@act(
    "approval.inspect",
    clause="2.2.3",
    on=Approval,
    allow=Internal(),
    label=_("检查审批岗位"),
    says=_("检查“{about}”的审批岗位有无空缺或冲突"),
)
def inspect(actor: Actor, approval: Approval) -> Approval:
    """Note every step that nobody may decide as things stand, and why; end what is so no longer, and tell the submitter (B14)."""
    file = dossier(approval)
    holes = rules.find_holes(file.chain.steps, holders(file.post_ids()), file.barred, file.chain)
    found = {(file.steps[h.step].id, h.reason.sentence): h.reason for h in holes}
    known = list(Vacancy.objects.filter(approval=approval, filled_at__isnull=True))
    over = [v for v in known if (v.step_id, v.sentence) not in found]
    for vacancy in over:
        vacancy.filled_at = current().at
    Vacancy.objects.bulk_update(over, ["filled_at"])
    noted = {(v.step_id, v.sentence) for v in known}
    fresh = [
        Vacancy(approval=approval, step_id=step, sentence=sentence, found_at=current().at)
        for step, sentence in found
        if (step, sentence) not in noted
    ]
    Vacancy.objects.bulk_create(fresh)
    if over or fresh:
        asking.tell_of_holes(approval, list(found.values()))
    return approval


def _refuse(clause: str, reasons: Reasons) -> None:
    if reasons:
        raise RuleBroken(reasons[0].clause or clause, more=reasons)
