"""What every template gets from the request: the shell, the display choices, demo mode, the time of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from heli import __version__

CHOICES = {
    "theme": ("light", "dark", "auto"),
    "text": ("m", "l", "xl"),
    "contrast": ("normal", "more"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True)
class Display:
    """How this browser wants its pages. Kept in first-party cookies, so that the first paint is already right."""

    theme: str = "light"
    text: str = "m"
    contrast: str = "normal"
    keys: str = "on"


def cookie(name: str) -> str:
    """The cookie that keeps a display choice."""
    return f"heli-{name}"


def display(request: HttpRequest) -> Display:
    """The choices in the cookies; what is not on the list counts as not chosen."""
    chosen = {name: request.COOKIES.get(cookie(name), "") for name in CHOICES}
    return Display(**{name: value for name, value in chosen.items() if value in CHOICES[name]})


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor. `request.shell` and `request.toast` are set by whoever knows the person; absent is fine."""
    return {
        "shell": getattr(request, "shell", None),
        "toast": getattr(request, "toast", None),
        "display": display(request),
        "demo": settings.DEMO,
        "version": __version__,
        "now": timezone.now(),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
