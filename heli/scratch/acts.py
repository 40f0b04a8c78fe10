"""Verbs on things: one of every sort that the pipeline knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q
from pydantic import Field

from heli.acts.deed import current
from heli.acts.models import Root
from heli.acts.registry import Input, act
from heli.kernel.actor import Actor
from heli.kernel.conditions import NOTHING, Condition, Internal, Signed
from heli.kernel.errors import Reason, RuleBroken
from heli.scratch.models import Tag, Thing


class MadeIt(Condition):
    """Only the maker of the thing."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return isinstance(subject, Thing) and subject.maker == actor.person

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(maker=actor.person) if actor.person else NOTHING

    def why(self) -> Reason:
        return Reason("只有制作人可以这样做", "1.2.2", ask="物件的制作人")


class Making(Input):
    title: str = Field(title="名称", min_length=1, max_length=40)
    count: int = Field(0, title="数量", ge=0)


class Renaming(Input):
    title: str = Field(title="名称", min_length=1, max_length=40)


class Closing(Input):
    because: str = Field(title="理由", min_length=1, max_length=200)


class Tagging(Input):
    word: str = Field(title="标签", min_length=1, max_length=20)


@act("thing.make", clause="1.1.2", on=Root, allow=Signed(), label="制作物件", says="制作了“{title}”")
def make_thing(actor: Actor, root: Root, making: Making) -> Thing:
    """Make a thing below any root."""
    return Thing.objects.create(title=making.title, count=making.count, maker=actor.person)


@act("thing.rename", clause="1.1.2", on=Thing, allow=MadeIt(), label="改名", says="改名为“{title}”")
def rename_thing(actor: Actor, thing: Thing, renaming: Renaming) -> Thing:
    """Give a thing another name; a closed one keeps its own."""
    if thing.closed_because:
        raise RuleBroken("2.2.4", "物件已封存，不能改名", ask="物件的制作人", todo="先启封")
    thing.title = renaming.title
    thing.save()
    return thing


@act("thing.close", clause="2.2.4", on=Thing, allow=MadeIt(), label="封存", says="封存，理由：{because}")
def close_thing(actor: Actor, thing: Thing, closing: Closing) -> Thing:
    """Close a thing and tag it, as a visible consequence."""
    thing.closed_because = closing.because
    thing.save()
    current().children_of("thing.tag", [(thing, Tagging(word=w)) for w in ("已封存", "已登记")])
    return thing


@act("thing.tag", clause="2.2.4", on=Thing, allow=Internal(), label="贴标签", says="贴上“{word}”", bulk=True)
def tag_things(actor: Actor, pairs: Sequence[tuple[Thing, Tagging]]) -> list[Tag]:
    """Tag many things with one statement."""
    return Tag.objects.bulk_create([Tag(thing=t, word=g.word) for t, g in pairs])
