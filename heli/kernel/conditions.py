"""Conditions: who may do and see what, as one set of rules for decision, SQL scope, refusal sentence and permission matrix.

The protocol lives here; each condition lives in the room whose facts it reads. `holds` and `q` must agree: a property
test runs over every condition (T22).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.db.models import Model, Q

from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons

NOTHING = Q(pk__in=[])
EVERYTHING = ~Q(pk__in=[])


class Condition(ABC):
    """A question about an actor and a subject. Compose with `&` and `|`."""

    @abstractmethod
    def holds(self, actor: Actor, subject: Any) -> bool:
        """Whether the condition is met for this subject."""

    @abstractmethod
    def q(self, actor: Actor, model: type[Model]) -> Q:
        """The rows of `model` for which it is met. EXISTS only: a join would multiply rows."""

    @abstractmethod
    def why(self) -> Reason:
        """What the condition demands, in words, and who can grant it."""

    def against(self, actor: Actor, subject: Any) -> Reasons:
        """The reasons against; empty when it holds."""
        return () if self.holds(actor, subject) else (self.why(),)

    def parts(self) -> tuple[Condition, ...]:
        """The single conditions, for the permission matrix."""
        return (self,)

    def only_system(self) -> bool:
        """Whether no person can ever meet it: such an act is offered neither as a page nor by the API."""
        return False

    def __and__(self, other: Condition) -> Condition:
        return All(self, other)

    def __or__(self, other: Condition) -> Condition:
        return AnyOf(self, other)


class All(Condition):
    """Every part holds."""

    def __init__(self, *parts: Condition) -> None:
        self._parts: tuple[Condition, ...] = tuple(
            p for part in parts for p in (part._parts if isinstance(part, All) else (part,))
        )

    def holds(self, actor: Actor, subject: Any) -> bool:
        return all(p.holds(actor, subject) for p in self._parts)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        result = Q()
        for part in self._parts:
            result &= part.q(actor, model)
        return result

    def why(self) -> Reason:
        return Reason("；".join(p.why().sentence for p in self._parts), self._parts[0].why().clause)

    def against(self, actor: Actor, subject: Any) -> Reasons:
        for part in self._parts:
            if reasons := part.against(actor, subject):
                return reasons
        return ()

    def parts(self) -> tuple[Condition, ...]:
        return tuple(p for part in self._parts for p in part.parts())

    def only_system(self) -> bool:
        return any(p.only_system() for p in self._parts)


class AnyOf(Condition):
    """At least one part holds."""

    def __init__(self, *parts: Condition) -> None:
        self._parts: tuple[Condition, ...] = tuple(
            p for part in parts for p in (part._parts if isinstance(part, AnyOf) else (part,))
        )

    def holds(self, actor: Actor, subject: Any) -> bool:
        return any(p.holds(actor, subject) for p in self._parts)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        result = NOTHING
        for part in self._parts:
            result |= part.q(actor, model)
        return result

    def why(self) -> Reason:
        whys = [p.why() for p in self._parts]
        return Reason("，或".join(w.sentence for w in whys), whys[0].clause, whys[0].ask, whys[0].todo)

    def parts(self) -> tuple[Condition, ...]:
        return tuple(p for part in self._parts for p in part.parts())

    def only_system(self) -> bool:
        return all(p.only_system() for p in self._parts)


class Signed(Condition):
    """Any signed-in person."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.person is not None

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return EVERYTHING if actor.person is not None else NOTHING

    def why(self) -> Reason:
        return Reason("须先登录", todo="登录后再办理")


class Internal(Condition):
    """Only a named system: reactions, the worker, the installation. People never meet such an act as a form."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.is_system

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return EVERYTHING if actor.is_system else NOTHING

    def why(self) -> Reason:
        return Reason("此动作由系统在办理过程中自动完成，不能单独发起")

    def only_system(self) -> bool:
        return True


def sees(actor: Actor, model: type[Model], condition: Condition) -> Q:
    """The scope of `condition`; a system acting for no one sees everything."""
    return EVERYTHING if actor.is_system and actor.person is None else condition.q(actor, model)
