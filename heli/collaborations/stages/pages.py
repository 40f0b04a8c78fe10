"""Reading the gate of a stage as a panel: what is still open, who can solve it, and the deed that leads on."""

from __future__ import annotations

from dataclasses import dataclass

from heli.acts.pages import DeedButton
from heli.acts.registry import find_act
from heli.clauses.catalogue import TOGETHER, gates
from heli.clauses.registry import gate
from heli.clauses.results import once_each
from heli.collaborations.models import STAGES
from heli.collaborations.queries import row_of
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.ids import random_id
from heli.kernel.ref import Ref


@dataclass(frozen=True)
class GateRow:
    """A line of the panel as the macro `gate` takes it."""

    clause: str
    state: str
    word: str
    text: str
    solver: str = ""
    clause_href: str = ""


@dataclass(frozen=True)
class GatePanel:
    """The gate of the present stage. `button` only for who may leave it; `why` says what keeps it shut."""

    to: str
    rows: tuple[GateRow, ...]
    button: DeedButton | None
    open: int


def gate_panel(actor: Actor, card: Card, stage: int, act: str, action: str, to: str) -> GatePanel:
    """The gate of `stage` of the collaboration `card`, with the button of `act`. Queries: the checks', row, who may."""
    ref = Ref("collaboration", card.root)
    against = once_each(gate(ref, stage))
    rows = [
        GateRow("、".join(x.clauses), "bad", "还缺", x.sentence, "，".join(p for p in (x.ask, x.todo) if p), _href(x.clauses))
        for x in against
    ]
    broken = {c for x in against for c in x.clauses}
    kept = [c for s in TOGETHER.get(stage, (stage,)) for c in gates(s) if c.id not in broken]
    rows += [GateRow(c.id, "ok", "符合", c.title, clause_href=_href((c.id,))) for c in kept]
    return GatePanel(to, tuple(rows), _button(actor, card, act, action, len(against)), len(against))


def _href(clauses: tuple[str, ...]) -> str:
    """The page of the clause; of several, that of the first."""
    return f"/norm/{clauses[0]}/" if clauses else ""


def _button(actor: Actor, card: Card, name: str, action: str, left: int) -> DeedButton | None:
    act = find_act(name)
    row = row_of(card)
    if act.allow.against(actor, row):
        return None
    why = f"还缺 {left} 项，补齐后可以{act.label}" if left else ""
    return DeedButton(str(act.label), action, random_id().hex, row.version, why)


def stage_name(stage: int) -> str:
    """What the stage is called; 4 and 5 run side by side."""
    return "、".join(STAGES[s] for s in TOGETHER.get(stage, (stage,)))
