"""The smallest cast: a maker, a stranger, and the installation as container."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from heli.acts import actors
from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.kernel.actor import Actor, Names


@pytest.fixture(autouse=True)
def _no_posts() -> Iterator[None]:
    """This cast has no posts: the scratch room stands below people."""
    before = actors.confirm_by(lambda actor: actor)
    yield
    actors.confirm_by(before)


def _person(name: str) -> Actor:
    return Actor(Names(name, "经办", "市市场监督管理局", "市市场监督管理局"), person=uuid4(), post=uuid4(), unit=uuid4())


@pytest.fixture
def maker() -> Actor:
    return _person("周建国")


@pytest.fixture
def stranger() -> Actor:
    return _person("陈晓燕")


@pytest.fixture
def root(db):
    return Root.objects.get(id=installation_id())


@pytest.fixture
def thing(root, maker):
    return perform(maker, "thing.make", root, {"title": "印章"})
