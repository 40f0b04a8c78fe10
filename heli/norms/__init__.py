"""Norms (规范与条款符合度): the norm as pages, and how a collaboration stands against it. Revision comes later (ch. 7)."""
