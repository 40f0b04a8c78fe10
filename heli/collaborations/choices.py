"""What forms about a collaboration let people pick: units, posts, its outcomes, duties and tasks."""

from __future__ import annotations

from heli.acts.forms import Choice, register_options
from heli.collaborations.consult.pages import again_choices
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.models import Outcome
from heli.collaborations.plan.models import Task
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.people.queries import organisations, posts


def units() -> list[Choice]:
    """All organisations. One query."""
    return [Choice(str(u.id), u.name) for u in organisations()]


def all_posts() -> list[Choice]:
    """All posts with their holders, unit first. One query."""
    return [Choice(str(p.id), f"{p.unit.short} · {p.person or '空缺'}（{p.title}）") for p in posts()]


def leaders() -> list[Choice]:
    """The posts that lead from above and are held by somebody. One query."""
    return [
        Choice(str(p.id), f"{p.unit.short} · {p.person}（{p.title}）") for p in posts(duty="leader") if p.person_id is not None
    ]


def outcomes(actor: Actor, card: Card) -> list[Choice]:
    """The expected outcomes of the collaboration that the card belongs to. One query."""
    rows = Outcome.objects.filter(collaboration=card.root).order_by("order")
    return [Choice(str(id_), title) for id_, title in rows.values_list("id", "title")]


def duties(actor: Actor, card: Card) -> list[Choice]:
    """The duties of the collaboration that the card belongs to. One query."""
    rows = DutyRow.objects.filter(collaboration=card.root).order_by("order")
    return [Choice(str(id_), title) for id_, title in rows.values_list("id", "title")]


def tasks(actor: Actor, card: Card) -> list[Choice]:
    """The tasks of the collaboration that the card belongs to, less those given up. One query."""
    rows = Task.objects.filter(collaboration=card.root).exclude(state="dropped").exclude(id=card.ref.id).order_by("order")
    return [Choice(str(t.id), f"{t.number} {t.title}") for t in rows]


def register() -> None:
    """Make the sources known to forms."""
    register_options("units", lambda actor, card: units())
    register_options("posts", lambda actor, card: all_posts())
    register_options("outcomes", outcomes)
    register_options("duties", duties)
    register_options("tasks", tasks)
    register_options("consulted", again_choices)
