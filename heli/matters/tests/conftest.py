"""A thing of market supervision about which other departments are asked."""

from __future__ import annotations

from uuid import UUID

import pytest

from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.kernel.actor import Actor
from heli.matters import kinds
from heli.matters.kinds import register_matter_kind
from heli.matters.tests.verbs import KINDS, verbs


@pytest.fixture(autouse=True)
def _verbs(monkeypatch):
    """Kinds and verbs for these tests, taken back afterwards."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for kind in KINDS:
        register_matter_kind(kind)
    with verbs():
        yield


@pytest.fixture
def zhou(cast):
    """The officer of market supervision who raises."""
    return cast("周建国")


@pytest.fixture
def chen(cast):
    """The liaison officer of the tax bureau."""
    return cast("陈晓燕")


@pytest.fixture
def thing(zhou):
    return perform(zhou, "thing.make", Root.objects.get(id=zhou.organisation), {"title": "职责清单 v1.3"})


@pytest.fixture
def ask(zhou, thing):
    """Ask units, or posts given as actors; returns the matters in that order."""
    from heli.matters.models import Matter

    def asking(*owners, kind="consult", **more):
        before = set(Matter.objects.values_list("id", flat=True))
        units = [o for o in owners if isinstance(o, UUID)]
        posts = [(o.organisation, o.post) for o in owners if isinstance(o, Actor)]
        perform(zhou, "thing.ask", thing, {"kind": kind, "units": units, "posts": posts, **more})
        made = {(m.owner_unit_id, m.owner_post_id): m for m in Matter.objects.exclude(id__in=before)}
        return [made[(o, None) if isinstance(o, UUID) else (o.organisation, o.post)] for o in owners]

    return asking
