"""Worlds of the clauses that are read from matters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models

from heli.acts.doors import generator
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.clauses.worlds import world
from heli.kernel.clock import workdays
from heli.kernel.ref import Ref
from heli.matters.kinds import MatterKind, register_matter_kind
from heli.matters.models import Matter
from heli.matters.tests.verbs import verbs

KIND = "world.consult"


def asked(cast: Any) -> tuple[Ref, Matter]:
    """Market supervision asks the tax bureau; the root is market supervision's."""
    register_matter_kind(MatterKind(KIND, "征求意见", "答复", workdays(7), confirm=True))
    zhou = cast("周建国")
    with verbs():
        thing = perform(zhou, "thing.make", Root.objects.get(id=zhou.organisation), {"title": "职责清单"})
        perform(zhou, "thing.ask", thing, {"kind": KIND, "units": [cast("陈晓燕").organisation]})
    return Ref("organisation", zhou.organisation), Matter.objects.get(about_id=thing.id)


def make_late(matter: Matter) -> None:
    """Let its clock have run out three weeks ago: no act can, since the clock of the house never runs back."""
    with generator("a late matter"):
        models.QuerySet(Matter).filter(id=matter.id).update(due_at=matter.opened_at - timedelta(days=21))


@world("1.2.6", "2.3.a", kept=True)
def answered_and_confirmed(cast: Any) -> Ref:
    root, matter = asked(cast)
    perform(cast("陈晓燕"), "matter.answer", matter, {"text": "无意见"})
    perform(cast("周建国"), "matter.confirm", matter, {})
    return root


@world("1.2.6", kept=False)
def answered_and_not_confirmed(cast: Any) -> Ref:
    root, matter = asked(cast)
    perform(cast("陈晓燕"), "matter.answer", matter, {"text": "无意见"})
    return root


@world("1.2.6.b", kept=True)
def late_and_urged(cast: Any) -> Ref:
    root, matter = asked(cast)
    make_late(matter)
    perform(cast("周建国"), "matter.urge", matter, {})
    return root


@world("1.2.6.b", "2.3.a", kept=False)
def late_and_left_alone(cast: Any) -> Ref:
    root, matter = asked(cast)
    make_late(matter)
    return root
