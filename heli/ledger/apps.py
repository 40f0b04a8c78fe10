"""The ledger as a Django app."""

from heli.kernel.room import Room


class LedgerRoom(Room):
    name = "heli.ledger"
    label = "ledger"
