"""Worlds of the closing evaluation (2.2.7)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.tests.startup import Startup, evaluated
from heli.kernel.ref import Ref


@world("2.2.7", kept=False)
def nobody_has_judged_yet(cast: Any) -> Ref:
    return Startup(cast).reach("viewed").ref


@world("2.2.7", kept=False)
def no_party_has_answered(cast: Any) -> Ref:
    s = Startup(cast).reach("delivered")
    evaluated(s)
    return s.ref
