"""The design stage for these tests."""

from heli.collaborations.duties.tests.scene import fresh, listed, planned, settled

__all__ = ["fresh", "listed", "planned", "settled"]
