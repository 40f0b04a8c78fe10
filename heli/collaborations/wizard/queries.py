"""What the wizard shows at a step: what was answered before, what is missing, what can be picked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from heli.access.labels import LEVELS, choosable
from heli.acts.forms import Choice
from heli.clauses.catalogue import norm
from heli.collaborations import need
from heli.collaborations.choices import all_posts, units
from heli.collaborations.inputs import MODULES, OUTCOME_KINDS, SCENARIOS
from heli.collaborations.models import (
    STAGES,
    Beneficiary,
    Collaboration,
    CommunicationOwner,
    GroupMember,
    Lead,
    Leader,
    Module,
    Outcome,
    Party,
)
from heli.collaborations.plan.models import StageGoal
from heli.kernel.actor import Actor
from heli.kernel.calendar import national
from heli.kernel.cards import Card, find
from heli.kernel.dated import in_force
from heli.kernel.errors import Absent, Reason
from heli.kernel.time import today

STEPS = ("为什么做", "做成什么", "谁来做", "何时", "核对并提交")
ACTS = ("need.describe", "need.outcomes", "need.roles", "need.schedule", "need.submit")
Options = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True)
class Step:
    """A step in the list at the side. `state` is done, flag, now or todo; `lacking` counts what is missing there."""

    nth: int
    name: str
    href: str
    state: str
    lacking: int


@dataclass(frozen=True)
class Gap:
    """Something that is missing before the need can be submitted, and the step where it is filled in."""

    step: int
    href: str
    reason: Reason


@dataclass(frozen=True)
class Wizard:
    """One step. `initial` are the saved answers as the form takes them, `options` the choices by field."""

    card: Card
    nth: int
    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    initial: Mapping[str, Any]
    options: Options

    @property
    def name(self) -> str:
        """The step in words."""
        return STEPS[self.nth - 1]

    @property
    def act(self) -> str:
        """The act of the step."""
        return ACTS[self.nth - 1]

    @property
    def back(self) -> str:
        """The step before."""
        return self.steps[self.nth - 2].href if self.nth > 1 else ""

    @property
    def onward(self) -> str:
        """The step after; after the last one the collaboration."""
        return self.steps[self.nth].href if self.nth < len(STEPS) else self.card.url


def wizard(actor: Actor, number: str, nth: int) -> Wizard:
    """A step of a draft, or `Absent`. Queries: card, root, draft, about ten for what is missing, and those of the step."""
    card = find("collaboration", number, visible_to=actor, open_root=True)
    if not 1 <= nth <= len(STEPS):
        raise Absent
    c = Collaboration.objects.get(id=card.ref.id)
    lacking = need.missing(c) if c.state == "draft" else ()
    gaps = tuple(Gap(step, address(card, step), reason) for step, reason in lacking)
    return Wizard(
        card=card,
        nth=nth,
        steps=tuple(_step(card, n, name, nth, sum(g.step == n for g in gaps)) for n, name in enumerate(STEPS, start=1)),
        gaps=gaps,
        initial=_INITIAL[nth](c) if nth in _INITIAL else {},
        options=_options(nth),
    )


def address(card: Card, nth: int) -> str:
    """The page of a step."""
    return f"{card.url}wizard/{nth}/"


def _step(card: Card, nth: int, name: str, now: int, lacking: int) -> Step:
    state = "now" if nth == now else "flag" if lacking else "done" if nth < len(STEPS) else "todo"
    return Step(nth, name, address(card, nth), state, lacking)


def _options(nth: int) -> Options:
    if nth == 1:
        return {"scenario": scenario_choices(), "level": level_choices()}
    if nth == 2:
        found = units()
        return {"outcomes.maker": found, "outcomes.receiver": found}
    if nth == 3:
        found, held = units(), all_posts()
        of_units = ("lead", "in_charge", "cooperating", "beneficiaries", "modules.unit")
        of_posts = ("lead_post", "leader", "head", "designer", "reviewer", "first_reviewer", "communication", "modules.post")
        return {**dict.fromkeys(of_units, found), **dict.fromkeys(of_posts, held)}
    return {}


@dataclass(frozen=True)
class Section:
    """A part of 核对: its step, and name and value of each answer."""

    title: str
    href: str
    rows: tuple[tuple[str, str], ...]


def review(found: Wizard) -> tuple[Section, ...]:
    """All answers of the four steps in words, for the last one. About twelve queries."""
    c = Collaboration.objects.get(id=found.card.ref.id)
    name = {str(o.value): o.label for o in (*units(), *all_posts())}.get
    words, roles, times = _describing(c), _roles(c), _schedule(c)
    goals = [(f"{n} {STAGES[n]}", _goal(g)) for g in times["goals"] if (n := g["stage"])]
    rows: dict[int, list[tuple[str, str]]] = {
        1: [(q, words[k]) for k, q in WORDS.items()],
        2: [(o["title"], _outcome(o, name)) for o in _outcomes(c)["outcomes"]],
        3: [
            *((q, _named(roles[k], name)) for k, q in ROLES.items()),
            *((MODULES[m["code"]], _named([m.get("unit"), m.get("post")], name)) for m in roles["modules"]),
        ],
        4: [("起止", f"{c.starts_on} 至 {c.due_on}" if c.starts_on and c.due_on else ""), *goals],
    }
    rows[1][1:1] = [("类别", SCENARIOS[c.scenario]), ("密级", c.level)]
    return tuple(Section(STEPS[n - 1], address(found.card, n), tuple(part)) for n, part in rows.items())


WORDS = {
    "title": "事项名称",
    "problem": "现在的问题",
    "goal": "要达到的目标",
    "scope": "从哪里到哪里",
    "excludes": "不包括什么",
    "basis": "依据",
}
ROLES = {
    "lead": "牵头单位",
    "lead_post": "牵头经办",
    "cooperating": "配合单位",
    "beneficiaries": "受益单位",
    "leader": "分管领导",
    "head": "协调小组组长",
    "designer": "流程设计人",
    "reviewer": "复审人",
    "first_reviewer": "初审人",
    "communication": "沟通责任人",
}


def _named(ids: Any, name: Callable[[str], str | None]) -> str:
    listed = ids if isinstance(ids, list) else [ids]
    return "、".join(n for i in listed if i and (n := name(str(i))))


def _outcome(o: Mapping[str, Any], name: Callable[[str], str | None]) -> str:
    measure = f"{o['indicator']}：{o['baseline'] or '—'} 到 {o['target'] or '未填'}" if o["indicator"] else "指标未填"
    return f"{measure}；承办 {_named(o['maker'], name) or '未定'}，签收 {_named(o['receiver'], name) or '未定'}"


def _goal(goal: Mapping[str, Any]) -> str:
    return f"{goal['goal']}，{goal['due_on']} 前" if goal.get("goal") else ""


def scenario_choices() -> list[Choice]:
    """The five kinds (1.1.3) with the defaults that follow from each: level, and kind of outcome."""
    return [
        Choice(s.code, SCENARIOS[s.code], f"{_default_level(s.level)} · 成果一般为{OUTCOME_KINDS[s.outcome]}")
        for s in norm().scenarios
    ]


def _default_level(level: str) -> str:
    """What a new collaboration gets: the strictest that can be chosen today, where the norm asks for more."""
    return level if level in choosable() else f"{choosable()[-1]}（规范默认{level}，查阅台账启用后可选）"


def level_choices() -> list[Choice]:
    """The levels; 敏感 opens with the read book of the sharing rooms."""
    open_ = choosable()
    return [Choice(v, v, "" if v in open_ else "敏感信息的查阅登记启用后才能选择", v not in open_) for v in LEVELS]


def _describing(c: Collaboration) -> dict[str, Any]:
    names = ("title", "scenario", "level", "scenario_reason", "problem", "goal", "scope", "excludes", "basis")
    return {name: getattr(c, name) for name in names}


def _outcomes_or_default(c: Collaboration) -> dict[str, Any]:
    expected = next(s.outcome for s in norm().scenarios if s.code == c.scenario)
    return found if (found := _outcomes(c))["outcomes"] else {"outcomes": [{"kind": expected}]}


def _outcomes(c: Collaboration) -> dict[str, Any]:
    rows = Outcome.objects.filter(collaboration=c).order_by("order")
    plain = ("title", "kind", "indicator", "baseline", "target", "due_on")
    return {"outcomes": [{**{n: getattr(o, n) for n in plain}, "maker": o.maker_id, "receiver": o.receiver_id} for o in rows]}


def _roles(c: Collaboration) -> dict[str, Any]:
    """The roles of today; a fresh draft offers the initiating unit and whoever drafts it. Eight queries."""
    day = in_force(today())
    lead = Lead.objects.filter(day, collaboration=c).first()
    seats = {m.role: m.post_id for m in GroupMember.objects.filter(day, collaboration=c)}
    parties = Party.objects.filter(day, collaboration=c, role="cooperating").order_by("unit__order")
    beneficiaries = list(Beneficiary.objects.filter(collaboration=c))
    return {
        "lead": lead.unit_id if lead else c.initiator_id,
        "lead_post": lead.post_id if lead else c.initiated_by_id,
        "in_charge": c.in_charge_id,
        "beneficiaries": [b.unit_id for b in beneficiaries if b.unit_id],
        "beneficiary_words": next((b.words for b in beneficiaries if b.words), ""),
        "cooperating": [p.unit_id for p in parties],
        "leader": _post_of(Leader, c),
        "first_reviewer": c.first_reviewer_id,
        "communication": _post_of(CommunicationOwner, c) or c.initiated_by_id,
        "modules": _modules(c),
        **{role: seats.get(role) for role in ("head", "designer", "reviewer")},
    }


def _post_of(model: type[Leader] | type[CommunicationOwner], c: Collaboration) -> UUID | None:
    return model._default_manager.filter(in_force(today()), collaboration=c).values_list("post", flat=True).first()


def _modules(c: Collaboration) -> list[dict[str, Any]]:
    found = {m.code: m for m in Module.objects.filter(collaboration=c)}
    return [
        {"code": code, "unit": m.unit_id, "post": m.post_id, "reason": m.reason} if (m := found.get(code)) else {"code": code}
        for code in MODULES
    ]


def _schedule(c: Collaboration) -> dict[str, Any]:
    found = {g.stage: g for g in StageGoal.objects.filter(collaboration=c)}
    goals = [{"stage": n, "goal": found[n].goal, "due_on": found[n].due_on} if n in found else {"stage": n} for n in STAGES]
    return {"starts_on": c.starts_on or today(), "due_on": c.due_on, "goals": goals}


_INITIAL: dict[int, Callable[[Collaboration], dict[str, Any]]] = {
    1: _describing,
    2: _outcomes_or_default,
    3: _roles,
    4: _schedule,
}


@dataclass(frozen=True)
class Suggested:
    """A module with what it is for and who usually owns it (2.1)."""

    name: str
    duties: str
    owner: str
    clause: str


def suggested() -> dict[str, Suggested]:
    """The five modules by code."""
    return {m.id: Suggested(m.title, "、".join(m.duties), m.default_owner, m.clause) for m in norm().modules}


@dataclass(frozen=True)
class Span:
    """From when to when in working days; `provisional` of them lie in a year whose notice is not out yet."""

    workdays: int
    provisional: int


def span(first: Any, last: Any) -> Span | None:
    """The working days of a period given as days or as typed, both ends included; None when it cannot be told."""
    start, end = _day(first), _day(last)
    if start is None or end is None or end < start or (end - start).days > 3660:
        return None
    calendar = national()
    days = [d for d in (date.fromordinal(n) for n in range(start.toordinal(), end.toordinal() + 1)) if calendar.is_working(d)]
    return Span(len(days), sum(calendar.is_provisional(d) for d in days))


def provisional(day: Any) -> bool:
    """Whether a day, given or typed, lies in a year whose notice is not out yet."""
    found = _day(day)
    return found is not None and national().is_provisional(found)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
