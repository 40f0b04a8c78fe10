"""How a chain of approvals runs (2.2.3, 2.2.a; B14, T06): pure functions over steps, events and who holds which post.

A chain compares natural persons, never posts: whoever comes back through another post, as a replacement or standing in
for somebody is still the same person. Decisions that a return has undone count in that comparison as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from heli.kernel.clock import Term
from heli.kernel.errors import Reason, Reasons

Level = Literal["first", "second", "final"]
State = Literal["open", "agreed", "returned", "withdrawn"]
LEVELS: dict[str, str] = {"first": "初审", "second": "复审", "final": "终审"}
ORDER: tuple[Level, ...] = ("first", "second", "final")


@dataclass(frozen=True)
class Step:
    """One step of a chain: its level, what it is called, the post that decides, the time it has."""

    level: Level
    label: str
    post: UUID
    within: Term


def level(code: str) -> Level:
    """A level by its code; ValueError for another word."""
    return ORDER[[str(v) for v in ORDER].index(code)]


@dataclass(frozen=True)
class Submitted:
    """The request was handed in by `person`."""

    person: UUID


@dataclass(frozen=True)
class Agreed:
    """The open step agreed. `persons` are who decided and, where somebody stood in, for whom."""

    persons: tuple[UUID, ...]


@dataclass(frozen=True)
class Returned:
    """The open step returned the request to an earlier step by its index, or to the submitter (None)."""

    persons: tuple[UUID, ...]
    to: int | None = None


@dataclass(frozen=True)
class Withdrawn:
    """The submitter took the request back."""


Event = Submitted | Agreed | Returned | Withdrawn


class ChainBroken(ValueError):
    """An event that cannot follow: acts ask first, so this is a programming error."""


@dataclass(frozen=True)
class Chain:
    """Where a request stands. `open` is the index of the step to decide, None once the chain has ended.

    `decided` keeps every decision ever made as (step, person), also those that a return undid.
    """

    steps: tuple[Step, ...]
    submitter: UUID
    state: State = "open"
    open: int | None = 0
    decided: tuple[tuple[int, UUID], ...] = ()

    @property
    def current(self) -> Step | None:
        """The step to decide."""
        return None if self.open is None else self.steps[self.open]

    def after(self, event: Event) -> Chain:
        """The chain once `event` has happened; `ChainBroken` when it cannot."""
        if self.open is None or isinstance(event, Submitted):
            raise ChainBroken(f"{event} cannot follow in a chain that is {self.state}")
        if isinstance(event, Withdrawn):
            return replace(self, state="withdrawn", open=None)
        decided = (*self.decided, *((self.open, p) for p in event.persons))
        if isinstance(event, Agreed):
            if self.open + 1 < len(self.steps):
                return replace(self, open=self.open + 1, decided=decided)
            return replace(self, state="agreed", open=None, decided=decided)
        if event.to is None:
            return replace(self, state="returned", open=None, decided=decided)
        if event.to not in self.may_return_to():
            raise ChainBroken(f"step {self.open} cannot return to step {event.to}")
        return replace(self, open=event.to, decided=decided)

    def may_return_to(self) -> tuple[int, ...]:
        """The earlier steps to which the open one may return; the submitter always is another choice."""
        return tuple(range(self.open or 0))


def replay(steps: Sequence[Step], events: Iterable[Event]) -> Chain:
    """The chain after all `events`, the first of which is the submission."""
    first, *rest = events
    if not isinstance(first, Submitted):
        raise ChainBroken("a chain begins with its submission")
    chain = Chain(tuple(steps), first.person)
    for event in rest:
        chain = chain.after(event)
    return chain


def may_decide(chain: Chain, person: UUID, barred: Mapping[UUID, str], who: str = "") -> Reasons:
    """Whether `person` may decide the open step: no party to the matter, and no second level (2.2.a, T06).

    `barred` says why a person is a party (提交人, 设计人 …). `who` begins the sentence where it is not about the actor.
    """
    step = chain.current
    if step is None:
        return (Reason(_("本件已办结，不能再办理"), "2.2.3", todo=_("如需调整，由提交人重新报批")),)
    who = who or _("你")
    why = barred.get(person) or (_("提交人") if person == chain.submitter else "")
    found = []
    if why:
        found.append(_sentence(_("{who}是本方案的{why}，不能{step}"), who=who, why=why, step=step.label))
    for index in sorted({i for i, p in chain.decided if p == person and i != chain.open}):
        found.append(
            _sentence(_("{who}已办理本件的{other}，同一人不得再{step}"), who=who, other=chain.steps[index].label, step=step.label)
        )
    return tuple(
        Reason(s, "2.2.a", ask=_("提交人"), todo=_("由该岗位所在单位另派人任职，或由提交人撤回后改报其他岗位")) for s in found
    )


def out_of_turn(step: str) -> Reason:
    """Why a post of the chain cannot decide while another one has the step `step` (2.2.a)."""
    return Reason(
        _("现在由{step}岗位办理，还没有轮到或已经办过").format(step=step), "2.2.a", todo=_("各级依次办理，轮到时会列入待办")
    )


def may_withdraw(chain: Chain) -> Reasons:
    """Whether the submitter may still take the request back: before the final agreement (2.2.3)."""
    if chain.state == "open":
        return ()
    sentence = {
        "agreed": _("本件已审批同意，不能撤回"),
        "returned": _("本件已退回，不必撤回"),
        "withdrawn": _("本件已经撤回"),
    }[chain.state]
    todo = _("如需调整，按变更办理") if chain.state == "agreed" else _("修改后重新报批")
    return (Reason(sentence, "2.2.3", todo=todo),)


def malformed(steps: Sequence[Step]) -> Reasons:
    """What is wrong with the order of a chain: at least one step, one a level, upwards, each post once (2.2.a)."""
    if not steps:
        return (Reason(_("没有审批层级，至少要有一级"), "2.2.3"),)
    places = [ORDER.index(s.level) for s in steps]
    found = []
    if places != sorted(set(places)):
        found.append(Reason(_("审批层级须依次为初审、复审、终审，每级一步"), "2.2.a"))
    if len({s.post for s in steps}) < len(steps):
        found.append(Reason(_("同一岗位不能办理两级审批"), "2.2.a", todo=_("为每一级另选岗位")))
    return tuple(found)


@dataclass(frozen=True)
class Holder:
    """Who holds a post today (None: nobody), and how the post is called."""

    person: UUID | None
    label: str = ""


@dataclass(frozen=True)
class Hole:
    """A step that nobody may decide as things stand, with the reason."""

    step: int
    reason: Reason


def find_holes(
    steps: Sequence[Step], holders: Mapping[UUID, Holder], barred: Mapping[UUID, str], chain: Chain | None = None
) -> tuple[Hole, ...]:
    """Every step still to come that would hang: an empty post, a party to the matter, a person met at another level.

    With `chain` the steps before the open one are over, and whoever decided one of them counts for it.
    """
    start = 0 if chain is None else len(steps) if chain.open is None else chain.open
    if chain is not None:
        barred = {chain.submitter: _("提交人"), **barred}
    met: dict[UUID, int] = {}
    for index, person in () if chain is None else chain.decided:
        met.setdefault(person, index)
    found: list[Hole] = []
    for index in range(start, len(steps)):
        step = steps[index]
        holder = holders.get(step.post, Holder(None))
        if reason := _hole(steps, index, holder, barred, met):
            found.append(Hole(index, reason))
        if holder.person is not None:
            met.setdefault(holder.person, index)
    return tuple(found)


def _hole(
    steps: Sequence[Step], index: int, holder: Holder, barred: Mapping[UUID, str], met: Mapping[UUID, int]
) -> Reason | None:
    label, named = steps[index].label, holder.label or _("所选岗位")
    if holder.person is None:
        return Reason(
            _sentence(_("{label}岗位空缺：{post}"), label=label, post=named),
            "2.2.3",
            ask=_("该岗位所在单位的系统管理员"),
            todo=_("请该单位派人任职，或改报其他岗位"),
        )
    if why := barred.get(holder.person):
        return Reason(
            _sentence(_("{label}人是本方案的{why}，不能{label}：{post}"), label=label, why=why, post=named),
            "2.2.a",
            todo=_("改报其他岗位"),
        )
    other = met.get(holder.person, index)
    if other != index:
        return Reason(
            _sentence(_("{label}与{other}是同一人，同一人不得审两级：{post}"), label=label, other=steps[other].label, post=named),
            "2.2.a",
            todo=_("改报其他岗位"),
        )
    return None


def holes(
    steps: Sequence[Step],
    holders: Mapping[UUID, Holder],
    barred: Mapping[UUID, str] | None = None,
    chain: Chain | None = None,
) -> Reasons:
    """The reasons of `find_holes`: empty when every step can be decided as things stand (B14)."""
    return tuple(h.reason for h in find_holes(steps, holders, barred or {}, chain))


@dataclass(frozen=True)
class Decided:
    """A decision in force as the clause check reads it. `persons`: who decided and, where somebody stood in, for whom."""

    order: int
    level: Level
    persons: tuple[UUID, ...]
    at: float


def three_levels(decided: Sequence[Decided], barred: Mapping[UUID, str], depth: int = 3) -> Reasons:
    """Whether decided steps keep clause 2.2.a: the levels are complete and in order, no person twice, nobody on their own matter.

    `depth` is the number of levels that the tier rule of that day demands; the final one is always among them.
    """
    found: list[Reason] = []
    levels = [d.level for d in sorted(decided, key=lambda d: d.order)]
    demanded = ORDER if depth >= len(ORDER) else ORDER[-depth:]
    found += [Reason(_sentence(_("缺少{level}"), level=LEVELS[v]), "2.2.a") for v in demanded if v not in levels]
    by_time = [d.order for d in sorted(decided, key=lambda d: (d.at, d.order))]
    if by_time != sorted(by_time) or [ORDER.index(v) for v in levels] != sorted(ORDER.index(v) for v in levels):
        found.append(Reason(_("各级审批没有依次办理"), "2.2.a"))
    seen: dict[UUID, Level] = {}
    for one in decided:
        for person in one.persons:
            if person in seen:
                found.append(
                    Reason(_sentence(_("{one}与{other}由同一人办理"), one=LEVELS[seen[person]], other=LEVELS[one.level]), "2.2.a")
                )
            seen[person] = one.level
            if why := barred.get(person):
                found.append(Reason(_sentence(_("{level}由本方案的{why}办理"), level=LEVELS[one.level], why=why), "2.2.a"))
    return tuple(found)


def _sentence(text: str, **parts: str) -> str:
    return text.format(**parts)
