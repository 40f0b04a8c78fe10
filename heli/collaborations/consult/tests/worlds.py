"""Worlds of the consultation before approval (1.2.6.a)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.tests.startup import LIAISONS, Startup
from heli.kernel.ref import Ref
from tests.walk.story import unit


def objected(cast: Any) -> Startup:
    """All are asked; tax objects, the others do not."""
    s = Startup(cast).reach("weighed")
    s.do("韩雪", "consult.ask")
    for short in s.units:
        given = {"objects_to": short == "税务", "words": "时限过紧" if short == "税务" else ""}
        s.do(LIAISONS[short], "consult.answer", s.asked(short), given)
    return s


@world("1.2.6.a", kept=True)
def an_objection_has_its_reply(cast: Any) -> Ref:
    s = objected(cast)
    s.do("韩雪", "consult.reply", s.asked("税务"), {"adopted": "no", "words": "时限由上级文件规定"})
    return s.ref


@world("1.2.6.a", kept=False)
def an_objection_without_reply(cast: Any) -> Ref:
    return objected(cast).ref


@world("1.2.6.a", kept=False)
def nobody_answered(cast: Any) -> Ref:
    s = Startup(cast).reach("weighed")
    s.do("韩雪", "consult.ask")
    return s.ref


@world("1.2.6.a", kept=False)
def nobody_was_asked(cast: Any) -> Ref:
    return Startup(cast).reach("weighed").ref


def asked_again(cast: Any) -> Startup:
    """The design was changed after everybody had agreed to it, and tax is asked once more."""
    s = Startup(cast).reach("consulted")
    row = s.duty("税务")
    given = {"module": "project", "title": row.title, "boundary": "到领票为止", "deliverable": row.deliverable}
    s.do("韩雪", "duty.edit", row, given)
    s.do("韩雪", "consult.ask", None, {"again": [str(unit("税务"))]})
    return s


@world("1.2.6.a", kept=False)
def a_unit_asked_again_has_not_answered(cast: Any) -> Ref:
    return asked_again(cast).ref


@world("1.2.6.a", kept=True)
def a_unit_asked_again_has_answered(cast: Any) -> Ref:
    s = asked_again(cast)
    s.do(LIAISONS["税务"], "consult.answer", s.asked("税务"), {"objects_to": False})
    return s.ref
