"""Cards: how pages meet things. Rooms register their kinds; `find` and `cards` read them scoped to the actor.

A card is frozen and holds what a heading needs, so no page ever holds a model and none can start a query.
Hidden and absent are the same answer (T11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from heli.kernel.actor import Actor
from heli.kernel.conditions import Condition, sees
from heli.kernel.errors import Absent
from heli.kernel.memory import once
from heli.kernel.ref import Ref
from heli.kernel.text import clean

LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Card:
    """A thing as a heading shows it. `version` is what a form sends back as `seen`."""

    ref: Ref
    root: UUID
    version: int
    title: str
    number: str = ""
    url: str = ""
    level: str = "内部"
    audience: str = "参与单位"
    state: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A registered kind of thing: its model, its card, who sees it, and the field of its number if it has one.

    `search` names the title field that the search page looks through; `related` are select_related paths of the card.
    `listed` narrows who finds a thing by search where that is fewer than who sees its name; `results` makes the cards of
    what was found, all at once, where they say more than the heading.
    """

    code: str
    label: str
    model: type[Model]
    card: Callable[[Any], Card]
    visible: Condition
    number: str = ""
    search: str = ""
    related: tuple[str, ...] = ()
    listed: Condition | None = None
    results: Callable[[Actor, Sequence[Any]], list[Card]] | None = None


_kinds: dict[str, Kind] = {}
_scopes: dict[str, Condition] = {}


def register_kind(kind: Kind) -> None:
    """Make `kind` known. Called from a room's apps.py, once."""
    _kinds[kind.code] = kind


def register_root(code: str, scope: Condition) -> None:
    """Say who sees roots of kind `code`: what lists, timeline and search use through `root_scope`."""
    _scopes[code] = scope


def kind(code: str) -> Kind:
    """The registered kind, or Absent."""
    try:
        return _kinds[code]
    except KeyError:
        raise Absent from None


def kinds() -> tuple[Kind, ...]:
    """All kinds in order of their code."""
    return tuple(_kinds[c] for c in sorted(_kinds))


def follows_root(found: Kind) -> bool:
    """Whether things of this kind are seen by whoever the root is open to, and by nobody else."""
    return any(found.visible is scope for scope in _scopes.values())


def kind_of(model: type[Model]) -> Kind:
    """The kind whose rows are `model`; a programming error when there is none."""
    return next(k for k in _kinds.values() if k.model is model)


def root_scope(actor: Actor, model: type[Model]) -> Q:
    """The rows of `model`, all carrying a root, whose root the actor may see."""
    result = Q(pk__in=[])
    for code in sorted(_scopes):
        result |= Q(root__kind=code) & sees(actor, model, _scopes[code])
    return result


@once
def root_open(ref: Ref, actor: Actor) -> bool:
    """Whether the root that the thing belongs to is open to the actor; a root whose kind has no scope hides nothing."""
    model = kind(ref.kind).model
    return model._default_manager.filter(_open(actor, model), pk=ref.id).exists()


def fits(one: Kind, words: str) -> Q:
    """The rows of a kind with a title to search whose title or number contains `words`: what the search page looks for."""
    result = Q(**{f"{one.search}__icontains": words})
    return result | Q(**{f"{one.number}__icontains": words}) if one.number else result


def search_words(asked: str) -> str:
    """What is searched for when this was typed."""
    return clean(asked.strip())[:LONGEST_SEARCH]


def _open(actor: Actor, model: type[Model]) -> Q:
    return root_scope(actor, model) | ~Q(root__kind__in=list(_scopes))


def find(code: str, key: UUID | str, *, visible_to: Actor, open_root: bool = False) -> Card:
    """The card of one thing by id or number, or `Absent`, whether it is hidden or does not exist.

    With `open_root` also where only its heading is open to the actor, not what lies below its root.
    """
    found = kind(code)
    rows = found.model._default_manager.filter(_by(found, key)).filter(sees(visible_to, found.model, found.visible))
    if open_root:
        rows = rows.filter(_open(visible_to, found.model))
    row = rows.select_related(*found.related).first() if found.related else rows.first()
    if row is None:
        raise Absent
    card = found.card(row)
    _met(visible_to)[card.ref] = card
    return card


def _by(found: Kind, key: UUID | str) -> Q:
    if isinstance(key, UUID):
        return Q(pk=key)
    if key != clean(key):
        return Q(pk__in=[])  # NUL and lone surrogates would be an error of the database, not an answer
    try:
        return Q(pk=UUID(key))
    except ValueError:
        return Q(**{found.number: key}) if found.number and key else Q(pk__in=[])


@once
def _met(actor: Actor) -> dict[Ref, Card | None]:
    """What the page has met so far, by ref; None stands for what it looked for in vain."""
    return {}


def cards(refs: Iterable[Ref], actor: Actor) -> dict[Ref, Card]:
    """The cards of many refs, one query a kind for those that the page has not met; what the actor may not see is missing."""
    met, asked = _met(actor), set(refs)
    wanted: dict[str, set[UUID]] = {}
    for ref in asked - met.keys():
        wanted.setdefault(ref.kind, set()).add(ref.id)
        met[ref] = None
    for code, ids in wanted.items():
        if code not in _kinds:
            continue
        found = _kinds[code]
        rows = found.model._default_manager.filter(pk__in=ids).filter(sees(actor, found.model, found.visible))
        for row in rows.select_related(*found.related) if found.related else rows:
            card = found.card(row)
            met[card.ref] = card
    return {ref: found_card for ref in asked if (found_card := met[ref]) is not None}
