"""What every test shares: a settled database for each test, and a teardown that the guard allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from heli.acts import doors, guard
from heli.kernel.actor import Actor

settings.register_profile("heli", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("heli")  # how busy the machine is says nothing about a rule


def _empty(case: TransactionTestCase) -> None:
    """Empty the database after a test that commits. The guard refuses a flush, as it should, so it steps aside."""
    guard.remove()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=True, inhibit_post_migrate=True)
    guard.install()
    doors.record_migration(["tests.reset"])
    load_city()


TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _quiet_door() -> Iterator[None]:
    """No test may leave a door open behind it."""
    yield
    assert getattr(connection, "heli_door", "") == ""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Every test starts in the demo city 滨江市: its organisations, persons and posts, nothing else."""
    with django_db_blocker.unblock():
        load_city()


def load_city() -> None:
    """The norm, and the organisations of the demo city, in force since the beginning of the year."""
    from heli.clauses.acts import ensure_norm
    from heli.people.load import demo_files, load, read_file

    ensure_norm()
    for file in demo_files():
        load({**read_file(file), "since": "2026-01-01"})


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the city by family name: `cast("周建国")` is an actor in the first post, or in a post that has `duty`."""
    return Cast()


@pytest.fixture
def startup(cast: Cast) -> Callable[..., Any]:
    """A small collaboration as far as a step: `startup("approved")`; see heli/collaborations/tests/startup.py."""
    from heli.collaborations.tests.startup import Startup

    return lambda step, **parts: Startup(cast, **parts).reach(step)


@pytest.fixture
def browser(db: None) -> Callable[[Actor], Client]:
    """A test client that acts as `actor`: `browser(cast("周建国")).get("/")`."""
    return Browser


@pytest.fixture
def seated(monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """The same for an actor of the scratch cast, who has no account: the seat is handed in where sign-in would look it up."""
    from heli.people.queries import Seat

    def open_(actor: Actor) -> Client:
        monkeypatch.setattr("heli.web.actor.sit", lambda request: Seat(actor, (), False))
        monkeypatch.setattr("heli.web.actor.shell_for", lambda found: None)
        return Client()

    return open_


class Browser(Client):
    """Signed in as one actor, in the actor's post; without an actor a stranger."""

    def __init__(self, actor: Actor | None = None, **options: Any) -> None:
        super().__init__(**options)
        if actor is not None:
            self.force_login(_account(actor))
            session = self.session
            session["post"] = str(actor.post or "")
            session.save()


def _account(actor: Actor) -> Any:
    from heli.acts.pipeline import perform
    from heli.kernel.actor import System
    from heli.people.models import Account, Person

    person = Person.objects.select_related("account").get(id=actor.person)
    if person.account is None:
        account = Account.objects.create(login=f"p{str(person.id)[:8]}", must_change=False)
        perform(System("install"), "account.link", person, {"account": account.id})
        return account
    return person.account


class Cast:
    """Finds actors by name."""

    def __call__(self, name: str, duty: str = "") -> Actor:
        from heli.people.models import Person
        from heli.people.queries import actor_for, posts

        person = Person.objects.get(name=name)
        held = [p for p in posts(person=person.id) if not duty or duty in p.duties]
        return actor_for(person.id, held[0].id if held else None)

    def in_every_post(self, name: str) -> list[Actor]:
        """The person in each post held, first post first."""
        from heli.people.models import Person
        from heli.people.queries import actor_for, posts

        person = Person.objects.get(name=name)
        return [actor_for(person.id, p.id) for p in posts(person=person.id)]
