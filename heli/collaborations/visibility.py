"""Who sees a collaboration and what lies below it."""

from heli.access.conditions import InAudience, LevelAtMost
from heli.collaborations.conditions import Drafts, Participates

SEES = Participates() | Drafts()
"""For rows below a collaboration: participants, and the initiating unit while it is a draft."""

SEES_COLLABORATION = LevelAtMost() & InAudience(SEES, author_unit="initiator_id")
"""For the collaboration itself: level, and audience; a public one is known to every signed-in person by its heading."""
