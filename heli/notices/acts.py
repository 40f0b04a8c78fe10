"""The one verb on notices: having read them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.registry import Input, act
from heli.kernel.actor import Actor
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.errors import Reason
from heli.notices.models import ReadMark
from heli.notices.queries import newest
from heli.people.models import Post


class InThisPost(Condition):
    """The actor acts in this very post."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post is not None and subject.pk == actor.post

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(pk=actor.post) if actor.post is not None else NOTHING

    def why(self) -> Reason:
        return Reason("只能查阅本岗位的通知", "1.4.3.b", todo="切换到该岗位后再查阅")


class Reading(Input):
    """Up to which position of the record."""

    upto: int = Field(title="已读到", ge=0, json_schema_extra={"widget": "hidden"})


@act("notice.read", clause="1.2.6", on=Post, allow=InThisPost(), label=_("全部标为已读"), says=_("查阅本岗位通知"))
def read_notices(actor: Actor, post: Post, given: Reading) -> ReadMark:
    """Remember how far the post has read; never back, and never beyond what it has been told."""
    mark = ReadMark.objects.filter(post=post).first() or ReadMark(root_id=post.root_id, post=post, upto=-1)
    mark.upto = max(mark.upto, min(given.upto, newest(post.id)))
    mark.save()
    return mark
