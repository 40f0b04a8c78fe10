"""Declaring a setting and reading it.

URGE_PAUSE = declare("matters.urge_pause", default=Term(24, "h"), label="两次催办的间隔")
URGE_PAUSE.at(root)  ·  setting("matters.urge_pause", root)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from heli.kernel.ref import Ref
from heli.kernel.text import Text

T = TypeVar("T")
NAME = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+\Z")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A declared setting. The type of the default is the type of every value; `unit` is shown behind it."""

    name: str
    default: T
    label: Text
    unit: Text = ""

    @property
    def room(self) -> str:
        """The room that declares it."""
        return self.name.split(".")[0]

    def at(self, root: Ref | None = None, day: date | None = None) -> T:
        """The value for `root` on `day`, today when None. For now that is the default everywhere and always."""
        return self.default


_settings: dict[str, Setting[Any]] = {}


def declare(name: str, *, default: T, label: Text, unit: Text = "") -> Setting[T]:
    """Declare `room.name` once; declaring it again with another default is a programming error."""
    if not NAME.match(name):
        raise RuntimeError(f"a setting is called room.name, not {name!r}")
    new = Setting(name, default, label, unit)
    if _settings.setdefault(name, new).default != default:
        raise RuntimeError(f"setting {name} is declared twice")
    return new


def setting(name: str, root: Ref | None = None, day: date | None = None) -> Any:
    """The value of a declared setting by its name; KeyError for one that nobody declared."""
    return _settings[name].at(root, day)


def all_settings() -> tuple[Setting[Any], ...]:
    """Every declared setting in order of its name, for the page of the system administrator."""
    return tuple(_settings[n] for n in sorted(_settings))
