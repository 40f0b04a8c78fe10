"""The cast of the security tests: one who made a thing, one who did not."""

from __future__ import annotations

import pytest

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform


@pytest.fixture
def zhou(cast):
    return cast("周建国")


@pytest.fixture
def wang(cast):
    return cast("王海涛")


@pytest.fixture
def thing(zhou):
    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})
