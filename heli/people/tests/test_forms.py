"""Forms of people: choices in Chinese, persons picked from one's own organisation, and the log names them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from heli.acts.pipeline import perform
from heli.acts.timeline import timeline
from heli.kernel.ref import Ref
from heli.kernel.time import today
from heli.people.models import AdminRole, Person, Post, Unit
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
    administer = set(AdminRole.objects.values_list("person", flat=True))
    for person in Person.objects.all():
        own = person.root_id == administrator.organisation and person.id not in administer
        assert (f'value="{person.id}"' in page) == own


def test_duties_stand_in_the_log_of_the_post_in_words(browser, administrator):
    client = browser(administrator)
    body = {"title": "数据专员", "duties": ["steward", "liaison"], "seen": "1"}
    assert client.post(f"/do/post.add/unit:{administrator.organisation}/", body).status_code == 303
    lines = timeline(Ref("unit", administrator.organisation), administrator).lines
    assert lines[0].text == "设置岗位“数据专员”，职责：数据管理员、联络员"


def test_the_log_says_who_holds_what_from_when_and_who_administers(administrator, cast):
    security = actor_for(AdminRole.objects.get(organisation=administrator.organisation, role="security").person_id)
    unit, post = Unit.objects.get(id=administrator.organisation), Post.objects.get(id=cast("周建国", "officer").post)
    song = perform(administrator, "person.add", unit, {"name": "宋佳"})
    perform(administrator, "post.assign", post, {"person": song.id, "since": date(2027, 1, 4), "reason": "轮岗"})
    perform(administrator, "post.assign", post, {"reason": "调离"})
    told = [line.text for line in timeline(post.ref, administrator).lines]
    assert told == [
        f"“牵头经办”自 {today():%Y-%m-%d} 起空缺，事由：调离",
        "“牵头经办”自 2027-01-04 起由宋佳任职，事由：轮岗",
    ]
    gu = perform(administrator, "person.add", unit, {"name": "顾月"})
    perform(security, "admin.appoint", unit, {"person": gu.id, "role": "audit"})
    perform(security, "admin.dismiss", unit, {"person": gu.id})
    told = [line.text for line in timeline(unit.ref, security).lines][:2]
    assert told == ["免去顾月的审计管理员", "任命顾月为审计管理员"]


def test_two_who_replace_a_holder_at_a_time_do_not_pass_unseen(browser, administrator, cast):
    zhou = cast("周建国", "officer")
    client, address = browser(administrator), reverse("post-assign", kwargs={"post": zhou.post})
    page = client.get(address).content.decode()
    assert "现任：周建国" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    colleagues = [str(p.id) for p in Person.objects.filter(root=zhou.organisation, name__in=("郑国强", "傅杰"))]
    answers = [client.post(address, {"person": p, "reason": "轮岗", "seen": seen, "key": p}).status_code for p in colleagues]
    assert answers == [303, 409]
