"""The collaborations room: registers its kinds and who sees a collaboration."""

from heli.kernel.cards import Kind, register_kind, register_root
from heli.kernel.resources import register_resource
from heli.kernel.room import Room
from heli.kernel.shell import Place, register_link, register_place


class CollaborationsRoom(Room):
    name = "heli.collaborations"
    label = "collaborations"
    subjects = ("joining", "duties", "plan", "consult", "stages", "monitoring", "delivery")

    def register(self) -> None:
        from heli.collaborations import cards, choices, models, reading
        from heli.collaborations.visibility import SEES, SEES_COLLABORATION

        register_root("collaboration", SEES)
        register_kind(
            Kind(
                "collaboration", "协作事项", models.Collaboration, cards.collaboration, SEES_COLLABORATION,
                number="number", search="title",
            )
        )  # fmt: skip
        from heli.collaborations import archiving, attaching, matters
        from heli.collaborations.duties import gates
        from heli.collaborations.stages import halting

        archiving.register()
        attaching.register()
        gates.register()
        halting.register()
        matters.register()
        for code, label, model, card in cards.below():
            title = "title" if any(f.name == "title" for f in model._meta.get_fields()) else ""
            related = ("collaboration", "outcome") if code == "delivery" else ("collaboration",)
            register_kind(Kind(code, label, model, card, SEES, search=title, related=related))
        choices.register()
        register_place(Place("collab", "协作事项", "协作", "affiliate", "collaborations", ("officer", "coord"), 20))
        register_resource("collaborations.list", "协作事项", reading.read_collaborations)
        register_link("create", "collaboration-new")
