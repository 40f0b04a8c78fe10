"""The roof as a Django app."""

from heli.kernel.room import Room
from heli.kernel.shell import register_link


class WebRoom(Room):
    name = "heli.web"
    label = "web"

    def register(self) -> None:
        from heli.documents.receiving import register_receiver

        register_receiver("deed")
        register_link("search", "search")
