"""The story of 企业开办一件事 told up to a stage, for tests of pages."""

from __future__ import annotations

from heli.acts.pipeline import perform
from heli.kernel.errors import HeliError
from tests.walk import story
from tests.walk.story import Refused, Story

PARTS = (story.need, story.design, story.approval, story.execution, story.delivery, story.evaluation)


def way_of(cast):
    """Deeds through `perform`; a person acts in the first post that may."""

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


def told(cast, stages):
    """The story with so many stages behind it."""
    walk = Story(way_of(cast))
    for part in PARTS[:stages]:
        part(walk, lambda days: None) if part is story.execution else part(walk)
    return walk
