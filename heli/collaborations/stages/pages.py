"""The gate of the present stage as a panel: what is still open, who can solve it and where, and the deed that leads on.

Pages take it in after they have loaded: it runs every check of the gate, and rooms may add checks.
"""

from __future__ import annotations

from dataclasses import dataclass

from heli.acts.pages import DeedButton
from heli.acts.registry import find_act
from heli.clauses.catalogue import TOGETHER, gates
from heli.clauses.registry import gate
from heli.collaborations.models import STAGES, Collaboration, Suspension
from heli.collaborations.queries import row_of
from heli.collaborations.stages.rules import following
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Absent, Reason

LAST = 7
PAGES = {
    "2.2.1": "need/", "2.2.2": "duties/", "2.2.3": "approvals/", "2.2.4": "tasks/", "2.2.5": "problems/", "2.2.6": "delivery/",
    "2.2.7": "evaluation/", "2.4": "delivery/", "1.2.2": "duties/", "1.3.8": "need/", "2.1": "need/", "1.2.1": "need/",
    "1.2.6": "consult/", "1.2.5.b": "parties/", "1.1.2": "parties/", "4.1": "tasks/", "4.3": "tasks/", "1.2.3": "duties/",
}  # fmt: skip
"""Where what a clause asks for is done; the longest prefix counts."""
WAYS = {1: "牵头单位确认需求后转入下一阶段", 2: "设计报批后转入下一阶段", LAST: "由牵头单位经办人办结"}
"""How a stage is left where the reader has no button for it."""
LEAVE = "由牵头单位经办人转入下一阶段"


@dataclass(frozen=True)
class GateRow:
    """A line of the panel as the macro `gate` takes it; `href` leads to the page where what is missing is done."""

    clause: str
    state: str
    word: str
    text: str
    clause_href: str
    solver: str = ""
    href: str = ""


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
    against = gate(row.ref, row.stage)
    broken = {r.clause for r in against}
    kept = [c for s in TOGETHER.get(row.stage, (row.stage,)) for c in gates(s) if c.id not in broken]
    return Gate(
        onward="办结" if row.stage == LAST else STAGES[following(row.stage) or LAST],
        rows=(*(_gap(r, card) for r in against), *(GateRow(c.id, "ok", "符合", c.title, _norm(c.id)) for c in kept)),
        leave=_button(actor, card, row, len(against)),
        way=WAYS.get(row.stage, LEAVE),
    )


def _gap(reason: Reason, card: Card) -> GateRow:
    page = next((p for c, p in sorted(PAGES.items(), key=lambda x: -len(x[0])) if reason.clause.startswith(c)), "")
    solver = "，".join(str(p) for p in (reason.ask, reason.todo) if p)
    href = f"{card.url}{page}" if page else ""
    return GateRow(reason.clause, "bad", "还缺", str(reason.sentence), _norm(reason.clause), solver, href)


def _norm(clause: str) -> str:
    return f"/norm/{clause}/" if clause else ""


def _button(actor: Actor, card: Card, row: Collaboration, left: int) -> DeedButton | None:
    if row.stage in (1, 2):
        return None
    name, word = ("collaboration.close", "close") if row.stage == LAST else ("stage.leave", "leave")
    if find_act(name).allow.against(actor, row):
        return None
    why = f"还缺 {left} 项，补齐后可以{find_act(name).label}" if left else ""
    return DeedButton.of(name, row.version, f"{card.url}{word}/", why=why)
