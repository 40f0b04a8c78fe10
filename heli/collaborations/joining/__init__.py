"""Joining (1.2.1.c): invited, accepted or declined, and another unit invited instead."""
