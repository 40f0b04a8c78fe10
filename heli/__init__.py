"""Heli (合力): the platform on which departments that do not report to each other get one thing done together."""

__version__ = "0.1.0"
