"""The head and the overview of a collaboration as each persona meets them."""

from __future__ import annotations

import pytest

from heli.collaborations.head import head
from heli.collaborations.tests.telling import told
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref
from tests.walk.story import unit

pytestmark = pytest.mark.django_db


def test_the_head_says_who_leads_and_counts_the_tasks(cast):
    story = told(cast, 3)
    top = head(cast("周建国", "officer"), story.row.number, "overview")
    assert (top.title, top.lamp) == (story.title, "ok")
    assert top.meta[0] == "牵头：滨江市市场监督管理局 周建国"
    assert next(t for t in top.more if t.key == "compliance")


def test_a_draft_is_absent_for_units_that_are_not_invited_yet(cast):
    story = told(cast, 0)
    made = story.do("周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": story.title})
    assert head(cast("周建国", "officer"), str(made.id), "overview").lamp_text == "草稿"
    with pytest.raises(Absent):
        head(cast("陈晓燕"), str(made.id), "overview")
