"""Nothing starts on a database whose write guard is away, and one command puts it back, on record."""

from __future__ import annotations

import argparse

import pytest
from django.db import connection

from heli.acts import guard, worker
from heli.cli import guard as command
from heli.cli import serve
from heli.config.data import Data
from heli.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NAME = "heli_people_person_update"


@pytest.fixture
def unguarded(db):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{NAME}"' + (' ON "people_person"' if connection.vendor == "postgresql" else ""))


@pytest.fixture
def data(tmp_path):
    made = Data(tmp_path / "data")
    made.create(demo=False)
    return made


def run(verb):
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args([verb]))


def test_serve_refuses_in_one_line_and_puts_nothing_back(unguarded, data):
    with pytest.raises(SystemExit) as refused:
        serve.prepare_database(data)
    (line,) = str(refused.value).splitlines()
    assert NAME in line
    assert "bin/heli guard restore" in line
    assert guard.missing() == [NAME]


def test_the_worker_refuses_before_it_does_anything(unguarded):
    with pytest.raises(guard.Unguarded, match=NAME):
        worker.run(lambda: False)


def test_a_guarded_database_starts(db, data):
    serve.refuse_unguarded()


def test_due_migrations_come_first(unguarded, monkeypatch):
    """A rebuild of a table drops its triggers; a start that was interrupted there goes on and puts them back."""
    monkeypatch.setattr(serve, "pending_migrations", lambda: 1)
    serve.refuse_unguarded()


def test_one_command_names_and_restores_what_is_missing_on_record(unguarded, capsys):
    assert run("check") == 1
    assert NAME in capsys.readouterr().out
    assert run("restore") == 0
    assert guard.missing() == []
    assert Entry.objects.filter(act="door.guard").count() == 1
    assert run("restore") == 0
    assert Entry.objects.filter(act="door.guard").count() == 1
    assert run("check") == 0


def test_health_is_bad_without_the_guard(unguarded, client):
    from heli.acts.models import Heartbeat
    from heli.kernel.time import now

    Heartbeat.objects.create(name="worker", at=now())
    assert client.get("/healthz").status_code == 503
    guard.install()
    assert client.get("/healthz").status_code == 200
