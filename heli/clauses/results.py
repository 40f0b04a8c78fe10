"""What a check says and what comes of it: findings, evidence, the state of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from heli.clauses.catalogue import TOGETHER, Clause
from heli.kernel.errors import Reason, Reasons
from heli.kernel.ref import Ref


class State(StrEnum):
    """How a clause stands. A clause that nobody checks is `unbuilt`, never kept."""

    KEPT = "kept"
    BROKEN = "broken"
    UNSETTLED = "unsettled"
    NOT_APPLICABLE = "not_applicable"
    UNBUILT = "unbuilt"


LABELS = {
    State.KEPT: "符合",
    State.BROKEN: "不符合",
    State.UNSETTLED: "未到期",
    State.NOT_APPLICABLE: "不适用",
    State.UNBUILT: "未建",
}


@dataclass(frozen=True)
class Finding:
    """One fact against a clause, in words for people.

    `ask` says who can solve it, `todo` what to do, `refs` where it can be seen. `lapsed`: broken at once, before the stage is
    left; without it a clause due at the exit of a stage is only open until then. `excused` is a reason on record: a past
    lapse with one is shown but counts no more.
    """

    sentence: str
    ask: str = ""
    todo: str = ""
    refs: tuple[Ref, ...] = ()
    lapsed: bool = False
    excused: str = ""


@dataclass(frozen=True)
class Evidence:
    """One fact for a clause: what a check looked at and found in order."""

    sentence: str
    refs: tuple[Ref, ...] = ()


class NotApplicable:
    """The answer of a check that has nothing to look at."""


NOT_APPLICABLE = NotApplicable()
Answer = Sequence[Finding | Evidence] | NotApplicable
"""What a check returns. Without a `Finding` in it the clause is kept."""


@dataclass(frozen=True)
class Result:
    """How one clause stands for one root.

    `unbuilt` names the parts of the row that need a later room, `looks` what was looked at.
    """

    clause: str
    state: State
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unbuilt: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that count: those without a reason on record."""
        return tuple(f for f in self.findings if not f.excused)

    @property
    def label(self) -> str:
        """The state in one word."""
        return LABELS[self.state]

    def reasons(self) -> tuple[Reason, ...]:
        """The open findings as reasons of a refusal."""
        return tuple(Reason(f.sentence, self.clause, f.ask, f.todo, f.refs) for f in self.open)


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, with every clause that asks for it."""

    sentence: str
    clauses: tuple[str, ...]
    ask: str = ""
    todo: str = ""
    refs: tuple[Ref, ...] = ()


def lacks(reasons: Reasons) -> tuple[Lack, ...]:
    """Each lack once, in order of its first mention: two clauses that ask the same of the same are one thing to do."""
    found: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        found.setdefault((str(reason.sentence), str(reason.ask)), []).append(reason)
    return tuple(
        Lack(
            sentence,
            tuple(dict.fromkeys(r.clause for r in same if r.clause)),
            ask,
            next((str(r.todo) for r in same if r.todo), ""),
            tuple(dict.fromkeys(ref for r in same for ref in r.refs)),
        )
        for (sentence, ask), same in found.items()
    )


def settle(clause: Clause, answers: Sequence[Answer], unbuilt: Sequence[str], looks: Sequence[str], stage: int | None) -> Result:
    """The result of a clause from the answers of its checks. `stage` is the first that is not left yet; None: judge all as due.

    Facts of several rooms are joined: one finding breaks the clause; it does not apply where no room has anything to look at.
    """
    parts = tuple(dict.fromkeys(u for u in unbuilt if u))
    if not answers:
        return Result(clause.id, State.UNBUILT, unbuilt=parts)
    said = [a for a in answers if not isinstance(a, NotApplicable)]
    if not said:
        return Result(clause.id, State.NOT_APPLICABLE, unbuilt=parts, looks=tuple(looks))
    findings = tuple(x for a in said for x in a if isinstance(x, Finding))
    evidence = tuple(x for a in said for x in a if isinstance(x, Evidence))
    return Result(clause.id, _state(clause, findings, stage), findings, evidence, parts, tuple(looks))


def _state(clause: Clause, findings: Sequence[Finding], stage: int | None) -> State:
    against = [f for f in findings if not f.excused]
    due = clause.due
    if due is None or due.kind != "stage" or stage is None or _leg(due.stage) < _leg(stage):
        return State.BROKEN if against else State.KEPT
    if any(f.lapsed for f in against):
        return State.BROKEN
    # before its stage is reached a row that nothing speaks against is not kept yet: there was no occasion to break it
    return State.UNSETTLED if against or _leg(due.stage) > _leg(stage) else State.KEPT


def _leg(stage: int) -> int:
    """The first of the stages that are left together with `stage`."""
    return TOGETHER.get(stage, (stage,))[0]
