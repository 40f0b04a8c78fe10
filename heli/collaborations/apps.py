"""The collaborations room: registers its kinds and who sees a collaboration."""

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
        from heli.collaborations import archiving, choices, matters
        from heli.collaborations.duties import gates

        archiving.register()
        choices.register()
        gates.register()
        matters.register()
        for code, label, model, card in cards.below():
            register_kind(Kind(code, label, model, card, SEES, related=("collaboration",)))
