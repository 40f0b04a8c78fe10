"""Reading the page of one approval: a fixed number of queries, frozen dataclasses only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from heli.acts.halts import reason_of, with_halts
from heli.approvals import attaching, rules
from heli.approvals.conditions import SeesApproval, SubmittedIt
from heli.approvals.dossier import Dossier, dossier, in_force
from heli.approvals.facts import PRINCIPLES, SHOWN, Facts, Light
from heli.approvals.gates import red_points
from heli.approvals.models import STATES, VERBS, Approval, Decision
from heli.documents.queries import FileLine, lines_on
from heli.kernel.actor import Actor
from heli.kernel.calendar import national
from heli.kernel.cards import Card, cards
from heli.kernel.clock import Due, remaining
from heli.kernel.conditions import sees
from heli.kernel.errors import Absent, Reason, Reasons
from heli.kernel.ref import Ref
from heli.kernel.text import clean
from heli.kernel.time import day_of, now
from heli.people.models import UnitName
from heli.people.queries import PostLine, post_lines

FOCUS = (("reasonable", "合理性", "这样办是否合理"), ("feasible", "可行性", "能否做到"), ("risk", "风险", "可否承受"))


@dataclass(frozen=True)
class DueLine:
    """A deadline: `left` working days (0 on the last day, negative when late), `light` for its colour."""

    at: datetime
    left: int
    light: Light
    provisional: bool = False


@dataclass(frozen=True)
class PrincipleLine:
    """One of the four principles: what the system found at submission, or what an approver judged."""

    code: str
    label: str
    clause: str
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class OpinionLine:
    """A decision as it reads on the page, with unit, post and name of its day. `undone`: a later return took it back."""

    step: str
    verb: str
    agreed: bool
    who: str
    post: str
    stands_for: str
    at: datetime
    opinion: str
    focus: tuple[tuple[str, str], ...]
    principles: tuple[PrincipleLine, ...]
    return_to: str = ""
    reason: str = ""
    undone: bool = False


@dataclass(frozen=True)
class ChainLine:
    """One station of the chain: submission, each step, what the final agreement brings about. `state` done, now or next."""

    label: str
    who: str
    note: str
    state: str
    due: DueLine | None = None


@dataclass(frozen=True)
class ReturnChoice:
    """A step to which the open one may return."""

    value: str
    label: str


@dataclass(frozen=True)
class Turn:
    """What the actor may do now. `against`: why the actor may not decide; `red`: why 同意 is not to be had."""

    step: str
    agree: str
    agree_note: str
    returns: tuple[ReturnChoice, ...]
    against: Reasons
    red: Reasons
    is_second: bool = False


@dataclass(frozen=True)
class ApprovalPage:
    """The approval page in its order: 改什么, 未决的点, 已有意见, 审批到哪一级, 办理意见. `turn` is None for onlookers.

    `files` belong to opinions; `upload`: the reader may add one.
    `waits`: why a post of the chain is not asked now, while another one is.
    """

    ref: Ref
    version: int
    number: str
    title: str
    version_no: int
    digest: str
    state: str
    state_name: str
    about: Card | None
    level: str
    audience: str
    submitter: str
    submitted_at: datetime
    step: str
    place: str
    due: DueLine | None
    facts: Facts
    findings: tuple[PrincipleLine, ...]
    red: Reasons
    opinions: tuple[OpinionLine, ...]
    chain: tuple[ChainLine, ...]
    blank: tuple[str, ...]
    vacancies: Reasons
    turn: Turn | None
    waits: Reasons
    may_withdraw: bool
    withdrawn: str
    files: tuple[FileLine, ...]
    upload: bool
    halted: Reason | None = None
    shown: int = SHOWN


def approval_page(actor: Actor, id_: UUID | str) -> ApprovalPage:
    """Everything that the page of one approval shows to `actor`; `Absent` when it is hidden or is not there.

    Ten queries, those of whether the reader is on the chain, those of the card of what is approved and of its gates.
    """
    approval = _visible(actor, id_)
    file = dossier(approval)
    lines = post_lines([*file.post_ids(), approval.submitter_post_id])
    names = _Names(file.decisions, approval, lines)
    about = cards([approval.about], actor).get(approval.about)
    red = red_points(approval.about) if approval.state == "open" else ()
    facts = Facts.model_validate(approval.facts)
    current = file.current
    halted = reason_of(approval) if approval.state == "open" else None
    withdrawal = getattr(approval, "withdrawal", None) if approval.state == "withdrawn" else None
    return ApprovalPage(
        ref=approval.ref,
        version=approval.version,
        number=approval.number,
        title=approval.title,
        version_no=approval.version_no,
        digest=approval.digest,
        state=approval.state,
        state_name=STATES[approval.state],
        about=about,
        level=about.level if about else "内部",
        audience=about.audience if about else "参与单位",
        submitter=names.submitter(),
        submitted_at=approval.submitted_at,
        step=current.label if current else STATES[approval.state],
        place=_place(file),
        due=_due(current.due_at) if current else None,
        facts=facts,
        findings=_principles({k: v for k, v in facts.findings.model_dump().items() if v}),
        red=red,
        opinions=tuple(_opinion(file, one, names) for one in file.decisions),
        chain=_chain(file, lines, names, facts),
        blank=tuple(s.label for s in file.steps if s.closed_at is None),
        vacancies=_vacancies(file, lines),
        turn=_turn(actor, file, lines, facts, red) if halted is None else None,
        waits=_waits(actor, file) if halted is None else (),
        may_withdraw=halted is None and not rules.may_withdraw(file.chain) and SubmittedIt().holds(actor, approval),
        withdrawn=withdrawal.reason if withdrawal else "",
        files=lines_on("approval", {approval.id: _decided(file)}, actor).get(approval.id, ()),
        upload=halted is None and not attaching.against(actor, approval),
        halted=halted,
    )


def _decided(file: Dossier) -> datetime | None:
    """When the last opinion was given: files from before belong to it and stay."""
    return file.decisions[-1].decided_at if file.decisions else None


def _visible(actor: Actor, id_: UUID | str) -> Approval:
    try:
        key = Q(pk=id_ if isinstance(id_, UUID) else UUID(id_))
    except ValueError:
        key = Q(number=clean(str(id_))) & ~Q(number="")  # NUL would be an error of the database, not an answer
    rows = with_halts(Approval.objects.filter(key)).filter(sees(actor, Approval, SeesApproval()))
    found: Approval | None = rows.select_related("submitter", "submitter_post", "withdrawal").first()
    if found is None:
        raise Absent
    return found


class _Names:
    """Names on the day of each decision: organisations are dated. One query for all days, one for the persons."""

    def __init__(self, decisions: Sequence[Decision], approval: Approval, lines: Mapping[UUID, PostLine]) -> None:
        self._approval = approval
        self._people = {
            d.id: d
            for d in Decision.objects.filter(id__in=[d.id for d in decisions]).select_related("person", "post", "stands_for")
        }
        units = {line.unit.id for line in lines.values()} | {d.post.root_id for d in self._people.values()}
        rows = UnitName.objects.filter(unit__in=units | {approval.submitter_post.root_id})
        self._units = list(rows.order_by("valid_from").values_list("unit", "name", "short", "valid_from"))

    def unit(self, unit: UUID, moment: datetime, *, short: bool = False) -> str:
        """How an organisation was called at `moment`."""
        day = day_of(moment)
        found = [(n, s) for u, n, s, since in self._units if u == unit and cast(date, since) <= day]
        return str(found[-1][1 if short else 0]) if found else ""

    def of(self, decision: Decision) -> tuple[str, str, str]:
        """Person, unit with post, and whom the person stood in for."""
        row = self._people[decision.id]
        unit = self.unit(row.post.root_id, row.decided_at)
        return row.person.name, f"{unit} · {row.post.title}", row.stands_for.name if row.stands_for else ""

    def submitter(self) -> str:
        """Unit and person, as they were called at submission."""
        approval = self._approval
        return f"{self.unit(approval.submitter_post.root_id, approval.submitted_at)} {approval.submitter.name}"


def _place(file: Dossier) -> str:
    """第 2 级 / 共 3 级, or nothing once it has ended."""
    if file.chain.open is None:
        return ""
    return _("第 {n} 级 / 共 {total} 级").format(n=file.chain.open + 1, total=len(file.steps))


def _due(at: datetime | None) -> DueLine | None:
    if at is None:
        return None
    due = Due(at)
    moment = now()
    left = remaining(due, moment)
    light: Light = "bad" if moment >= at else "warn" if left <= 1 else "ok"
    return DueLine(at, left, light, national().is_provisional(due.day))


def _principles(found: Mapping[str, Mapping[str, Any]]) -> tuple[PrincipleLine, ...]:
    return tuple(
        PrincipleLine(code, label, clause, found.get(code, {}).get("state", ""), found.get(code, {}).get("note", ""))
        for code, (label, clause) in PRINCIPLES.items()
    )


def _opinion(file: Dossier, one: Decision, names: _Names) -> OpinionLine:
    by_id = {s.id: s for s in file.steps}
    who, post, stands_for = names.of(one)
    return OpinionLine(
        step=by_id[one.step_id].label,
        verb=VERBS[one.verb],
        agreed=one.verb == "agree",
        who=who,
        post=post,
        stands_for=stands_for,
        at=one.decided_at,
        opinion=one.opinion,
        focus=tuple((label, getattr(one, field)) for field, label, _question in FOCUS),
        principles=tuple(p for p in _principles(one.principles) if p.state),
        return_to="" if one.verb == "agree" else by_id[one.return_to_id].label if one.return_to_id else _("提交人"),
        reason=one.reason,
        undone=one.verb == "agree" and not in_force(by_id[one.step_id], one),
    )


def _chain(file: Dossier, lines: Mapping[UUID, PostLine], names: _Names, facts: Facts) -> tuple[ChainLine, ...]:
    agreed = {d.step_id: d for d in file.decisions}
    result = [ChainLine(_("提交"), names.submitter(), f"{day_of(file.approval.submitted_at):%m-%d}", "done")]
    for step in file.steps:
        last = agreed.get(step.id)
        if last is not None and in_force(step, last):
            who, post, _stands_for = names.of(last)
            result.append(ChainLine(step.label, f"{post} · {who}", f"{day_of(last.decided_at):%m-%d} {VERBS['agree']}", "done"))
            continue
        line = lines.get(step.post_id)
        state = "now" if step.is_open else "next"
        who = line.label if line else ""
        result.append(ChainLine(step.label, who, "", state, _due(step.due_at) if step.is_open else None))
    effect = "done" if file.approval.state == "agreed" else "next"
    return (*result, ChainLine(_("生效"), facts.effect, "", effect))


def _vacancies(file: Dossier, lines: Mapping[UUID, PostLine]) -> Reasons:
    """Why a step that is still to come could not be decided as things stand, and who can help."""
    if file.approval.state != "open":
        return ()
    held = {post: rules.Holder(line.person_id, line.label) for post, line in lines.items()}
    return rules.holes(file.chain.steps, held, file.barred, file.chain)


def _waits(actor: Actor, file: Dossier) -> Reasons:
    step = file.current
    on_chain = actor.post is not None and actor.post in {s.post_id for s in file.steps}
    return (rules.out_of_turn(step.label),) if step is not None and on_chain and step.post_id != actor.post else ()


def _turn(actor: Actor, file: Dossier, lines: Mapping[UUID, PostLine], facts: Facts, red: Reasons) -> Turn | None:
    step, index = file.current, file.chain.open
    if step is None or index is None or actor.person is None or step.post_id != actor.post:
        return None
    after = file.steps[index + 1] if index + 1 < len(file.steps) else None
    agree = _("同意，报{next}").format(next=after.label) if after else _("同意")
    line = lines.get(after.post_id) if after else None
    note = _("送 {who}").format(who=line.label) if line else facts.effect
    returns = [ReturnChoice("submitter", _("提交人 {who}").format(who=file.approval.submitter.name))]
    for earlier in reversed(file.steps[:index]):
        holder = lines.get(earlier.post_id)
        returns.append(ReturnChoice(earlier.level, f"{earlier.label} {holder.label if holder else ''}".strip()))
    against = rules.may_decide(file.chain, actor.person, file.barred)
    return Turn(step.label, agree, note, tuple(returns), against, red, step.level == "second")
