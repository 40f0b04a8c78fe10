"""Worlds of the closing evaluation (2.2.7)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.tests.startup import Startup, evaluated, plant
from heli.kernel.ref import Ref
from tests.walk.story import unit


@world("2.2.7", kept=False)
def nobody_has_judged_yet(cast: Any) -> Ref:
    return Startup(cast).reach("viewed").ref


@world("2.2.7", kept=False)
def no_party_has_answered(cast: Any) -> Ref:
    s = Startup(cast).reach("delivered")
    evaluated(s)
    return s.ref


@world("2.2.7", kept=False)
def a_party_that_nobody_asked(cast: Any) -> Ref:
    """Planted: every party is asked when stage 7 is entered; here the question went to a unit that takes no part."""
    s = Startup(cast).reach("evaluated")
    plant("a party that was not asked", s.row.asked.filter(unit=unit("税务")), unit=unit("公安"))
    return s.ref


@world("2.2.7", kept=False)
def no_lesson_was_written(cast: Any) -> Ref:
    s = Startup(cast).reach("viewed")
    for dimension in ("goal", "process", "quality", "improvement"):
        s.do("李敏", "evaluation.judge", None, {"dimension": dimension, "verdict": "good", "words": "有记录支撑"})
    return s.ref
