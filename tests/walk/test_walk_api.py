"""The same walk through the REST API: what a program may do, and is refused, is what a person may do on the pages."""

from __future__ import annotations

import pytest

from tests.walk import story, ways
from tests.walk.story import Story
from tests.walk.test_walk import GATES, STAGES

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_the_seven_stages_through_the_api(cast, browser):
    walk = Story(ways.through_api(cast, browser))
    assert list(story.whole(walk)) == STAGES
    assert set(GATES) <= set(walk.refusals)
