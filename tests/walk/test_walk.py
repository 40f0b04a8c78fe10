"""The whole walk straight through `perform`, on both databases: every gate refuses once with its clause and then passes."""

from __future__ import annotations

import pytest

from tests.walk import story, ways
from tests.walk.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

GATES = ("1 需求确认", "2 流程设计", "3 审批", "4 执行实施", "5 执行监控", "6 成果交付", "7 反馈评估")
STAGES = ["需求确认", "流程设计", "审批", "执行", "成果交付", "反馈评估"]


def test_the_seven_stages_from_need_to_closing(cast):
    walk = Story(ways.straight(cast))
    assert list(story.whole(walk)) == STAGES
    assert set(GATES) <= set(walk.refusals)
