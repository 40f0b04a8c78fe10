"""The gate as a panel: one heading for what one clause asks of many, and nothing lost below it."""

from __future__ import annotations

import re

import pytest

from heli.collaborations.stages.pages import present_gate
from heli.collaborations.tests.startup import EIGHT
from heli.kernel.cards import find

pytestmark = pytest.mark.django_db


def test_what_one_clause_asks_of_eight_tasks_stands_under_one_heading(startup, cast, browser):
    s = startup("approved", units=EIGHT)
    zhou = cast("周建国", "officer")
    html = browser(zhou).get(f"/c/{s.row.number}/gate/").content.decode()
    (group,) = re.findall(r'<li class="gate__i">(?:(?!<li class="gate__i).)*执行实施.*?</details></li>', html, re.S)
    assert "还缺 8 项" in group
    shown, folded = group.split("<details")
    assert (shown.count("办理后提交"), folded.count("办理后提交")) == (3, 5)
    assert "其余 5 项</summary>" in folded
    for short in EIGHT:
        assert f'href="/c/{s.row.number}/tasks/{s.task(short).id}/"' in group
        assert f"能解决：{short}承办人，办理后提交" in group


def test_the_count_of_the_gate_is_that_of_its_lines(startup, cast):
    s = startup("approved", units=EIGHT)
    zhou = cast("周建国", "officer")
    gate = present_gate(zhou, find("collaboration", s.row.number, visible_to=zhou))
    left = sum(len(row.parts) or 1 for row in gate.rows if row.state == "bad")
    assert gate.leave.why.startswith(f"还缺 {left} 项")
