"""Who gives more time (1.2.6.b): the raiser, but never a person about their own matter or their own request.

Persons are compared, not posts. Where no raiser is left who could decide, the head of the owner's organisation does, or
whoever the room of the root names for it: in a collaboration the head of its coordination group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from heli.kernel.actor import Actor
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.errors import Reason, Reasons
from heli.matters.conditions import LIAISON, RaisedMatter
from heli.matters.models import ExtensionRequest, Matter
from heli.people.queries import PostLine, post_lines, posts

CLAUSE = "1.2.6.b"
ADMINISTRATOR = "承办单位系统管理员"
HEADS = frozenset({"head", "deputy_head"})
PostsOfRoot = Callable[[UUID], Iterable[UUID]]
_above: dict[str, tuple[Condition, PostsOfRoot]] = {}


def register_above(room: str, condition: Condition, named: PostsOfRoot) -> None:
    """Say who decides in the raiser's stead beside the owner's heads, and which posts these are for a root. From apps.py."""
    _above[room] = (condition, named)


class HeadsOwner(Condition):
    """The head or a deputy head of the organisation that owns the matter."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return bool(actor.post is not None and actor.duties & HEADS and subject.owner_unit_id == actor.organisation)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(owner_unit=actor.organisation) if actor.post is not None and actor.duties & HEADS else NOTHING

    def why(self) -> Reason:
        return Reason(_("须由承办单位负责人办理"), CLAUSE, ask=_("承办单位负责人"))


class StandsAbove(Condition):
    """Whoever the room of the root names, such as the head of the coordination group."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return any(condition.holds(actor, subject) for condition, _named in _above.values())

    def q(self, actor: Actor, model: type[Model]) -> Q:
        result = NOTHING
        for condition, _named in _above.values():
            result |= condition.q(actor, model)
        return result

    def why(self) -> Reason:
        return Reason(_("须由协调小组组长办理"), CLAUSE, ask=_("协调小组组长"))


GRANTS = RaisedMatter() | HeadsOwner() | StandsAbove()
"""Who may come into question; `against` says who does."""


def against(actor: Actor, matter: Matter, request: ExtensionRequest | None) -> Reasons:
    """The reasons against this person deciding about more time; empty when they may."""
    barred = _barred(matter, request)
    free = [p for p in _raisers(matter) if p.person_id not in barred]
    others = free or [p for p in _instead(matter) if p.person_id not in barred]
    ask = "、".join(dict.fromkeys(p.brief for p in others[:3])) or ADMINISTRATOR
    if actor.person in barred:
        return (Reason(_("自己承办或自己申请的延期，不能由本人同意"), CLAUSE, ask, _("请其答复")),)
    if free:
        return () if RaisedMatter().holds(actor, matter) else (Reason(_("延期由提出方答复"), CLAUSE, ask, _("请其答复")),)
    if HeadsOwner().holds(actor, matter) or StandsAbove().holds(actor, matter):
        return ()
    return (Reason(_("提出方不能答复这份申请，由承办单位负责人或协调小组组长答复"), CLAUSE, ask, _("请其答复")),)


def deciders(matter: Matter, request_by: UUID | None) -> list[PostLine]:
    """The posts that can decide about a request of that person: the raiser's, else the heads of the owner's organisation."""
    barred = _barred(matter, None) | ({request_by} if request_by else set())
    free = [p for p in _raisers(matter) if p.person_id not in barred]
    return free or [p for p in _instead(matter) if p.person_id not in barred]


def nobody() -> Reason:
    """Why a request cannot be made: nobody is left who could decide it."""
    sentence = _("没有可以答复延期申请的人：提出方不能答复，承办单位没有其他负责人，也没有协调小组组长")
    return Reason(sentence, CLAUSE, ADMINISTRATOR, _("先落实承办单位负责人岗位，或按期办理"))


def _barred(matter: Matter, request: ExtensionRequest | None) -> set[UUID]:
    """The persons who own the matter today, and whoever asked."""
    return owners(matter) | ({request.person_id} if request is not None and request.person_id else set())


def owners(matter: Matter) -> set[UUID]:
    """The persons for whom the matter waits today: the holder of its post, else the liaison officers of its unit. One query."""
    return {p.person_id for p in _side(matter.owner_post_id, matter.owner_unit_id) if p.person_id is not None}


def _raisers(matter: Matter) -> list[PostLine]:
    """Who answers for the raiser: the holder of its post, else the liaison officers of the unit; nobody for a system."""
    if matter.raiser_unit_id is None:
        return []
    own = [p for p in _side(matter.raiser_post_id, matter.raiser_unit_id) if p.person_id is not None]
    return own or [p for p in _side(None, matter.raiser_unit_id) if p.person_id is not None]


def _side(post: UUID | None, unit: UUID) -> list[PostLine]:
    return list(post_lines([post]).values()) if post else [p for p in posts(units=[unit]) if LIAISON & set(p.duties)]


def _instead(matter: Matter) -> list[PostLine]:
    """The posts held that decide in the raiser's stead."""
    named = [post for _condition, posts_of in _above.values() for post in posts_of(matter.root_id)]
    heads = [p for p in posts(units=[matter.owner_unit_id]) if HEADS & set(p.duties)]
    return [p for p in [*heads, *(posts(ids=named) if named else [])] if p.person_id is not None]
