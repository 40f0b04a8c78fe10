"""Doors beside `perform`: migrations, the generator of large worlds, the clock of the demo. Each records itself (T08, T52)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from heli.acts import guard
from heli.acts.deed import secret
from heli.acts.locking import moment
from heli.acts.models import Root
from heli.kernel.actor import System
from heli.kernel.ids import derived_id, random_id
from heli.kernel.ref import Ref
from heli.kernel.time import stamp
from heli.ledger.doors import door
from heli.ledger.record import Draft, write

INSTALLATION = "installation"


class ForeignDatabase(RuntimeError):
    """The database was made by another data directory: ids derived from this one's secret would not be its own (T52)."""

    def __init__(self) -> None:
        super().__init__(
            "这个数据库属于另一个数据目录，不能用现在的数据目录打开。"
            "请用 --data 指明建立这个数据库时的数据目录（其中的 secret 须是原来的）；要新建，请另用一个空的数据库。"
        )


def installation_id() -> UUID:
    """The id of the root that stands for the installation itself; the container of organisations."""
    return derived_id(secret(), INSTALLATION)


def demand_own_database() -> None:
    """`ForeignDatabase` when the installation's root is another data directory's. A database still without a root is free."""
    if Root._meta.db_table not in connection.introspection.table_names():
        return
    if Root.objects.filter(kind=INSTALLATION).exclude(id=installation_id()).exists():
        raise ForeignDatabase


def record_migration(names: Sequence[str]) -> None:
    """Put on record which migrations ran; the first time, make the installation's root."""
    if not names:
        return
    with transaction.atomic(), door("migration"):
        Root.objects.get_or_create(id=installation_id(), defaults={"kind": INSTALLATION})
        _write("door.migration", "install", {"migrations": list(names)})


def restore_guard() -> list[str]:
    """Put back the triggers that are missing, on record with their names; what was missing."""
    names = guard.missing()
    if names:
        with transaction.atomic(), door("migration"):
            guard.install()
            _write("door.guard", "install", {"triggers": names})
    return names


@contextmanager
def generator(purpose: str) -> Iterator[None]:
    """The door of the generator of large worlds: plain bulk inserts inside, one entry that says so and why."""
    with transaction.atomic(), door("generator"):
        yield
        _write("door.generator", "generator", {"purpose": purpose})


def record_story(since: datetime, entries: int) -> None:
    """Put on record that the demo was played under a clock of its own: from which moment on, and how many entries (T08)."""
    with transaction.atomic(), door("generator"):
        _write("door.story", "demo", {"since": stamp(since), "entries": entries})


def _write(act: str, system: str, facts: Mapping[str, Any]) -> None:
    root = Ref(INSTALLATION, installation_id())
    actor = System(system)
    write(
        [
            Draft(
                random_id(), act, "", actor, moment(), root, root, None,
                protected={"facts": dict(facts), "names": actor.names.as_dict()},
            )
        ]
    )  # fmt: skip
