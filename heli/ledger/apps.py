"""The ledger as a Django app."""

from importlib import import_module

from heli.kernel.room import Room


class LedgerRoom(Room):
    name = "heli.ledger"
    label = "ledger"

    def ready(self) -> None:
        import_module("heli.ledger.doors")  # every connection must know the guard's function
        super().ready()
