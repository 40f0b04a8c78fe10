"""Who acts: a person in one post, perhaps standing in for another, or a named system on someone's behalf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from heli.kernel.errors import Denied, Reason


@dataclass(frozen=True)
class Names:
    """How the actor was called on that day; goes into the entry as a commitment."""

    person: str
    post: str = ""
    unit: str = ""
    organisation: str = ""

    def as_dict(self) -> dict[str, str]:
        """For the ledger's openings."""
        return {"person": self.person, "post": self.post, "unit": self.unit, "organisation": self.organisation}


@dataclass(frozen=True)
class Actor:
    """A person acting in one post. Rights are read afresh in every act; nothing about them is kept in a session (T20).

    `duties` are the kinds of the post (`liaison`, `head`, `leader`, …), `stands_for` the person stood in for (代),
    `system` the name of a program; a system with `person` acts on that person's behalf.
    """

    names: Names
    person: UUID | None = None
    post: UUID | None = None
    unit: UUID | None = None
    organisation: UUID | None = None
    duties: frozenset[str] = frozenset()
    admin: frozenset[str] = frozenset()
    clearance: str = "内部"
    stands_for: UUID | None = None
    system: str = ""
    via: str = "web"
    factor: str = "password"

    @property
    def is_system(self) -> bool:
        """Whether a program acts, be it on a person's behalf."""
        return bool(self.system)

    @property
    def person_id(self) -> UUID:
        """The person who acts; `Denied` where nobody does."""
        return _given(self.person)

    @property
    def post_id(self) -> UUID:
        """The post in which the person acts; `Denied` for an administrator without one."""
        return _given(self.post)

    @property
    def organisation_id(self) -> UUID:
        """The organisation for which the person acts; `Denied` where there is none."""
        return _given(self.organisation)

    def identity(self) -> tuple[str, str]:
        """Person and post as text: the first half of what an idempotency key belongs to."""
        return (str(self.person or self.system), str(self.post or ""))


def _given(value: UUID | None) -> UUID:
    if value is None:
        raise Denied([Reason("须以一个岗位的身份办理", "1.2.1.d", ask="本单位系统管理员", todo="切换到任职的岗位后再办理")])
    return value


def System(name: str, behalf: Actor | None = None) -> Actor:  # noqa: N802  reads like the class that it stands for
    """A named system, e.g. `System("install")`; with `behalf` it acts for that actor, whose ids and names stay visible."""
    if behalf is None:
        return Actor(names=Names(person="系统"), system=name, via="job", factor="none")
    return replace(behalf, system=name)
