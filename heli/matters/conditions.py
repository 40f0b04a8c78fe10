"""Who handles a matter, who raised it, who sees it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from heli.access.conditions import LevelAtMost
from heli.kernel.actor import Actor
from heli.kernel.cards import root_scope
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.errors import Reason

LIAISON = frozenset({"liaison", "deputy_liaison"})


def is_liaison(actor: Actor) -> bool:
    """Whether the actor's post speaks for the whole unit (1.2.5.b)."""
    return bool(actor.duties & LIAISON)


class OwnsMatter(Condition):
    """The matter waits for the actor's post, or for the whole unit of a liaison officer or deputy."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.post is None:
            return False
        if subject.owner_post_id is not None:
            return bool(subject.owner_post_id == actor.post)
        return subject.owner_unit_id == actor.organisation and is_liaison(actor)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.post is None:
            return NOTHING
        own = Q(owner_post=actor.post)
        return own | Q(owner_post=None, owner_unit=actor.organisation) if is_liaison(actor) else own

    def why(self) -> Reason:
        return Reason("此事项不由你的岗位承办", "1.2.6", ask="承办人，或承办单位联络员", todo="请承办单位联络员转给你办理")


class OfOwnersLiaison(Condition):
    """A liaison officer or deputy of the owning unit: may pass on what lies with any post, also with a vacant one."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post is not None and subject.owner_unit_id == actor.organisation and is_liaison(actor)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(owner_unit=actor.organisation) if actor.post is not None and is_liaison(actor) else NOTHING

    def why(self) -> Reason:
        return Reason("须由承办单位联络员办理", "1.2.5.b", ask="承办单位联络员")


class RaisedMatter(Condition):
    """The actor's post raised the matter, or the actor is liaison officer or deputy of the unit that raised it."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.post is None or subject.raiser_unit_id is None:
            return False
        return subject.raiser_post_id == actor.post or (subject.raiser_unit_id == actor.organisation and is_liaison(actor))

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.post is None:
            return NOTHING
        own = Q(raiser_post=actor.post)
        return own | Q(raiser_unit=actor.organisation) if is_liaison(actor) else own

    def why(self) -> Reason:
        return Reason("须由提出此事项的一方办理", "1.2.6", ask="提出人，或提出单位联络员", todo="请提出人办理")


class OfRaisingUnit(Condition):
    """The actor holds a post in the organisation that raised the matter."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post is not None and subject.raiser_unit_id is not None and subject.raiser_unit_id == actor.organisation

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(raiser_unit=actor.organisation) if actor.post is not None and actor.organisation else NOTHING

    def why(self) -> Reason:
        return Reason("须由提出此事项的单位办理", "1.2.6.b", ask="提出单位", todo="请提出单位催办")


class SeesMatter(Condition):
    """The organisations of owner and raiser, and whoever sees the root, within level and audience. Administrators have no
    content rights: without a post nothing is seen (T05)."""

    level = LevelAtMost()

    def holds(self, actor: Actor, subject: Any) -> bool:
        return bool(type(subject)._default_manager.filter(self.q(actor, type(subject)), pk=subject.pk).exists())

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.post is None:
            return NOTHING
        sides = Q(owner_unit=actor.organisation) | Q(raiser_unit=actor.organisation)
        wide = Q(audience__in=("public", "collaboration")) & root_scope(actor, model)
        return self.level.q(actor, model) & (sides | wide)

    def why(self) -> Reason:
        return Reason("此事项不在你的知悉范围内", "1.4.7", ask="承办单位或提出单位联络员")
