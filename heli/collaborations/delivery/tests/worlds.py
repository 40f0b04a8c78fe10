"""Worlds of delivery (2.2.6)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.tests.startup import Startup
from heli.kernel.ref import Ref


@world("2.2.6", kept=False)
def nothing_was_handed_over(cast: Any) -> Ref:
    return Startup(cast).reach("executed").ref


@world("2.2.6", "4.3.b", kept=False)
def outcomes_that_nobody_received(cast: Any) -> Ref:
    return Startup(cast).reach("handed_over").ref


@world("2.2.6", "4.3.b", kept=False)
def a_receiver_refused_an_outcome(cast: Any) -> Ref:
    s = Startup(cast).reach("handed_over")
    s.do("唐宁", "delivery.receive", s.item("表单"), {"received": False, "words": "还差 2 项没有归并"})
    s.do("丁一", "delivery.receive", s.item("结果"), {"received": True})
    return s.ref
