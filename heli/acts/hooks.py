"""Reactions: what follows from an act inside its transaction. The only way up, beside clause checks.

They run in house order (that of INSTALLED_APPS), then by name; an error in one aborts the act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps

from heli.acts.deed import Deed

Handler = Callable[[Deed], None]


@dataclass(frozen=True)
class Reaction:
    """A handler of one act, with the room and name by which it is ordered."""

    act: str
    room: str
    name: str
    handle: Handler


_reactions: list[Reaction] = []


def on(act: str) -> Callable[[Handler], Handler]:
    """Run the decorated function as part of every `act`, after its own changes."""

    def declare(handle: Handler) -> Handler:
        module = handle.__module__.split(".")
        _reactions[:] = [
            r for r in _reactions if not (r.act == act and r.handle.__qualname__ == handle.__qualname__ and r.room == module[1])
        ]
        _reactions.append(Reaction(act, module[1], handle.__name__, handle))
        reactions.cache_clear()
        return handle

    return declare


@lru_cache(maxsize=512)
def reactions(act: str) -> tuple[Reaction, ...]:
    """The reactions to `act` in the order in which they run."""
    house = {config.name.split(".")[-1]: i for i, config in enumerate(apps.get_app_configs())}
    return tuple(sorted((r for r in _reactions if r.act == act), key=lambda r: (house.get(r.room, 999), r.name)))


def all_reactions() -> tuple[Reaction, ...]:
    """Every reaction, for the generated page act → handlers."""
    return tuple(_reactions)


def drop(handle: Handler) -> None:
    """Take a reaction back. Only for tests that add one."""
    _reactions[:] = [r for r in _reactions if r.handle is not handle]
    reactions.cache_clear()
