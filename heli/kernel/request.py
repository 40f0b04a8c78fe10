"""The request as views of every room meet it, and what a view says about itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from heli.kernel.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


class Request(HttpRequest):
    """A request of a signed-in person: type your views with it. Middleware of the roof sets `actor`.

    `correlation` ties the answer to its line in the log.
    """

    actor: Actor
    correlation: str


def public(view: View) -> View:
    """Mark a view that strangers may open: sign-in, health, error pages. All others refuse them (T21)."""
    view.heli_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Any) -> bool:
    """Whether the view carries the mark."""
    return bool(getattr(view, "heli_public", False))
