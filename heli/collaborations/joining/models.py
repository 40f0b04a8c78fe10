"""Parties and their answers stand with the collaboration itself; nothing more is needed here."""
