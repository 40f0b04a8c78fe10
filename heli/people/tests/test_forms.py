"""Forms of people: choices in Chinese, persons picked from one's own organisation, and the log names them."""

from __future__ import annotations

import pytest

from heli.acts.timeline import timeline
from heli.kernel.ref import Ref
from heli.people.models import AdminRole, Person
from heli.people.queries import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(cast):
    zhou = cast("周建国")
    return actor_for(AdminRole.objects.get(organisation=zhou.organisation, role="system").person_id)


def test_duties_are_offered_in_words(browser, administrator):
    page = browser(administrator).get(f"/do/post.add/unit:{administrator.organisation}/").content.decode()
    assert 'value="liaison"' in page
    assert "联络员" in page
    assert ">liaison" not in page


def test_only_colleagues_can_be_assigned(browser, administrator, cast):
    post = cast("周建国").post
    page = browser(administrator).get(f"/do/post.assign/post:{post}/").content.decode()
    for person in Person.objects.all():
        assert (str(person.id) in page) == (person.root_id == administrator.organisation)


def test_duties_stand_in_the_log_of_the_post_in_words(browser, administrator):
    client = browser(administrator)
    body = {"title": "数据专员", "duties": ["steward", "liaison"], "seen": "1"}
    assert client.post(f"/do/post.add/unit:{administrator.organisation}/", body).status_code == 303
    lines = timeline(Ref("unit", administrator.organisation), administrator).lines
    assert lines[0].text == "设置岗位“数据专员”"
