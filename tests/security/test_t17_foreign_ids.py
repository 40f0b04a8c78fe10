"""T17: an id of another kind, or of nothing, is never acted upon."""

from __future__ import annotations

from uuid import uuid4

import pytest

from heli.acts.subjects import kind_for
from heli.ledger.models import Entry
from tests.security.walk import ACTS, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ACTS, ids=lambda a: a.name)
def test_each_act_refuses_the_id_of_another_kind_and_of_nothing(browser, zhou, thing, act):
    kinds = {"thing": thing.id, "unit": zhou.organisation, "post": zhou.post, "person": zhou.person, "root": uuid4()}
    before = Entry.objects.count()
    client = browser(zhou)
    wrong = [f"{k}:{i}" for k, i in kinds.items() if k != kind_for(act)] + [f"{kind_for(act)}:{uuid4()}", "thing", ":", "x:y"]
    answers = [send(client, act.name, s) for s in wrong if len(s) > 2]
    assert {a.status_code for a in answers} == {404}
    assert Entry.objects.filter(act=act.name).count() == (1 if act.name == "thing.make" else 0)
    assert Entry.objects.count() <= before + 1  # the account of the browser
