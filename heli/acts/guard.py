"""The guard: triggers, alike on both databases, that refuse a write unless the right door is open.

SQLite: the triggers call `heli_door()`, a function that only Heli's own connections have, so any other program fails
with "no such function". What `INSERT OR REPLACE` removes fires DELETE triggers only where `recursive_triggers` is on, as
it is on Heli's connections; append-only tables besides refuse a row whose key is taken. PostgreSQL: a transaction-local
setting; TRUNCATE has a trigger of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections

from heli.acts.tables import Permit, dated, guarded

MESSAGE = "heli guard: write outside an act"
OVERLAP = "heli guard: two periods overlap"
EVENTS = ("insert", "update", "delete")


class Unguarded(RuntimeError):
    """Triggers that should be there are not: nothing may run on this database until they are back."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"数据库缺少写入保护（{self.names[0]} 等 {len(self.names)} 处），可能被其他程序改动过，不能启动。"
            "请先用 bin/heli ledger verify 核对记录，再用 bin/heli guard restore 补齐写入保护。"
        )


def install(using: str = "default") -> None:
    """Put every trigger in place; harmless when they are there already."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    statements = [
        s for table, permit in guarded().items() if table in present for s in _statements(connection.vendor, table, permit)
    ]
    statements += [s for table, keys in dated().items() if table in present for s in _overlap(connection.vendor, table, keys)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTIONS)
        for statement in statements:
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take every trigger away. Only for the teardown of tests, which must empty tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in guarded():
            for name in _names(connection.vendor, table):
                cursor.execute(
                    f'DROP TRIGGER IF EXISTS "{name}"' + (f' ON "{table}"' if connection.vendor == "postgresql" else "")
                )


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should be there and are not, of the tables that are there; asked at start and by probes."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    names = (name for table in guarded() if table in tables for name in _names(connection.vendor, table))
    return sorted(name for name in names if name not in present)


def demand(using: str = "default") -> None:
    """`Unguarded` when a trigger is missing."""
    if names := missing(using):
        raise Unguarded(names)


def _names(vendor: str, table: str) -> list[str]:
    events = (*EVENTS, "truncate") if vendor == "postgresql" else EVENTS
    overlaps = [f"heli_{table}_overlap_{event}" for event in ("insert", "update")] if table in dated() else []
    return [f"heli_{table}_{event}" for event in events] + overlaps


def _doors(permit: Permit, event: str) -> tuple[str, ...]:
    return {"insert": permit.insert, "update": permit.update, "delete": permit.delete, "truncate": ()}[event]


def _statements(vendor: str, table: str, permit: Permit) -> list[str]:
    make = _postgres if vendor == "postgresql" else _sqlite
    return [s for event in (*EVENTS, "truncate") for s in make(table, event, permit)]


def _sqlite(table: str, event: str, permit: Permit) -> list[str]:
    if event == "truncate":
        return []
    name = f"heli_{table}_{event}"
    doors = ", ".join(f"'{d}'" for d in _doors(permit, event)) or "''"
    test = f"heli_door() NOT IN ({doors}) OR heli_door() = ''"
    for key in permit.keys if event == "insert" else ():
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        test += f' OR EXISTS (SELECT 1 FROM "{table}" WHERE {same})'
    return [
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" FOR EACH ROW BEGIN '
        f"SELECT RAISE(ABORT, '{MESSAGE} ({event} {table})') WHERE {test}; END",
    ]


def _postgres(table: str, event: str, permit: Permit) -> list[str]:
    name = f"heli_{table}_{event}"
    doors = ",".join(_doors(permit, event))
    each = "STATEMENT" if event == "truncate" else "ROW"
    return [
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" FOR EACH {each} EXECUTE FUNCTION heli_guard(\'{doors}\')',
    ]


def _overlap(vendor: str, table: str, keys: tuple[str, ...]) -> list[str]:
    """Triggers by which two dated rows of the same `keys` may not hold on the same day."""
    return [s for event in ("insert", "update") for s in _overlap_on(vendor, table, keys, event)]


def _overlap_on(vendor: str, table: str, keys: tuple[str, ...], event: str) -> list[str]:
    name = f"heli_{table}_overlap_{event}"
    if vendor == "postgresql":
        arguments = ", ".join(f"'{k}'" for k in keys)
        return [
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" FOR EACH ROW '
            f"EXECUTE FUNCTION heli_no_overlap({arguments})",
        ]
    same = " AND ".join(f'o."{k}" = NEW."{k}"' for k in keys)
    return [
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{table}" FOR EACH ROW BEGIN '
        f"SELECT RAISE(ABORT, '{OVERLAP} ({table})') WHERE EXISTS (SELECT 1 FROM \"{table}\" o WHERE {same} AND o.id <> NEW.id "
        "AND o.valid_from < coalesce(NEW.valid_to, '9999-12-31') AND NEW.valid_from < coalesce(o.valid_to, '9999-12-31')); END",
    ]


_PG_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION heli_guard() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE door text := coalesce(current_setting('heli.door', true), '');
BEGIN
  IF door = '' OR NOT door = ANY (string_to_array(TG_ARGV[0], ',')) THEN
    RAISE EXCEPTION '{MESSAGE} (% %)', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF TG_OP = 'TRUNCATE' THEN RETURN NULL; END IF;
  RETURN NEW;
END $body$;

CREATE OR REPLACE FUNCTION heli_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE same text := ''; clash boolean; key text;
BEGIN
  FOREACH key IN ARRAY TG_ARGV LOOP
    same := same || format(' AND o.%I = ($1).%I', key, key);
  END LOOP;
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I o WHERE o.id <> ($1).id '
    || 'AND o.valid_from < coalesce(($1).valid_to, ''infinity'') '
    || 'AND ($1).valid_from < coalesce(o.valid_to, ''infinity'')%s)', TG_TABLE_NAME, same) USING NEW INTO clash;
  IF clash THEN
    RAISE EXCEPTION '{OVERLAP} (%)', TG_TABLE_NAME USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $body$
"""
