"""The demo city is alive on the day of loading, and told no rule a lie."""

from datetime import date, datetime

import pytest
from django.apps import apps
from django.db import connection, models

from heli.acts import doors, guard
from heli.acts.tables import kind_of as table_kind
from heli.clauses.registry import gate
from heli.cli import demo
from heli.cli.demo.days import Days
from heli.cli.demo.load import is_loaded, load
from heli.cli.demo.teller import play
from heli.collaborations.models import Collaboration
from heli.collaborations.plan.models import Task
from heli.kernel.calendar import national
from heli.kernel.time import SHANGHAI, at, clock_at, day_of, now, today
from heli.ledger.models import Entry, Leaf, Queue
from heli.matters.models import Matter
from heli.people.models import Person
from heli.people.personas import PERSONAS, personas
from heli.people.queries import posts

DAYS = [date(2026, 11, 24), date(2026, 11, 28), date(2026, 10, 8), date(2027, 2, 8)]
"""An ordinary day, a Saturday, the day after a long holiday, the middle of a provisional one."""


@pytest.mark.parametrize("loaded_on", DAYS, ids=str)
def test_deeds_lie_on_working_days_before_and_the_newest_is_recent(loaded_on):
    with clock_at(at(loaded_on, 8)):
        days = Days.until_today()
    assert days.day(-1) < loaded_on
    assert national().between(days.day(-1), loaded_on) <= 1
    for number in (-88, -15, -1):
        assert national().is_working(days.day(number))


def test_stories_are_played_in_the_order_of_time():
    seen = []

    def story(name, *hours):
        for hour in hours:
            yield datetime(2026, 11, 2, hour, tzinfo=SHANGHAI)
            seen.append((name, now().astimezone(SHANGHAI).hour))

    play([story("a", 9, 12), story("b", 10, 11)])
    assert seen == [("a", 9), ("b", 10), ("b", 11), ("a", 12)]


def test_a_story_that_goes_back_is_a_mistake():
    def story():
        yield datetime(2026, 11, 3, 9, tzinfo=SHANGHAI)
        yield datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)

    with pytest.raises(ValueError, match="goes back"):
        play([story()])


@pytest.fixture
def city(db):
    """The demo in a database that is empty as after its migrations. The guard refuses to empty it, so it steps aside."""
    guard.remove()
    with connection.constraint_checks_disabled():
        for model in apps.get_models():
            if table_kind(model) != "framework":
                models.QuerySet(model).all()._raw_delete(connection.alias)
    connection.check_constraints()
    guard.install()
    days = Days.until_today()
    with clock_at(days.eve):
        doors.record_migration(["tests.reset"])
    load(days, lambda text: None)


@pytest.mark.usefixtures("city")
@pytest.mark.postgres
def test_the_demo_city():
    no_entry_lies_in_the_future_or_outside_office_hours()
    the_matters_are_where_the_story_says()
    no_gate_was_passed_with_red_cells()
    one_task_is_late_without_a_reason()
    every_persona_has_something_to_do()
    loading_again_does_nothing()


def no_entry_lies_in_the_future_or_outside_office_hours():
    for moment in Entry.objects.exclude(act__startswith="door.").values_list("at", flat=True):
        assert moment < now()
        assert national().is_working(day_of(moment))
        assert 9 <= moment.astimezone(SHANGHAI).hour < 18
    assert not Queue.objects.exists()
    assert Leaf.objects.count() == Entry.objects.count()
    assert Entry.objects.filter(act="door.story").count() == 1  # the clock that it moved is on record (T08)
    assert not Entry.objects.exclude(decision="done").exists()


def the_matters_are_where_the_story_says():
    found = {c.title: (c.state, c.stage) for c in Collaboration.objects.all()}
    assert found["企业开办“一件事”上线"] == ("active", 4)
    assert found["企业注销登记“一件事”"] == ("closed", 7)
    assert found["退休“一件事”"] == ("active", 2)
    assert Collaboration.objects.get(title="退休“一件事”").designs.count() == 1
    assert {p.stage for p in Collaboration.objects.get(title="企业注销登记“一件事”").passages.all()} == set(range(1, 8))


def no_gate_was_passed_with_red_cells():
    for c in Collaboration.objects.all():
        passed = range(1, 8) if c.state == "closed" else range(1, c.stage)
        assert {stage: gate(c.ref, stage) for stage in passed} == dict.fromkeys(passed, ()), c.title


def one_task_is_late_without_a_reason():
    late = Task.objects.filter(state__in=Task.OPEN, due_on__lt=today())
    assert [t.title for t in late] == ["税务信息推送接口联调"]
    assert national().between(late[0].due_on, today()) == 2
    assert not late[0].delay_reasons.exists()
    overdue = Matter.objects.filter(kind="task.do", state__in=("unsigned", "open"), due_at__lt=at(today(), 0))
    assert [m.about_id for m in overdue] == [late[0].id]


def every_persona_has_something_to_do():
    assert [p.login for p in personas()] == [p.login for p in PERSONAS]
    for persona in PERSONAS:
        held = [p.id for p in posts(person=Person.objects.get(account__login=persona.login).id)]
        assert Matter.objects.filter(owner_post__in=held, state__in=("unsigned", "open")).exists(), persona.login


def loading_again_does_nothing():
    before = Entry.objects.count()
    assert is_loaded()
    assert demo.load_demo() is False
    assert Entry.objects.count() == before
