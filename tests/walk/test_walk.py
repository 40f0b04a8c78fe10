"""The whole walk straight through `perform`, on both databases: every gate refuses once with its clause and then passes."""

from __future__ import annotations

import pytest

from heli.acts.pipeline import perform
from heli.acts.reconcile import reconcile
from heli.kernel.errors import HeliError
from tests.walk import story
from tests.walk.story import Refused, Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

GATES = ("1 需求确认", "2 流程设计", "3 审批", "4 执行实施", "5 执行监控", "6 成果交付", "7 反馈评估")


@pytest.fixture
def straight(cast):
    """Deeds through `perform`; a person acts in the first post whose duties suit the deed."""

    def way(who, act, subject, given=None):
        refusal = None
        for actor in cast.in_every_post(who):
            try:
                made = perform(actor, act, subject, dict(given) if given is not None else None)
                return getattr(made, "ref", None)
            except HeliError as error:
                refusal = error if refusal is None or error.code != "denied" else refusal
                if error.code != "denied":
                    break
        raise Refused({r.clause for r in refusal.reasons}, str(refusal))

    return way


def test_the_seven_stages_from_need_to_closing(straight):
    walk = Story(straight)
    passed = list(story.whole(walk))
    assert passed == ["需求确认", "流程设计", "审批", "执行", "成果交付", "反馈评估"]
    assert set(GATES) <= set(walk.refusals)


def test_after_the_walk_every_row_is_as_its_last_deed_left_it(straight):
    list(story.whole(Story(straight)))
    assert reconcile().faults == ()
