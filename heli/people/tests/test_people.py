"""People as a user meets them: loaded from files, dated names, posts that pass on, administrators kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from heli.acts.pipeline import perform
from heli.acts.rows import Row
from heli.kernel.cards import find
from heli.kernel.errors import Denied, InvalidInput, RuleBroken
from heli.kernel.time import at, clock_at
from heli.ledger.doors import door
from heli.ledger.models import Entry
from heli.people import load
from heli.people.conditions import Administers, InOwnOrganisation
from heli.people.models import Account, AdminRole, Holding, Person, Post, Unit, UnitName
from heli.people.queries import appointable_choices, liaisons, organisations, posts, read_posts
from heli.people.then import units_then

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_the_city_has_eight_departments_and_a_government(db):
    assert [o.short for o in organisations()] == ["市政府", "市监", "公安", "税务", "人社", "医保", "公积金", "人行", "数据"]


def test_a_program_reads_own_posts_in_full_and_of_others_whom_to_turn_to(cast):
    zhou = cast("周建国")
    found = read_posts(zhou)
    own = {p.id for p in posts(units=[zhou.organisation])}
    assert own <= {p.id for p in found}
    elsewhere = [p for p in found if p.id not in own]
    assert {p.unit.short for p in elsewhere} == {"市政府", "公安", "税务", "人社", "医保", "公积金", "人行", "数据"}
    assert all({"liaison", "deputy_liaison"} & set(p.duties) for p in elsewhere)
    government = cast("林志远").organisation
    assert "林志远" not in {p.person for p in read_posts(zhou, unit=government)}
    assert read_posts(zhou, duty="leader") == []
    assert [p.person for p in read_posts(cast("林志远"), duty="leader")] == ["林志远"]


def test_an_actor_carries_the_names_of_the_day(cast):
    zhou = cast("周建国")
    assert zhou.names.as_dict() == {
        "person": "周建国",
        "post": "牵头经办",
        "unit": "滨江市市场监督管理局",
        "organisation": "滨江市市场监督管理局",
    }
    assert zhou.duties == {"officer", "handler"}


def test_every_department_has_a_liaison_officer_and_another_person_as_deputy(db):
    found = liaisons([o.id for o in organisations()])
    for pair in found.values():
        assert pair["liaison"].person_id != pair["deputy_liaison"].person_id


def test_a_unit_keeps_its_old_name_for_the_days_before(cast):
    unit = Unit.objects.get(code="bjsw")
    admin = cast(Person.objects.get(admin_roles__role="system", root=unit.id).name)
    perform(admin, "unit.rename", unit, {"name": "国家税务总局滨江市税务局", "short": "税务", "since": date(2026, 12, 1)})
    before, after = (unit.id, date(2026, 11, 30)), (unit.id, date(2026, 12, 1))
    names = units_then([before, after])
    assert (names[before].name, names[after].name) == ("滨江市税务局", "国家税务总局滨江市税务局")


def test_only_the_own_system_administrator_may_rename(cast):
    unit = Unit.objects.get(code="bjsw")
    with pytest.raises(Denied, match="系统管理员"):
        perform(cast("周建国"), "unit.rename", unit, {"name": "某局", "short": "某", "since": date(2026, 12, 1)})


def test_two_names_on_one_day_are_refused_by_the_database_itself(db):
    unit = Unit.objects.get(code="bjsw")
    name = UnitName.objects.get(unit=unit)
    second = UnitName(id=unit.id, root_id=unit.root_id, unit=unit, name="某局", short="某", valid_from=name.valid_from)
    with pytest.raises(DatabaseError, match="periods overlap"), transaction.atomic(), door("act"):
        super(Row, second).save(force_insert=True)


def test_whoever_leaves_a_post_cannot_act_in_it_any_more(cast):
    chen = cast("陈晓燕")
    post = Post.objects.get(id=chen.post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    hu = Person.objects.get(name="胡波")
    perform(admin, "post.assign", post, {"person": hu.id, "reason": "岗位调整"})
    assert [p.person for p in posts(ids=[post.id])] == ["胡波"]
    with pytest.raises(Denied, match="不在这个岗位"):
        perform(chen, "unit.rename", Unit.objects.get(code="bjsw"), {"name": "某局", "short": "某", "since": date(2026, 12, 1)})


def test_a_vacant_post_is_shown_as_vacant(cast):
    post = Post.objects.get(id=cast("陈晓燕").post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    perform(admin, "post.assign", post, {"person": None, "reason": "退休"})
    assert posts(ids=[post.id])[0].label == "滨江市税务局 · 联络员 · 空缺"


def test_a_post_goes_only_to_somebody_of_the_same_organisation(cast):
    post = Post.objects.get(id=cast("陈晓燕").post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    with pytest.raises(RuleBroken, match="本单位登记的人员"):
        perform(admin, "post.assign", post, {"person": Person.objects.get(name="周建国").id, "reason": "借调"})


def test_the_past_is_not_reassigned(cast):
    post = Post.objects.get(id=cast("陈晓燕").post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    with pytest.raises(RuleBroken, match="不能早于今天"):
        perform(admin, "post.assign", post, {"reason": "倒签", "since": date(2026, 1, 5)})


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_nobody_holds_two_of_the_three_administrators(cast, role):
    organisation = Unit.objects.get(code="bjsw")
    security = cast(AdminRole.objects.get(organisation=organisation, role="security").person.name)
    other = AdminRole.objects.get(organisation=organisation, role="system").person
    with pytest.raises(RuleBroken, match="兼任"):
        perform(security, "admin.appoint", organisation, {"person": other.id, "role": role})


def test_nobody_appoints_themselves(cast):
    organisation = Unit.objects.get(code="bjsw")
    security = cast(AdminRole.objects.get(organisation=organisation, role="security").person.name)
    with pytest.raises(RuleBroken, match="任命自己"):
        perform(security, "admin.appoint", organisation, {"person": security.person, "role": "audit"})


def administrators(cast, code="bjsw"):
    roles = AdminRole.objects.filter(organisation__code=code).select_related("person")
    return {r.role: cast(r.person.name) for r in roles}


def test_no_administrator_gets_a_post_and_no_holder_of_a_post_administers(cast):
    """Whoever has both reads what the own rights open (T05): neither by oneself nor by a colleague's favour."""
    unit, post, admin = Unit.objects.get(code="bjsw"), Post.objects.get(id=cast("陈晓燕").post), administrators(cast)
    for role in ("system", "security", "audit"):
        with pytest.raises(RuleBroken, match="不担任业务岗位"):
            perform(admin["system"], "post.assign", post, {"person": admin[role].person, "reason": "兼任"})
    perform(admin["security"], "admin.dismiss", unit, {"person": admin["audit"].person})
    with pytest.raises(RuleBroken, match="不担任业务岗位"):
        perform(admin["security"], "admin.appoint", unit, {"person": cast("胡波").person, "role": "audit"})
    day = date(2027, 1, 4)
    perform(admin["system"], "post.assign", post, {"person": admin["audit"].person, "reason": "转岗", "since": day})
    with pytest.raises(RuleBroken, match="不担任业务岗位"):
        perform(admin["security"], "admin.appoint", unit, {"person": admin["audit"].person, "role": "audit"})


def test_the_form_of_appointing_offers_nobody_who_could_not_be_appointed(cast):
    admin = administrators(cast)
    unit = Unit.objects.get(code="bjsw")
    song = perform(admin["system"], "person.add", unit, {"name": "宋佳"})
    card = find("unit", unit.id, visible_to=admin["security"])
    assert [c.value for c in appointable_choices(admin["security"], card)] == [str(song.id)]


def test_nobody_ends_their_own_role_and_a_role_that_ended_opens_nothing(cast):
    unit, admin = Unit.objects.get(code="bjsw"), administrators(cast)
    with pytest.raises(RuleBroken, match="免去自己"):
        perform(admin["security"], "admin.dismiss", unit, {"person": admin["security"].person})
    perform(admin["security"], "admin.dismiss", unit, {"person": admin["system"].person})
    with pytest.raises(Denied, match="系统管理员"):
        perform(admin["system"], "person.add", unit, {"name": "宋佳"})
    with pytest.raises(RuleBroken, match="不是本单位管理员"):
        perform(admin["security"], "admin.dismiss", unit, {"person": admin["system"].person})


def test_a_role_is_read_again_for_who_acts_in_a_post_too(cast):
    claims = replace(cast("陈晓燕"), admin=frozenset({"system"}))
    with pytest.raises(Denied, match="系统管理员"):
        perform(claims, "person.add", Unit.objects.get(code="bjsw"), {"name": "宋佳"})


def test_a_file_in_which_an_administrator_holds_a_post_is_refused(db):
    document = {"code": "bjmz", "name": "滨江市民政局", "short": "民政", "kind": "government",
                "persons": [{"login": "qiu.shi", "name": "邱实"}],
                "posts": [{"title": "联络员", "person": "qiu.shi"}],
                "administrators": [{"role": "system", "person": "qiu.shi"}]}  # fmt: skip
    with pytest.raises(InvalidInput, match="不担任业务岗位") as error:
        load.load(document)
    assert set(error.value.fields) == {"administrators.0.person"}


def test_who_held_a_post_on_a_past_day_stays_answerable(cast):
    post = Post.objects.get(id=cast("陈晓燕").post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    perform(admin, "post.assign", post, {"person": Person.objects.get(name="胡波").id, "reason": "岗位调整"})
    assert posts(ids=[post.id], day=date(2026, 3, 1))[0].person == "陈晓燕"


def test_accounts_open_with_a_code_that_is_kept_only_as_a_hash(db):
    document = {"code": "bjmz", "name": "滨江市民政局", "short": "民政", "kind": "government",
                "persons": [{"login": "qiu.shi", "name": "邱实"}]}  # fmt: skip
    codes = load.first_codes(load.load(document, accounts=True))
    assert [c.login for c in codes] == ["qiu.shi"]
    account = Account.objects.get(login="qiu.shi")
    assert account.check_password(codes[0].code)
    assert codes[0].code not in account.password
    assert Person.objects.get(name="邱实").account_id == account.id
    assert Entry.objects.filter(act="account.link").count() == 1
    issued = Entry.objects.get(act="account.renew")
    assert issued.subject == Person.objects.get(name="邱实").id


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "club"}, "从所列选项中选择单位性质"),
        ({"name": ""}, "单位名称至少 2 个字"),
        ({"colour": 1}, "没有“colour”这个字段"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence_at_the_field(db, wrong, sentence):
    document = {"code": "bjmz", "name": "滨江市民政局", "short": "民政", "kind": "government", **wrong}
    with pytest.raises(InvalidInput, match=sentence):
        load.load(document)


def test_a_holder_that_the_file_does_not_know_is_named(db):
    document = {"code": "bjmz", "name": "滨江市民政局", "short": "民政", "kind": "government",
                "posts": [{"title": "联络员", "person": "nobody"}]}  # fmt: skip
    with pytest.raises(InvalidInput, match="nobody") as error:
        load.load(document)
    assert set(error.value.fields) == {"posts.0.person"}


def test_who_belongs_to_no_organisation_and_what_has_no_root_are_nobodys_own(cast):
    chen, admin = cast("陈晓燕"), administrators(cast)["system"]
    unit, foreign = Unit.objects.get(code="bjsw"), Unit.objects.get(code="bjga")
    nobody, thing = replace(chen, organisation=None), SimpleNamespace()
    assert not InOwnOrganisation().holds(nobody, thing)
    assert not InOwnOrganisation().holds(chen, thing)
    assert not Administers("system").holds(admin, thing)
    for about in (unit, find("unit", unit.id, visible_to=admin)):
        assert Administers("system").holds(admin, about)
        assert InOwnOrganisation().holds(chen, about)
    for about in (foreign, find("unit", foreign.id, visible_to=admin)):
        assert not Administers("system").holds(admin, about)
        assert not InOwnOrganisation().holds(chen, about)


def test_a_change_of_post_takes_effect_on_its_day(cast):
    post = Post.objects.get(id=cast("陈晓燕").post)
    admin = cast(AdminRole.objects.get(organisation=post.root_id, role="system").person.name)
    perform(
        admin, "post.assign", post, {"person": Person.objects.get(name="胡波").id, "reason": "轮岗", "since": date(2027, 1, 4)}
    )
    assert posts(ids=[post.id])[0].person == "陈晓燕"
    with clock_at(at(date(2027, 1, 4))):
        assert posts(ids=[post.id])[0].person == "胡波"
    assert Holding.objects.filter(post=post).count() == 2


def test_the_holder_of_a_post_is_an_id_on_both_databases(cast):
    zhou = cast("周建国")
    (first, *_) = posts(people=[zhou.person])
    assert first.person_id == zhou.person
