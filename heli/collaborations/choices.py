"""What the forms of a collaboration offer: its parties and their posts, its outcomes, duties and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from heli.acts.forms import Choice, register_options
from heli.acts.pages import Options
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.duties.queries import parties
from heli.collaborations.models import Outcome
from heli.collaborations.plan.models import Task
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.people.queries import PostLine, posts, unit_names


def register() -> None:
    """Make the sources known."""
    register_options("outcomes", outcomes)
    register_options("duties", duties)
    register_options("tasks", tasks)


def outcomes(actor: Actor, card: Card) -> Sequence[Choice]:
    """The expected outcomes of the collaboration. One query."""
    rows = Outcome.objects.filter(collaboration=card.root).order_by("order").values_list("id", "title")
    return [Choice(str(id_), title) for id_, title in rows]


def duties(actor: Actor, card: Card) -> Sequence[Choice]:
    """The rows of its duty list. One query."""
    rows = DutyRow.objects.filter(collaboration=card.root).order_by("order").values_list("id", "title")
    return [Choice(str(id_), title) for id_, title in rows]


def tasks(actor: Actor, card: Card) -> Sequence[Choice]:
    """The tasks of its plan; a task is no choice for itself. One query."""
    rows = Task.objects.filter(collaboration=card.root).exclude(state="dropped").exclude(id=card.ref.id).order_by("order")
    return [Choice(str(t.id), f"{t.number} {t.title}") for t in rows]


def units(root: UUID) -> list[Choice]:
    """The units that have a column, in their order. Two queries."""
    ids = parties(root)
    names = unit_names(ids)
    return [Choice(str(u), names[u].name) for u in ids]


def post_choices(lines: Sequence[PostLine]) -> list[Choice]:
    """Posts with unit and holder, as one picks them."""
    return [Choice(str(p.id), f"{p.unit.short} · {p.title} · {p.person or '空缺'}") for p in lines]


def of_task(root: UUID) -> Options:
    """Units and posts of the parties, for the form of a task or a risk. Three queries."""
    found = units(root)
    lines = post_choices(posts(units=[UUID(c.value) for c in found]))
    return {"unit": found, "receiver": found, "post": lines}
