"""The matters room: registers its one kind of thing. Kinds of matters are registered by the rooms that open them."""

from heli.acts.forms import register_options
from heli.kernel.cards import Kind, register_kind
from heli.kernel.resources import register_resource
from heli.kernel.room import Room
from heli.kernel.shell import Place, register_counter, register_place


class MattersRoom(Room):
    name = "heli.matters"
    label = "matters"

    def register(self) -> None:
        from heli.matters import finding
        from heli.matters.conditions import SeesMatter
        from heli.matters.models import Matter
        from heli.matters.page import colleagues
        from heli.matters.queries import waiting_count
        from heli.matters.reading import read_inbox

        register_kind(
            Kind(
                "matter", "办理事项", Matter, finding.matter_card, SeesMatter(),
                number="number", search="title", results=finding.found_matters,
            )
        )  # fmt: skip
        register_options("matter.colleagues", colleagues)
        register_counter("inbox", waiting_count)
        register_resource("matters.inbox", "我的工作台", read_inbox)
        roles = ("officer", "coord")
        register_place(Place("inbox", "我的工作台", "工作台", "inbox", "inbox", roles, 10, counter="inbox", hot=True))
        leader = ("leader",)  # one entry, in the leader's words
        register_place(Place("decisions", "待您决定", "决定", "rubber-stamp", "inbox", leader, 10, counter="inbox", hot=True))
