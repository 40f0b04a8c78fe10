"""Measurements with commands of their own; never part of a timed test."""
