"""What rooms tell the shell: entries of the navigation, and counters of what waits. Data, handed in by `register()`.

The shell is built by the roof; rooms lie below it and register here, so that neither imports the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from heli.kernel.actor import Actor
from heli.kernel.text import Text

Counter = Callable[[Actor], int]


@dataclass(frozen=True)
class Place:
    """An entry of the navigation. `url` is the name of its address, `short` stands under the icon on the phone.

    `roles` are those whose navigation has it (officer, coord, leader, audit, admin); `counter` names what is counted there;
    a `hot` count waits for this person. Name the icon also as icon('…') in a template, for the sprite.
    """

    key: str
    label: Text
    short: Text
    icon: str
    url: str
    roles: tuple[str, ...]
    order: int
    counter: str = ""
    hot: bool = False


_places: dict[str, Place] = {}
_counters: dict[str, Counter] = {}
_links: dict[str, str] = {}


def register_place(place: Place) -> None:
    """Put an entry into the navigation."""
    _places[place.key] = place


def register_counter(name: str, count: Counter) -> None:
    """Say how `name` is counted for an actor: one query, scoped to the actor. Called once for each page."""
    _counters[name] = count


def places(role: str) -> tuple[Place, ...]:
    """The entries of a role in their order."""
    return tuple(sorted((p for p in _places.values() if role in p.roles), key=lambda p: (p.order, p.key)))


def count(name: str, actor: Actor) -> int:
    """What waits under `name`; 0 where no room counts it."""
    counter = _counters.get(name)
    return counter(actor) if counter else 0


def register_link(key: str, url: str) -> None:
    """Say where a control of the frame leads: search, create, notices, post, profile, help, sign_out. `url` is a name."""
    _links[key] = url


def links() -> dict[str, str]:
    """Addresses by control; a control whose room is not there is left out of the frame."""
    return {key: reverse(url) for key, url in _links.items()}
