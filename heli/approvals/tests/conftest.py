"""A thing of the scratch room that is handed in for approval by 周建国, and the three levels of the demo city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.approvals.models import Approval
from heli.approvals.tests.proposing import proposing
from heli.kernel.actor import Actor, System
from heli.people.models import AdminRole, Post
from heli.scratch.models import Thing


@pytest.fixture(autouse=True)
def _proposing() -> Iterator[None]:
    with proposing():
        yield


@pytest.fixture
def zhou(cast: Any) -> Actor:
    return cast("周建国", "officer")


@pytest.fixture
def zheng(cast: Any) -> Actor:
    return cast("郑国强")


@pytest.fixture
def li(cast: Any) -> Actor:
    return cast("李敏")


@pytest.fixture
def lin(cast: Any) -> Actor:
    return cast("林志远")


@pytest.fixture
def chain_posts(zheng: Actor, li: Actor, lin: Actor) -> tuple[UUID, ...]:
    return tuple(a.post for a in (zheng, li, lin) if a.post)


@pytest.fixture
def thing(zhou: Actor) -> Thing:
    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "企业开办协作流程"})


@pytest.fixture
def approval(zhou: Actor, thing: Thing, chain_posts: tuple[UUID, ...]) -> Approval:
    return perform(zhou, "thing.propose", thing, {"posts": chain_posts})


Reassign = Callable[[UUID | None, UUID | None], None]


@pytest.fixture
def assign(cast: Any) -> Reassign:
    """Put a person into a post from today on, by the system administrator of that organisation."""

    def assign(post: UUID | None, person: UUID | None) -> None:
        row = Post.objects.get(id=post)
        admin = cast(AdminRole.objects.get(organisation=row.root_id, role="system").person.name)
        perform(admin, "post.assign", row, {"person": person, "reason": "岗位调整"})

    return assign


@pytest.fixture
def program() -> Actor:
    return System("approvals")
