"""The story of 企业开办一件事 told up to a stage, for tests of pages."""

from __future__ import annotations

from tests import tape
from tests.walk import story
from tests.walk.story import Story
from tests.walk.ways import straight

PARTS = (story.need, story.design, story.approval, story.execution, story.delivery, story.evaluation)


def told(cast, stages):
    """The story with so many stages behind it."""
    walk = Story(straight(cast))
    for part in PARTS[:stages]:
        walk.c, walk.refusals = tape.once((part.__name__, walk.c), lambda part=part: _tell(walk, part))
    return walk


def _tell(walk, part):
    part(walk)
    return walk.c, walk.refusals
