"""Reads that rooms offer to programs, as data: the queries of the pages, scoped to the actor. The API exposes them by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from heli.kernel.errors import Absent
from heli.kernel.text import Text


@dataclass(frozen=True)
class Resource:
    """A read: `read(actor, **params)` returns a dataclass, or a list of them.

    Parameters are annotated, with pydantic's `Field` for what is more than a type; those with a default are optional.
    """

    name: str
    label: Text
    read: Callable[..., Any]

    def parameters(self) -> dict[str, tuple[Any, Any]]:
        """Name → type and default (`...` where it must be given)."""
        hints = get_type_hints(self.read, include_extras=True)
        given = list(inspect.signature(self.read).parameters.values())[1:]
        return {p.name: (hints[p.name], ... if p.default is p.empty else p.default) for p in given}

    def answers(self) -> Any:
        """The type of what it returns."""
        return get_type_hints(self.read)["return"]


_resources: dict[str, Resource] = {}


def register_resource(name: str, label: Text, read: Callable[..., Any]) -> None:
    """Offer a read as `name` (`room.things`). Called from a room's apps.py, once."""
    _resources[name] = Resource(name, label, read)


def resource(name: str) -> Resource:
    """The read of that name, or Absent."""
    try:
        return _resources[name]
    except KeyError:
        raise Absent from None


def resources() -> tuple[Resource, ...]:
    """All reads in order of their names."""
    return tuple(_resources[n] for n in sorted(_resources))
