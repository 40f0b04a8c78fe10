"""The whole walk straight through `perform`, on both databases: every gate refuses once with its clause and then passes."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest

from heli.acts.reconcile import reconcile
from heli.kernel.ref import Ref
from heli.kernel.time import at, clock_at, is_moved, now
from tests.walk import story, ways
from tests.walk.story import Story, Way

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

GATES = ("1 需求确认", "2 流程设计", "3 审批", "4 执行实施", "5 执行监控", "6 成果交付", "7 反馈评估")
STAGES = ["需求确认", "流程设计", "审批", "执行", "成果交付", "反馈评估"]


class Clock(ExitStack):
    """A clock that can be moved to a day, and from then on goes a minute further at each deed."""

    def move(self, day: date) -> None:
        self.enter_context(clock_at(at(day)))

    def ticking(self, way: Way) -> Way:
        def tick(*deed: Any) -> Ref | None:
            if is_moved():
                self.enter_context(clock_at(now() + timedelta(minutes=1)))
            return way(*deed)

        return tick


def test_the_seven_stages_from_need_to_closing(cast):
    with Clock() as clock:
        walk = Story(clock.ticking(ways.straight(cast)))
        assert list(story.whole(walk, clock.move)) == STAGES
    assert [t.title for t in walk.tasks() if t.delay_reasons.exists()] == [story.steps()[-1]["zh"]]
    assert set(GATES) <= set(walk.refusals)
    assert reconcile().faults == ()  # every row is as its last deed left it
