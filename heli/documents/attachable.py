"""What files may be attached to. Rooms above register their kinds, with the question who may attach now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from heli.kernel.actor import Actor
from heli.kernel.errors import Absent, Reasons
from heli.kernel.ref import Ref

MayAttach = Callable[[Actor, Ref], Reasons]
HandedIn = Callable[[Ref], datetime | None]


@dataclass(frozen=True)
class Attachable:
    """A kind that takes files. `handed_in`: when the thing last was handed in or decided; files from before stay for good."""

    kind: str
    may_attach: MayAttach
    handed_in: HandedIn


_kinds: dict[str, Attachable] = {}


def _never(about: Ref) -> datetime | None:
    return None


def register_attachable(kind: str, may_attach: MayAttach, handed_in: HandedIn = _never) -> None:
    """Let things of `kind` take files. The questions are asked only about things that the actor sees."""
    _kinds[kind] = Attachable(kind, may_attach, handed_in)


def attachable(kind: str) -> Attachable:
    """The registered kind; `Absent` for things that take no files."""
    try:
        return _kinds[kind]
    except KeyError:
        raise Absent from None


def attachables() -> tuple[str, ...]:
    """The kinds that take files."""
    return tuple(sorted(_kinds))


def forget(kind: str) -> None:
    """Take a registration back. Only for tests that add one."""
    _kinds.pop(kind, None)
