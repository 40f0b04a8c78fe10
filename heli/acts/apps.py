"""Acts as a Django app: puts the guard back after every migration."""

from typing import Any

from django.db.models.signals import post_migrate

from heli.kernel.room import Room


class ActsRoom(Room):
    name = "heli.acts"
    label = "acts"

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(_restore_guard, sender=self, dispatch_uid="heli.acts.guard")


def _restore_guard(using: str = "default", plan: Any = (), **_: Any) -> None:
    # SQLite rebuilds a table on AlterField and drops its triggers in silence
    from heli.acts import doors, guard

    guard.install(using)
    doors.record_migration([f"{migration.app_label}.{migration.name}" for migration, backwards in plan if not backwards])
