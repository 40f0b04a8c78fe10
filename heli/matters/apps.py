"""The matters room: registers its one kind of thing. Kinds of matters are registered by the rooms that open them."""

from heli.acts.forms import register_options
from heli.kernel.cards import Card, Kind, register_kind
from heli.kernel.room import Room
from heli.kernel.shell import Place, register_counter, register_place


class MattersRoom(Room):
    name = "heli.matters"
    label = "matters"

    def register(self) -> None:
        from heli.matters.conditions import SeesMatter
        from heli.matters.models import Matter
        from heli.matters.page import colleagues
        from heli.matters.queries import waiting_count

        register_kind(Kind("matter", "事项", Matter, _card, SeesMatter(), number="number", search="title"))
        register_options("matter.colleagues", colleagues)
        register_counter("inbox", waiting_count)
        roles = ("officer", "coord")
        register_place(Place("inbox", "我的工作台", "工作台", "inbox", "inbox", roles, 10, counter="inbox", hot=True))
        leader = ("leader",)  # one entry, in the leader's words
        register_place(Place("decisions", "待您决定", "决定", "rubber-stamp", "inbox", leader, 10, counter="inbox", hot=True))


def _card(matter: object) -> Card:
    from heli.access.labels import AUDIENCES
    from heli.matters.models import STATES, Matter

    assert isinstance(matter, Matter)
    return Card(
        matter.ref,
        matter.root_id,
        matter.version,
        matter.title,
        matter.number,
        url=f"/matters/{matter.id}/",
        level=matter.level,
        audience=AUDIENCES[matter.audience],
        state=STATES[matter.state],
    )
