"""Passages, suspensions and endings stand with the collaboration itself; nothing more is needed here."""
