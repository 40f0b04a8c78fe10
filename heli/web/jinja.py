"""The template environment."""

from typing import Any

from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Jinja2 with autoescape."""
    return Environment(**options)  # noqa: S701  autoescape comes with Django's options
