"""Loading the demo city: organisations, accounts, and the stories, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from heli.acts import worker
from heli.acts.doors import record_story
from heli.clauses.acts import ensure_norm
from heli.cli.demo import changes, deregistration, retirement, startup
from heli.cli.demo.days import Days
from heli.cli.demo.teller import City, Tale, play
from heli.kernel.time import clock_at
from heli.ledger.models import Entry
from heli.people.load import demo_files, read_file
from heli.people.load import load as load_organisation
from heli.people.models import Unit
from heli.people.personas import open_demo_accounts

STORIES = (
    (deregistration.SCRIPT, deregistration.story),
    (startup.SCRIPT, startup.story),
    (retirement.SCRIPT, retirement.story),
    (changes.CHANGE, changes.change),
    (changes.CONVERSION, changes.conversion),
    (changes.MOVE, changes.move),
)


def is_loaded() -> bool:
    """Whether the organisations of the demo city are there; they come with everything else or not at all."""
    if Unit._meta.db_table not in connection.introspection.table_names():
        return False
    return Unit.objects.filter(code=str(read_file(demo_files()[0])["code"])).exists()


def load(days: Days, say: Callable[[str], None]) -> None:
    """Play everything; the database must hold nothing younger than `days.eve`."""
    with transaction.atomic():
        with clock_at(days.eve):
            ensure_norm()
            for file in demo_files():
                load_organisation({**read_file(file), "since": days.eve.date().isoformat()})
            open_demo_accounts()
        say("  9 个单位的人员和岗位已登记，正在办理协作事项…")
        with clock_at(days.eve):
            city = City()
        play(story(Tale(city, days, script)) for script, story in STORIES)
        record_story(days.eve, Entry.objects.count())
    worker.settle()
