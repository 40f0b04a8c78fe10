"""The shape of a plan (clauses 2.2.2.b, 2.2.2.c): dates, links, circles. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from heli.ledger.leaf import canonical


@dataclass(frozen=True)
class Node:
    """A task as the plan's rules see it. `needs` are ids of tasks that must be accepted before."""

    id: str
    title: str
    starts_on: date
    due_on: date
    unit: str
    receiver: str
    deliverable: str = ""
    criterion: str = ""
    post: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flaw:
    """Something that a plan must mend before it is submitted."""

    clause: str
    task: str
    sentence: str


def flaws(nodes: Sequence[Node], due_on: date | None = None) -> tuple[Flaw, ...]:
    """Every flaw of the plan in reading order. `due_on` is the day by which all must be done."""
    known = {n.id: n for n in nodes}
    found: list[Flaw] = []
    for node in nodes:
        found += _incomplete(node)
        for need in (known[n] for n in node.needs if n in known):
            if need.due_on > node.starts_on:
                found.append(Flaw("2.2.2.b", node.id, f"“{node.title}”开始时，前置任务“{need.title}”还没有到期"))
        if due_on is not None and node.due_on > due_on:
            found.append(Flaw("2.2.2.b", node.id, f"“{node.title}”的完成日晚于事项的办结日"))
    found += [Flaw("2.2.2.b", n, f"“{known[n].title}”的前置关系绕成了圈") for n in sorted(circles(nodes))]
    return tuple(found)


def _incomplete(node: Node) -> list[Flaw]:
    lacking = [word for word, value in (("应交成果", node.deliverable), ("验收标准", node.criterion)) if not value]
    found = [Flaw("2.2.2.c", node.id, f"“{node.title}”还缺{'、'.join(lacking)}")] if lacking else []
    if node.unit == node.receiver:
        found.append(Flaw("2.2.2.c", node.id, f"“{node.title}”的接收单位不能是承办单位自己"))
    return found


def circles(nodes: Sequence[Node]) -> set[str]:
    """Ids of tasks that lie on or behind a circle of needs: what cannot be put in order (Kahn 1962)."""
    waiting = {n.id: {x for x in n.needs if any(m.id == x for m in nodes)} for n in nodes}
    while free := {i for i, needs in waiting.items() if not needs}:
        waiting = {i: needs - free for i, needs in waiting.items() if i not in free}
    return set(waiting)


def missed(stage: int, due_on: date, left: Mapping[int, date | None], now: int, state: str, today: date) -> bool:
    """Whether the goal of `stage` was not reached by its day (2.1.1): the stage ended later, or goes on beyond it.

    `left` maps a stage to the day on which it was left last, None while it goes on; `now` is the present stage. A stage that
    a cancelled collaboration never entered has missed nothing.
    """
    if state == "draft" or (stage not in left and state in ("closed", "cancelled")):
        return False
    ended = left.get(stage) if stage < now or state in ("closed", "cancelled") else None
    return (ended or today) > due_on


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form of a submitted document; equal documents have equal digests."""
    return sha256(canonical(dict(document))).hexdigest()
