"""Doors of the guard: which kind of writer is at work on this connection right now.

The guard lives in the database: triggers refuse a write unless the right door is open. On SQLite they ask the function
`heli_door()`, which only Heli's own connections have; on PostgreSQL a transaction-local setting. Guards stop mistakes;
heads that leave the house stop malice (security.md §3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

SETTING = "heli.door"


def register_function(sender: Any, connection: Any, **_: Any) -> None:
    """Give a new SQLite connection the function that the guard's triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("heli_door", 0, lambda: getattr(connection, "heli_door", ""))


connection_created.connect(register_function, dispatch_uid="heli.ledger.doors")


def current_door() -> str:
    """The door that is open on this thread's connection; "" when none is."""
    return str(getattr(connection, "heli_door", ""))


@contextmanager
def door(name: str, *, announce: bool = True) -> Iterator[None]:
    """Open the door `name` inside a transaction. `announce=False` where the caller sets the PostgreSQL setting itself."""
    before = current_door()
    connection.heli_door = name  # type: ignore[attr-defined]
    try:
        if announce:
            _announce(name)
        yield
    except BaseException:
        # the transaction or its savepoint rolls back, and the setting with it
        connection.heli_door = before  # type: ignore[attr-defined]
        raise
    connection.heli_door = before  # type: ignore[attr-defined]
    _announce(before)


def _announce(name: str) -> None:
    if connection.vendor != "postgresql":
        return
    # COMMIT ends a transaction-local setting by itself; only a nested block (tests, a door inside a door) must be put back
    if name or len(connection.atomic_blocks) > 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, name])
