"""Each way of writing outside an act fails, on both databases; each trigger is in place."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from heli.acts import guard
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.rows import Row
from heli.acts.tables import declared, guarded
from heli.ledger import sequencer
from heli.ledger.doors import door
from heli.ledger.models import Entry, Leaf, Opening, Queue
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


def test_triggers_survive_a_rebuild_of_their_table(db):
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    assert guard.missing() == []
