"""Conditions that read roles in a collaboration. Every row of a collaboration carries its id as root."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from heli.collaborations.inputs import MODULES
from heli.collaborations.models import Collaboration, GroupMember, Lead, Leader, Module, Party
from heli.collaborations.seats import seats
from heli.kernel.actor import Actor
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.dated import in_force
from heli.kernel.errors import Reason
from heli.kernel.time import today

KNOWN = ("invited", "accepted")


def root_of(subject: Any) -> UUID:
    """The collaboration's id of any row or card below it."""
    return getattr(subject, "root_id", None) or subject.root


def _by_root(rows: Any) -> Q:
    return Q(Exists(rows.filter(collaboration=OuterRef("root"))))


class Participates(Condition):
    """The actor's organisation takes part: leads, cooperates, or is the leader's. A planned or declined party does not.

    Administrators without a post have no content rights (T05)."""

    def _rows(self, actor: Actor) -> Any:
        return Party.objects.filter(in_force(today()), unit=actor.organisation, state__in=KNOWN)

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.organisation is None or actor.post is None:
            return False
        return self._rows(actor).filter(collaboration=root_of(subject)).exists()

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return _by_root(self._rows(actor)) if actor.organisation and actor.post else NOTHING

    def why(self) -> Reason:
        return Reason("只限参与单位办理", "1.1.2", ask="牵头单位经办人", todo="请牵头单位先邀请你单位参加")


class OfLead(Condition):
    """The actor holds a post in the lead organisation of today."""

    def _rows(self, actor: Actor) -> Any:
        return Lead.objects.filter(in_force(today()), unit=actor.organisation)

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post is not None and actor.organisation in seats(root_of(subject)).leads

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return _by_root(self._rows(actor)) if actor.organisation and actor.post else NOTHING

    def why(self) -> Reason:
        return Reason("须由牵头单位办理", "1.2.1.a", ask="牵头单位经办人")


class Runs(Condition):
    """The actor holds the post that runs the matter in the lead organisation."""

    def _rows(self, actor: Actor) -> Any:
        return Lead.objects.filter(in_force(today()), post=actor.post)

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post in seats(root_of(subject)).runs

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return _by_root(self._rows(actor)) if actor.post else NOTHING

    def why(self) -> Reason:
        return Reason("须由牵头单位经办人办理", "1.2.1.d", ask="牵头单位经办人", todo="请经办人办理")


class Drafts(Condition):
    """The actor belongs to the initiating organisation."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.organisation is None or actor.post is None:
            return False
        if isinstance(subject, Collaboration):
            return subject.initiator_id == actor.organisation
        return Collaboration.objects.filter(id=root_of(subject), initiator=actor.organisation).exists()

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.organisation is None or actor.post is None:
            return NOTHING
        return Q(Exists(Collaboration.objects.filter(id=OuterRef("root"), initiator=actor.organisation)))

    def why(self) -> Reason:
        return Reason("须由发起单位办理", "2.2.1", ask="发起单位经办人")


class InGroup(Condition):
    """The actor's post is in the coordination group; with `roles`, in one of these roles."""

    def __init__(self, *roles: str) -> None:
        self.roles = roles

    def _rows(self, actor: Actor) -> Any:
        rows = GroupMember.objects.filter(in_force(today()), post=actor.post)
        return rows.filter(role__in=self.roles) if self.roles else rows

    def holds(self, actor: Actor, subject: Any) -> bool:
        group = seats(root_of(subject)).group
        return any(post == actor.post and role in (self.roles or (role,)) for role, post in group)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return _by_root(self._rows(actor)) if actor.post else NOTHING

    def why(self) -> Reason:
        named = "、".join(GroupMember.ROLES[r] for r in self.roles) or "成员"
        return Reason(f"须由协调小组{named}办理", "2.2.2", ask="协调小组组长", todo="请协调小组的相应成员办理")


class OwnsModule(Condition):
    """The actor holds the post that answers for one of the five modules (2.1)."""

    def __init__(self, code: str) -> None:
        self.code = code

    def _rows(self, actor: Actor) -> Any:
        return Module.objects.filter(code=self.code, post=actor.post)

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post is not None and self._rows(actor).filter(collaboration=root_of(subject)).exists()

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return _by_root(self._rows(actor)) if actor.post else NOTHING

    def why(self) -> Reason:
        owner = f"{MODULES[self.code]}模块负责人"
        return Reason(f"须由{owner}办理", "2.1", ask=owner, todo=f"请{owner}办理")


class IsLeader(Condition):
    """The actor holds the post of the leader above the lead."""

    def _rows(self, actor: Actor) -> Any:
        return Leader.objects.filter(in_force(today()), post=actor.post)

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post in seats(root_of(subject)).leaders

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return _by_root(self._rows(actor)) if actor.post else NOTHING

    def why(self) -> Reason:
        return Reason("须由分管领导办理", "1.2.1.a", ask="分管领导")


class ForUnit(Condition):
    """The row is about the actor's own organisation: its column, its invitation, its consultation, its task.

    Administrators without a post answer for nothing (T05)."""

    def __init__(self, field: str = "unit") -> None:
        self.field = field

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.organisation is None or actor.post is None:
            return False
        return bool(getattr(subject, f"{self.field}_id") == actor.organisation)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(**{self.field: actor.organisation}) if actor.organisation and actor.post else NOTHING

    def why(self) -> Reason:
        return Reason("须由该单位自己办理", "1.2.3", ask="该单位联络员")
