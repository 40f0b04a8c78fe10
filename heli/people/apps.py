"""The people room: registers units, persons and posts, and answers who acts."""

from heli.kernel.cards import Kind, register_kind, register_root
from heli.kernel.conditions import Signed
from heli.kernel.resources import register_resource
from heli.kernel.room import Room
from heli.kernel.shell import Place, register_link, register_place


class PeopleRoom(Room):
    name = "heli.people"
    label = "people"

    def register(self) -> None:
        from heli.acts.actors import confirm_by
        from heli.acts.forms import register_options
        from heli.people import cards, finding, models, queries
        from heli.people.conditions import InOwnOrganisation

        register_kind(Kind("unit", "单位", models.Unit, cards.unit_card, Signed(), number="code"))
        register_kind(
            Kind(
                "person", "人员", models.Person, cards.person_card, Signed(),
                search="name", listed=finding.InDirectory(), results=finding.persons,
            )
        )  # fmt: skip
        register_kind(Kind("post", "岗位", models.Post, cards.post_card, Signed(), related=("unit",)))
        register_root("organisation", InOwnOrganisation())
        register_resource("people.organisations", "单位", queries.read_organisations)
        register_resource("people.posts", "岗位及任职人", queries.read_posts)
        register_options("persons", queries.person_choices)
        register_options("appointable", queries.appointable_choices)
        register_options("administrators", queries.administrator_choices)
        confirm_by(queries.confirm)
        everyone = ("officer", "coord", "audit", "admin")
        register_place(Place("people", "组织人员", "人员", "users-group", "people", everyone, 65))
        register_place(Place("log", "操作日志", "日志", "list-details", "log-own", ("audit",), 10))
        for key, url in {"post": "post", "profile": "me", "sign_out": "signout"}.items():
            register_link(key, url)
