"""The gate of the present stage as a panel: what is still open, who can solve it and where, and the deed that leads on.

Pages take it in after they have loaded: it runs every check of the gate, and rooms may add checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from heli.acts.pages import DeedButton
from heli.acts.registry import find_act
from heli.clauses.catalogue import TOGETHER, clause, gates
from heli.clauses.registry import gate
from heli.clauses.results import Lack, lacks
from heli.collaborations.models import STAGES, Collaboration, Suspension
from heli.collaborations.queries import row_of
from heli.collaborations.stages.rules import following
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Absent

LAST = 7
PAGES = {
    "2.2.1": "need/", "2.2.2": "duties/", "2.2.3": "approvals/", "2.2.4": "tasks/", "2.2.5": "problems/", "2.2.6": "delivery/",
    "2.2.7": "evaluation/", "2.4": "delivery/", "1.2.2": "duties/", "1.3.8": "need/", "2.1": "need/", "1.2.1": "need/",
    "1.2.6": "consult/", "1.2.5.b": "parties/", "1.1.2": "parties/", "4.1": "tasks/", "4.3": "tasks/", "1.2.3": "duties/",
}  # fmt: skip
"""Where what a clause asks for is done; the longest prefix counts."""
PLACES = {
    "task": "{url}tasks/{id}/", "matter": "/matters/{id}/", "consultation": "{url}consult/#u-{id}", "goal": "{url}plan/#goals",
}  # fmt: skip
"""Kind of a thing → the page on which it is answered or explained."""
WAYS = {1: "牵头单位确认需求后转入下一阶段", 2: "设计报批后转入下一阶段", LAST: "由牵头单位经办人办结"}
"""How a stage is left where the reader has no button for it."""
LEAVE = "由牵头单位经办人转入下一阶段"


@dataclass(frozen=True)
class GateRow:
    """A line of the panel as the macro `gate` takes it, with the clauses that ask for it and the page where it is done.

    A heading has `parts`, two or more lines of one clause; `clauses` of a part are the further ones that ask for it too.
    """

    clauses: tuple[str, ...]
    state: str
    word: str
    text: str
    solver: str = ""
    href: str = ""
    parts: tuple[GateRow, ...] = ()


@dataclass(frozen=True)
class Gate:
    """The way out of the present stage. `leave` is the button of who may leave it; others read in `way` how it is left."""

    onward: str
    rows: tuple[GateRow, ...]
    leave: DeedButton | None
    way: str


def present_gate(actor: Actor, card: Card) -> Gate:
    """The gate of the stage in which the collaboration `card` is; `Absent` where it is not running.

    Queries: row, suspension, roles, those of the checks.
    """
    row = row_of(card)
    if row.state != "active" or Suspension.objects.filter(collaboration=row, ended_at__isnull=True).exists():
        raise Absent
    against = lacks(gate(row.ref, row.stage))
    broken = {c for lack in against for c in lack.clauses}
    kept = [c for s in TOGETHER.get(row.stage, (row.stage,)) for c in gates(s) if c.id not in broken]
    return Gate(
        onward="办结" if row.stage == LAST else STAGES[following(row.stage) or LAST],
        rows=(*_grouped(_gap(lack, card) for lack in against), *(GateRow((c.id,), "ok", "符合", c.title) for c in kept)),
        leave=_button(actor, card, row, len(against)),
        way=WAYS.get(row.stage, LEAVE),
    )


def _grouped(rows: Iterable[GateRow]) -> Iterator[GateRow]:
    """Lines of one clause under a heading with its title, in the order of first mention; a single line stays as it is."""
    found: dict[tuple[str, ...], list[GateRow]] = {}
    for row in rows:
        found.setdefault(row.clauses[:1], []).append(row)
    for first, same in found.items():
        if len(same) == 1:
            yield same[0]
        else:
            title = "、".join(clause(c).title for c in first)
            parts = tuple(replace(r, clauses=r.clauses[1:]) for r in same)
            yield GateRow(first, "bad", f"还缺 {len(same)} 项", title, parts=parts)


def _gap(lack: Lack, card: Card) -> GateRow:
    solver = "，".join(p for p in (lack.ask, lack.todo) if p)
    return GateRow(lack.clauses, "bad", "还缺", lack.sentence, solver, _place(lack, card))


def _place(lack: Lack, card: Card) -> str:
    """Where it is done: the page of the very thing where it has one, else that of the clause."""
    for ref in lack.refs:
        if ref.kind in PLACES:
            return PLACES[ref.kind].format(url=card.url, id=ref.id)
    by_length = sorted(PAGES.items(), key=lambda x: -len(x[0]))
    return next((card.url + page for clause, page in by_length if any(c.startswith(clause) for c in lack.clauses)), "")


def _button(actor: Actor, card: Card, row: Collaboration, left: int) -> DeedButton | None:
    if row.stage in (1, 2):
        return None
    name, word = ("collaboration.close", "close") if row.stage == LAST else ("stage.leave", "leave")
    if find_act(name).allow.against(actor, row):
        return None
    why = f"还缺 {left} 项，补齐后可以{find_act(name).label}" if left else ""
    return DeedButton.of(name, row.version, f"{card.url}{word}/", why=why)
