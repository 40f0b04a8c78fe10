"""T11: what is hidden answers with the bytes, status and headers of what does not exist, in the API and in forms."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db.models import Q

from heli.acts.subjects import kind_for
from heli.kernel import cards
from heli.kernel.cards import Kind, register_kind
from heli.kernel.conditions import Condition
from heli.kernel.errors import Reason
from heli.scratch.apps import _card
from heli.scratch.models import Thing
from tests.forms.cases import standing
from tests.security.walk import ACTS, send

pytestmark = pytest.mark.django_db


class OnlyMaker(Condition):
    """The scratch thing is hidden from all but its maker."""

    def holds(self, actor, subject):
        return subject.maker == actor.person

    def q(self, actor, model):
        return Q(maker=actor.person)

    def why(self):
        return Reason("不公开")


@pytest.fixture(autouse=True)
def hidden():
    before = cards.kind("thing")
    register_kind(Kind("thing", "物件", Thing, _card, OnlyMaker(), number="code", search="title"))
    yield
    register_kind(before)


def addresses(id_):
    return [
        f"/api/kinds/thing/{id_}",
        f"/api/timeline/thing/{id_}",
        f"/api/acts?subject=thing:{id_}",
        f"/log/thing/{id_}/",
        f"/do/thing.rename/thing:{id_}/",
    ]


def shape(answer):
    headers = {k: v for k, v in answer.headers.items() if k not in ("Date",)}
    return answer.status_code, answer.content, headers


def test_the_maker_sees_it_so_that_the_test_is_worth_something(browser, zhou, thing):
    assert {browser(zhou).get(a).status_code for a in addresses(thing.id)} == {200}


@pytest.mark.parametrize("place", range(5))
def test_reading_a_hidden_thing_is_like_reading_none(browser, wang, thing, place):
    client = browser(wang)
    hidden, absent = (client.get(addresses(i)[place]) for i in (thing.id, uuid4()))
    assert shape(hidden) == shape(absent)
    assert hidden.status_code == 404


@pytest.mark.parametrize("act", [a for a in ACTS if a.on is Thing], ids=lambda a: a.name)
def test_acting_on_a_hidden_thing_is_like_acting_on_none(browser, wang, thing, act):
    client = browser(wang)
    given = {"title": "公章"} if "title" in act.fields else {}
    hidden, absent = (send(client, act.name, f"thing:{i}", given) for i in (thing.id, uuid4()))
    assert shape(hidden) == shape(absent)
    assert hidden.status_code == 404
    pages = [client.post(f"/do/{act.name}/thing:{i}/", given) for i in (thing.id, uuid4())]
    assert shape(pages[0]) == shape(pages[1])


def test_every_act_on_a_hidden_thing_is_like_it_on_none(browser, things, cast):
    """Of all rooms, through the API and as a form: whoever has no part learns from no answer that there is such a thing."""
    client = browser(cast("安维新"))
    of_the_matter = [a for a in ACTS if kind_for(a) not in ("root", "unit", "post", "person")]
    assert len(of_the_matter) > 45
    before = standing()
    for act in of_the_matter:
        kind = kind_for(act)
        hidden, absent = (send(client, act.name, f"{kind}:{i}") for i in (things[kind], uuid4()))
        assert shape(hidden) == shape(absent), act.name
        assert hidden.status_code == 404, act.name
        pages = [client.post(f"/do/{act.name}/{kind}:{i}/", {}) for i in (things[kind], uuid4())]
        assert shape(pages[0]) == shape(pages[1]), act.name
        assert pages[0].status_code == 404, act.name
    assert standing() == before
