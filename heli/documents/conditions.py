"""Conditions about files: who sees one, who brought it, who may attach one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from heli.documents.attachable import attachable, attachables
from heli.documents.models import Attachment
from heli.kernel.actor import Actor
from heli.kernel.cards import find, kind
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.errors import Reason, Reasons


class SeesAbout(Condition):
    """Whoever sees what the file is attached to, now."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return Attachment.objects.filter(self.q(actor, Attachment), pk=subject.pk).exists()

    def q(self, actor: Actor, model: type[Model]) -> Q:
        result = NOTHING
        for code in attachables():
            found = kind(code)
            things = found.model._default_manager.filter(pk=OuterRef("about_id")).filter(found.visible.q(actor, found.model))
            result |= Q(Exists(things), about_kind=code)
        return result

    def why(self) -> Reason:
        return Reason("你不在所附事项的知悉范围内", "1.4.3.b", ask="牵头单位经办人")


class Brought(Condition):
    """The actor attached the file, in person or from the same post."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.person is None:
            return False
        return bool(subject.person_id == actor.person or (actor.post is not None and subject.post_id == actor.post))

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.person is None:
            return NOTHING
        own = Q(person=actor.person)
        return own | Q(post=actor.post) if actor.post else own

    def why(self) -> Reason:
        return Reason("只有上传人可以撤下附件", "1.4.3.b", ask="上传人")


class MayAttach(Condition):
    """The room of the thing lets the actor attach files now. What the actor does not see takes none, and does not exist."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return not self.against(actor, subject)

    def against(self, actor: Actor, subject: Any) -> Reasons:
        if actor.person is None or actor.post is None:
            return (self.why(),)
        about = subject.ref
        question = attachable(about.kind)
        find(about.kind, about.id, visible_to=actor)
        return question.may_attach(actor, about)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        """Which things take a file is a question to each of them; no list is made of it."""
        return NOTHING

    def why(self) -> Reason:
        return Reason("须由所附事项的承办人员上传", "1.4.3.b", ask="牵头单位经办人")
