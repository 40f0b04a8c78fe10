"""Each way of writing outside an act fails, on both databases; each trigger is in place."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import QuerySet
from django.test.utils import isolate_apps

from heli.acts import guard
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.rows import Row
from heli.acts.tables import declared, guarded
from heli.ledger import sequencer
from heli.ledger.doors import door
from heli.ledger.models import Entry, Leaf, Opening, Queue
from heli.scratch import migrations
from heli.scratch.models import Tag, Thing

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
postgres_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a way that only PostgreSQL has")
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a way that only SQLite has")


def refused(way) -> None:
    with pytest.raises(DatabaseError, match="heli guard"), transaction.atomic():
        way()


def sql(statement: str):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


ORM = {
    "plain save": lambda thing: super(Row, thing).save(),
    "plain create": lambda thing: QuerySet(Root).create(id=thing.id, kind="x"),
    "plain update": lambda thing: QuerySet(Thing).update(title="公章"),
    "plain bulk_create": lambda thing: QuerySet(Tag).bulk_create(
        [Tag(id=thing.id, root_id=thing.root_id, thing=thing, word="x")]
    ),
    "plain bulk_update": lambda thing: QuerySet(Thing).bulk_update([thing], ["title"]),
    "plain delete": lambda thing: QuerySet(Thing).filter(pk=thing.pk).delete(),
    "raw delete": lambda thing: QuerySet(Thing).filter(pk=thing.pk)._raw_delete("default"),
    "ledger entry": lambda thing: Entry.objects.update(act="x"),
    "ledger entry delete": lambda thing: QuerySet(Entry).filter(act="thing.make")._raw_delete("default"),
    "opening": lambda thing: Opening.objects.update(value="null"),
    "opening delete": lambda thing: Opening.objects.all()._raw_delete("default"),
    "queue delete": lambda thing: Queue.objects.all()._raw_delete("default"),
    "sequence": lambda thing: Leaf.objects.create(idx=0, entry=thing.id, hash=b"x"),
}


@pytest.mark.parametrize("way", ORM)
def test_no_way_through_the_orm(thing, way):
    refused(lambda: ORM[way](thing))


MANY = {
    "add": lambda things, own, other: things.add(other, through_defaults={"id": uuid4(), "version": 1, "word": "x"}),
    "remove": lambda things, own, other: things.remove(own),
    "clear": lambda things, own, other: things.clear(),
    "set": lambda things, own, other: things.set([]),
}


@pytest.mark.parametrize("way", MANY)
@isolate_apps("heli.scratch")
def test_no_way_through_a_relation_of_many_to_many(thing, maker, way):
    """The house has no such relation; Django's own machinery for one is let loose on the table of tags."""

    class Stuff(models.Model):
        id = models.UUIDField(primary_key=True)

        class Meta:
            app_label, db_table = "scratch", "scratch_thing"

    class Shelf(models.Model):
        id = models.UUIDField(primary_key=True)
        things = models.ManyToManyField(Stuff, through="Mark")

        class Meta:
            app_label, db_table = "scratch", "acts_root"

    class Mark(models.Model):
        id = models.UUIDField(primary_key=True)
        shelf = models.ForeignKey(Shelf, models.PROTECT, db_column="root_id")
        stuff = models.ForeignKey(Stuff, models.PROTECT, db_column="thing_id")
        version = models.IntegerField()
        word = models.CharField(max_length=20)

        class Meta:
            app_label, db_table = "scratch", "scratch_tag"

    other = perform(maker, "thing.make", Root.objects.get(id=thing.root_id), {"title": "公章"})
    perform(maker, "thing.close", thing, {"because": "作废"})  # which tags it
    shelf = Shelf.objects.get(id=thing.root_id)
    own, another = (Stuff.objects.get(id=t.id) for t in (thing, other))
    assert set(shelf.things.all()) == {own}
    refused(lambda: MANY[way](shelf.things, own, another))


SQL = {
    "update": "UPDATE scratch_thing SET title = 'x'",
    "leading comment": "/* harmless */ UPDATE scratch_thing SET title = 'x'",
    "common table expression": "WITH t AS (SELECT 1 AS n) UPDATE scratch_thing SET title = 'x' WHERE 1 IN (SELECT n FROM t)",
    "delete": "DELETE FROM scratch_thing",
    "insert": "INSERT INTO acts_root (id, kind) VALUES ('00000000000000000000000000000001', 'x')",
    "entry": "UPDATE ledger_entry SET act = 'x'",
    "entry delete": "DELETE FROM ledger_entry",
}


@pytest.mark.parametrize("way", SQL)
def test_no_way_through_raw_sql(thing, way):
    refused(sql(SQL[way]))


@postgres_only
@pytest.mark.parametrize(
    "statement",
    [
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE scratch_thing CASCADE",
        "TRUNCATE ledger_entry",
        "DO $$ BEGIN UPDATE scratch_thing SET title = 'x'; END $$",
        "SELECT 1; UPDATE scratch_thing SET title = 'x'",
    ],
)
def test_no_way_through_postgresql(thing, statement):
    refused(sql(statement))


@postgres_only
def test_no_way_through_copy(thing):
    def copy():
        connection.ensure_connection()
        with connection.connection.cursor() as cursor, cursor.copy("COPY acts_root (id, kind) FROM STDIN") as stream:
            stream.write("00000000-0000-0000-0000-000000000001\tx\n")

    with pytest.raises(Exception, match="heli guard"), transaction.atomic():
        copy()


@sqlite_only
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO scratch_thing SELECT * FROM scratch_thing",
        "REPLACE INTO acts_root SELECT id, 'x' FROM acts_root",
        "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    ],
)
def test_no_way_through_replace(thing, statement):
    refused(sql(statement))


@sqlite_only
def test_a_replace_inside_an_act_cannot_touch_the_ledger(thing):
    with pytest.raises(DatabaseError, match="heli guard"), transaction.atomic(), door("act"):
        sql("INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry")()


FRESH = "lower(hex(randomblob(16)))"


@sqlite_only
@pytest.mark.parametrize(
    ("through", "table", "changed", "also"),
    [
        ("act", "ledger_entry", {"id": FRESH}, ""),  # the same number of the same subject
        ("act", "ledger_entry", {"id": FRESH, "nth": "nth + 1000"}, "rowid"),
        ("act", "ledger_opening", {"id": "NULL", "value": "'forged'"}, ""),
        ("act", "ledger_opening", {"entry": FRESH, "value": "'forged'"}, ""),
        ("sequencer", "ledger_leaf", {"idx": "idx + 100000"}, ""),
        ("sequencer", "ledger_leaf", {"entry": FRESH}, ""),
    ],
)
def test_a_replace_through_the_right_door_cannot_put_a_row_in_the_place_of_another(thing, through, table, changed, also):
    sequencer.run_once()
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    names = [*([also] if also else []), *columns]
    values = ", ".join(changed.get(c, c) for c in names)
    statement = f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}"
    with pytest.raises(DatabaseError, match="heli guard"), transaction.atomic(), door(through):
        sql(statement)()


@sqlite_only
def test_what_a_replace_removes_fires_the_triggers_of_delete():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone() == (1,)


@sqlite_only
def test_no_way_through_the_bare_driver(thing):
    raw = connection.connection
    for way in (raw.execute, raw.cursor().execute):
        with pytest.raises(sqlite3.DatabaseError, match="heli guard"):
            way("UPDATE scratch_thing SET title = 'x'")


@sqlite_only
def test_another_program_fails_for_want_of_the_function(tmp_path, thing):
    copy = tmp_path / "copy.sqlite3"
    stranger = sqlite3.connect(copy)
    stranger.executescript("\n".join(_schema_of("scratch_thing")))
    with pytest.raises(sqlite3.OperationalError, match="no such function: heli_door"):
        stranger.execute("INSERT INTO scratch_thing DEFAULT VALUES")
    stranger.close()


@pytest.fixture
def file(thing, tmp_path):
    """The default database is for a while a file, with what this test has written so far: for what ends a transaction."""
    memory = connections["default"]
    (tmp_path / "copy.sqlite3").write_bytes(memory.connection.serialize())
    theirs = type(memory)({**memory.settings_dict, "NAME": str(tmp_path / "copy.sqlite3")}, "default")
    connections["default"] = theirs
    yield theirs
    connections["default"] = memory
    theirs.close()


@sqlite_only
def test_no_way_through_a_script(file):
    file.ensure_connection()
    for statement in (SQL["update"], SQL["delete"], SQL["entry"], "BEGIN; SELECT 1; " + SQL["leading comment"]):
        with pytest.raises(sqlite3.DatabaseError, match="heli guard"):
            file.connection.executescript(f"SELECT 1; {statement};")
        file.connection.rollback()
    assert Thing.objects.get().title == "印章"


@postgres_only
def test_another_program_on_postgresql_is_refused_as_well(db):
    import psycopg

    known = connection.get_connection_params()
    login = {k: v for k, v in known.items() if k in ("dbname", "user", "password", "host", "port")}
    with psycopg.connect(**login) as stranger:
        for statement in (
            "UPDATE acts_root SET kind = 'x'",
            "DELETE FROM ledger_entry",
            "DELETE FROM people_unit",
            SQL["insert"],
        ):
            with pytest.raises(psycopg.DatabaseError, match="heli guard"):
                stranger.execute(statement)
            stranger.rollback()


def _schema_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'trigger') ORDER BY type", [table]
        )
        return [row[0] + ";" for row in cursor.fetchall()]


def test_inside_an_act_the_ledger_can_only_grow(thing):
    for statement in (
        "UPDATE ledger_entry SET act = 'x'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_opening SET value = 'null'",
    ):
        with pytest.raises(DatabaseError, match="heli guard"), transaction.atomic(), door("act"):
            sql(statement)()


def test_a_door_does_not_stay_open(thing, maker):
    perform(maker, "thing.rename", thing, {"title": "公章"})
    refused(sql("UPDATE scratch_thing SET title = 'x'"))


def test_every_table_is_declared(db):
    assert set(connection.introspection.table_names()) - set(declared()) == set()


def test_every_trigger_is_in_place_and_a_missing_one_is_named(db):
    assert guard.missing() == []
    with connection.cursor() as cursor:
        target = ' ON "scratch_thing"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "heli_scratch_thing_update"{target}')
    assert guard.missing() == ["heli_scratch_thing_update"]
    guard.install()
    assert guard.missing() == []
    assert "scratch_thing" in guarded()


LONGER = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("scratch", "0001_initial")]
    operations = [migrations.AlterField("thing", "title", models.CharField(max_length=50))]
"""


@sqlite_only
def test_triggers_survive_a_migration_that_remakes_their_table(file, tmp_path, settings, monkeypatch):
    """SQLite makes the table anew for a longer column, and its triggers go with the old one."""
    later = tmp_path / "scratch_later"
    later.mkdir()
    (later / "__init__.py").write_text("")
    shutil.copy(Path(migrations.__path__[0]) / "0001_initial.py", later)
    (later / "0002_longer.py").write_text(LONGER)
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"scratch": "scratch_later"}
    gone, install = [], guard.install
    monkeypatch.setattr(guard, "install", lambda using: (gone.extend(guard.missing(using)), install(using)))
    call_command("migrate", "scratch", verbosity=0)
    assert {f"heli_scratch_thing_{event}" for event in guard.EVENTS} <= set(gone)
    assert guard.missing() == []
    refused(sql(SQL["update"]))
    assert Entry.objects.filter(act="door.migration").count() == 2
