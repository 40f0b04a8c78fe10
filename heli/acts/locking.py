"""Locking the root of an act, and what else the same statement can tell: its kind, the database's time, the newest entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from heli.acts.models import Root
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref
from heli.kernel.time import is_moved, now
from heli.ledger.doors import SETTING
from heli.ledger.models import Entry

CLOCK_TOLERANCE = 2
"""Seconds that the clock may run behind the newest entry."""


@dataclass(frozen=True)
class Locked:
    """The locked roots (`root` is the subject's own), the moment of the act, and the time of the newest entry."""

    root: Ref
    roots: tuple[UUID, ...]
    at: datetime
    newest: datetime | None


def lock(model: type[Model], ref: Ref, further: Sequence[UUID] = ()) -> Locked:
    """Lock the root of `ref` and the `further` ones, in id order, with one statement.

    SQLite: BEGIN IMMEDIATE has locked everything already. PostgreSQL: FOR UPDATE, which also opens the guard's door.
    The moment is the database's own on PostgreSQL, so that two web machines cannot disagree (T08).
    """
    pg = connection.vendor == "postgresql"
    quote = connection.ops.quote_name
    own = "%s" if model is Root else f"(SELECT root_id FROM {quote(model._meta.db_table)} WHERE id = %s)"
    keys = [_param(ref.id), *(_param(r) for r in further)]
    places = ", ".join([own, *["%s"] * len(further)])
    newest = f"(SELECT MAX(at) FROM {quote(Entry._meta.db_table)})"
    extra = "clock_timestamp(), set_config(%s, %s, true)" if pg else "NULL, NULL"
    sql = (
        f"SELECT id, kind, id = {own}, {newest}, {extra} FROM {quote(Root._meta.db_table)} "
        f"WHERE id IN ({places}) ORDER BY id" + (" FOR UPDATE" if pg else "")
    )
    params = [_param(ref.id), *([SETTING, "act"] if pg else []), *keys]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    mine = [r for r in rows if r[2]]
    if not mine:
        raise Absent
    at = now() if is_moved() or not pg else _milliseconds(mine[0][4])
    return Locked(Ref(mine[0][1], _uuid(mine[0][0])), tuple(_uuid(r[0]) for r in rows), at, _moment(mine[0][3]))


def moment() -> datetime:
    """The present moment by the same clock, for an entry that locks nothing: on PostgreSQL the database's own (T08)."""
    if is_moved() or connection.vendor != "postgresql":
        return now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return _milliseconds(cursor.fetchone()[0])


def _param(value: UUID) -> Any:
    return value if connection.vendor == "postgresql" else value.hex


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
