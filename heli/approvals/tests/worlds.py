"""Worlds of clause 2.2.a: three levels by three persons; a request agreed on by the final level alone; nothing agreed on."""

from __future__ import annotations

from typing import Any

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.approvals.tests.proposing import AGREE, proposing
from heli.clauses.worlds import world
from heli.kernel.ref import Ref


def decided(cast: Any, *levels: tuple[str, str], agree: bool = True) -> Ref:
    """A thing that went through these levels by these persons."""
    zhou = cast("周建国", "officer")
    thing = perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "协作流程"})
    with proposing():
        given = {"levels": [level for level, _name in levels], "posts": [cast(name).post for _level, name in levels]}
        approval = perform(zhou, "thing.propose", thing, given)
    for _level, name in levels if agree else ():
        perform(cast(name), "approval.decide", approval, AGREE)
    return Ref("installation", installation_id())


THREE = (("first", "郑国强"), ("second", "李敏"), ("final", "林志远"))


@world("2.2.a", kept=True)
def three_levels_by_three_persons(cast: Any) -> Ref:
    return decided(cast, *THREE)


@world("2.2.a", kept=False)
def the_final_level_alone(cast: Any) -> Ref:
    return decided(cast, ("final", "林志远"))


@world("2.2.a", kept=False)
def nothing_agreed_on(cast: Any) -> Ref:
    return decided(cast, *THREE, agree=False)
