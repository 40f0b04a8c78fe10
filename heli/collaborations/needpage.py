"""需求: what was submitted, how it was answered, and whether the reader may answer it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.collaborations.inputs import MODULES, OUTCOME_KINDS, SCENARIOS
from heli.collaborations.models import (
    Beneficiary,
    Collaboration,
    GroupMember,
    Lead,
    Leader,
    Module,
    NeedSubmission,
    Outcome,
    Party,
)
from heli.collaborations.plan.models import StageGoal
from heli.collaborations.queries import row_of
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.dated import in_force
from heli.kernel.time import today
from heli.people.queries import PostLine, UnitLabel, post_lines, unit_names
from heli.people.then import Then, deed, lines_then


@dataclass(frozen=True)
class OutcomeLine:
    """An expected outcome as a row."""

    title: str
    kind: str
    indicator: str
    baseline: str
    target: str
    maker: str
    receiver: str
    due_on: date | None


@dataclass(frozen=True)
class Submitted:
    """One submission with its answer. `ruling` is None while the lead has not answered."""

    version_no: int
    who: str
    at: datetime
    confirmed: bool | None
    opinion: str
    by: str
    ruled_at: datetime | None


@dataclass(frozen=True)
class NeedPage:
    """The need in words. `may_rule`: the reader answers it here; `may_take_back`: the unit can still withdraw it.

    `drafted`: the reader would answer it, had the same person not drafted or submitted it (2.2.1).
    """

    words: tuple[tuple[str, str], ...]
    outcomes: tuple[OutcomeLine, ...]
    people: tuple[tuple[str, str], ...]
    goals: tuple[tuple[int, str, date], ...]
    submissions: tuple[Submitted, ...]
    may_write: bool
    may_take_back: bool
    may_rule: bool
    drafted: bool


def need_page(actor: Actor, card: Card) -> NeedPage:
    """The need of a collaboration that the reader sees. Queries: draft, outcomes, seven for roles, names two, those of
    then two, goals, submissions, and one for each right."""
    c = row_of(card)
    outcomes = list(Outcome.objects.filter(collaboration=c).order_by("order"))
    sent = list(NeedSubmission.objects.filter(collaboration=c).order_by("-version_no").select_related("ruling"))
    roles = _Roles.of(c)
    rulings = [s.ruling for s in sent if hasattr(s, "ruling")]
    posts, then = post_lines(roles.posts()), lines_then({deed(r) for r in (*sent, *rulings)})
    units = unit_names({*roles.units(), *(u for o in outcomes for u in (o.maker_id, o.receiver_id) if u)})
    waiting = c.state == "active" and c.stage == 1
    drafted = actor.person in {c.drafted_by, *(s.person for s in sent[:1])}
    answers = waiting and not allowed(actor, find_act("need.rule"), card.ref)
    return NeedPage(
        words=(
            ("类别", SCENARIOS[c.scenario]), ("问题", c.problem), ("目标", c.goal), ("做到哪里为止", c.scope),
            ("不包括", c.excludes), ("依据", c.basis),
        ),
        outcomes=tuple(_outcome(o, units) for o in outcomes),
        people=roles.lines(posts, units),
        goals=tuple(StageGoal.objects.filter(collaboration=c).order_by("stage").values_list("stage", "goal", "due_on")),
        submissions=tuple(_submitted(s, then) for s in sent),
        may_write=c.state == "draft" and not allowed(actor, find_act("need.describe"), card.ref),
        may_take_back=waiting and not allowed(actor, find_act("need.take_back"), card.ref),
        may_rule=answers and not drafted,
        drafted=answers and drafted,
    )  # fmt: skip


def _outcome(o: Outcome, units: dict[UUID, UnitLabel]) -> OutcomeLine:
    maker, receiver = (units[u].short if u in units else "" for u in (o.maker_id, o.receiver_id))
    return OutcomeLine(o.title, OUTCOME_KINDS[o.kind], o.indicator, o.baseline, o.target, maker, receiver, o.due_on)


def _submitted(s: NeedSubmission, then: dict[Then, PostLine]) -> Submitted:
    ruling = getattr(s, "ruling", None)
    return Submitted(
        version_no=s.version_no,
        who=then[deed(s)].label,
        at=s.at,
        confirmed=ruling.confirmed if ruling else None,
        opinion=ruling.opinion if ruling else "",
        by=then[deed(ruling)].label if ruling else "",
        ruled_at=ruling.at if ruling else None,
    )


def _label(posts: dict[UUID, PostLine], post: UUID | None) -> str:
    return posts[post].label if post in posts else ""


@dataclass(frozen=True)
class _Roles:
    """Who leads, takes part, decides and owns modules today, as ids."""

    lead: Lead | None
    leader: Leader | None
    group: tuple[GroupMember, ...]
    parties: tuple[Party, ...]
    beneficiaries: tuple[Beneficiary, ...]
    modules: tuple[Module, ...]
    in_charge: UUID | None
    first_reviewer: UUID | None
    span: str

    @classmethod
    def of(cls, c: Collaboration) -> _Roles:
        day = in_force(today())
        return cls(
            lead=Lead.objects.filter(day, collaboration=c).first(),
            leader=Leader.objects.filter(day, collaboration=c).first(),
            group=tuple(GroupMember.objects.filter(day, collaboration=c)),
            parties=tuple(Party.objects.filter(day, collaboration=c, role="cooperating").order_by("unit__order")),
            beneficiaries=tuple(Beneficiary.objects.filter(collaboration=c)),
            modules=tuple(Module.objects.filter(collaboration=c)),
            in_charge=c.in_charge_id,
            first_reviewer=c.first_reviewer_id,
            span=f"{c.starts_on} 至 {c.due_on}" if c.starts_on and c.due_on else "",
        )

    def posts(self) -> set[UUID]:
        ids = [r.post_id for r in (self.lead, self.leader, *self.group, *self.modules) if r]
        return {p for p in (*ids, self.first_reviewer) if p}

    def units(self) -> set[UUID]:
        ids = [r.unit_id for r in (self.lead, *self.parties, *self.beneficiaries, *self.modules) if r]
        return {u for u in (*ids, self.in_charge) if u}

    def lines(self, posts: dict[UUID, PostLine], units: dict[UUID, UnitLabel]) -> tuple[tuple[str, str], ...]:
        """Role and names."""
        seats = sorted(self.group, key=lambda m: list(GroupMember.ROLES).index(m.role))
        owners = {m.code: m for m in self.modules}
        benefit = [units[b.unit_id].short if b.unit_id in units else b.words for b in self.beneficiaries]
        return (
            ("牵头", _label(posts, self.lead.post_id) if self.lead else ""),
            ("配合", "、".join(units[p.unit_id].name for p in self.parties if p.unit_id in units)),
            ("主管", units[self.in_charge].name if self.in_charge in units else ""),
            ("受益", "、".join(benefit)),
            ("分管领导", _label(posts, self.leader.post_id) if self.leader else ""),
            *((GroupMember.ROLES[m.role], _label(posts, m.post_id)) for m in seats),
            ("初审人", _label(posts, self.first_reviewer)),
            *((f"{name}模块", _label(posts, owners[code].post_id)) for code, name in MODULES.items() if code in owners),
            ("起止", self.span),
        )
