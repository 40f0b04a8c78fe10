"""Conditions that read posts and administrators."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from heli.kernel.actor import Actor
from heli.kernel.conditions import EVERYTHING, NOTHING, Condition
from heli.kernel.errors import Reason
from heli.people.models import ADMIN_ROLES, DUTIES


class HoldsPost(Condition):
    """The actor's post has one of these duties."""

    def __init__(self, *duties: str) -> None:
        self.duties = duties

    def holds(self, actor: Actor, subject: Any) -> bool:
        return bool(actor.duties & set(self.duties))

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return EVERYTHING if actor.duties & set(self.duties) else NOTHING

    def why(self) -> Reason:
        named = "、".join(DUTIES[d] for d in self.duties)
        return Reason(f"须由{named}岗位办理", "1.2.1.d", ask="本单位联络员", todo="切换岗位，或转给本单位有此岗位的人")


class Administers(Condition):
    """The actor is one of these administrators of the subject's organisation."""

    def __init__(self, *roles: str) -> None:
        self.roles = roles

    def holds(self, actor: Actor, subject: Any) -> bool:
        return bool(actor.admin & set(self.roles)) and _is_own(actor, subject)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        mine = actor.admin & set(self.roles) and actor.organisation
        return Q(root=actor.organisation) if mine else NOTHING

    def why(self) -> Reason:
        named = "、".join(ADMIN_ROLES[r] for r in self.roles)
        return Reason(f"须由本单位{named}办理", "1.4.3.b", ask=f"本单位{named}")


def _is_own(actor: Actor, subject: Any) -> bool:
    """Whether a row or a card belongs to the actor's organisation; what has no root, and who has no organisation, do not."""
    root = getattr(subject, "root_id", None) or getattr(subject, "root", None)
    return root is not None and root == actor.organisation


class InOwnOrganisation(Condition):
    """The subject belongs to the actor's own organisation (T23)."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return _is_own(actor, subject)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(root=actor.organisation) if actor.organisation else NOTHING

    def why(self) -> Reason:
        return Reason("只限本单位人员办理", "1.4.3.b", ask="该单位联络员")


class BySystem(Condition):
    """A program that acts for no one: the command line and the loader of organisations."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.is_system and actor.person is None

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return EVERYTHING if actor.is_system and actor.person is None else NOTHING

    def why(self) -> Reason:
        return Reason("此项由系统管理员在服务器上用命令办理", ask="系统管理员")

    def only_system(self) -> bool:
        return True
