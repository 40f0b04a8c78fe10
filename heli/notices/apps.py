"""The notices room: the bell of the frame and its page."""

from heli.kernel.room import Room
from heli.kernel.shell import register_counter, register_link


class NoticesRoom(Room):
    name = "heli.notices"
    label = "notices"

    def register(self) -> None:
        from heli.notices.queries import unread

        register_counter("notices", unread)
        register_link("notices", "notices")
