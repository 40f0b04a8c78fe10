"""The collaborations room: registers its kinds and who sees a collaboration."""

from heli.access.exits import register_exit
from heli.kernel.cards import Kind, register_kind, register_root
from heli.kernel.room import Room


class CollaborationsRoom(Room):
    name = "heli.collaborations"
    label = "collaborations"
    subjects = ("duties", "plan", "consult", "stages", "monitoring", "delivery")

    def register(self) -> None:
        from heli.collaborations import cards, models
        from heli.collaborations.visibility import SEES, SEES_COLLABORATION

        register_root("collaboration", SEES)
        register_kind(
            Kind(
                "collaboration", "协作事项", models.Collaboration, cards.collaboration, SEES_COLLABORATION,
                number="number", search="title",
            )
        )  # fmt: skip
        from heli.collaborations import archiving, matters

        archiving.register()
        matters.register()
        for code, label, model, card in cards.below():
            register_kind(Kind(code, label, model, card, SEES, related=("collaboration",)))
        for name in ("problems", "problem-deed", "problem-leave", "delivery", "delivery-deed", "delivery-leave"):
            register_exit(name, "page")
