"""The Jinja2 environment of all pages: strict, autoescaped, with the few globals and filters that templates share."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from heli.clauses.catalogue import term
from heli.web.dates import FILTERS

LAMPS = {"ok": "正常", "warn": "预警", "bad": "滞后", "off": "未启动"}


def icon(name: str, label: str | None = None) -> Markup:
    """An icon of the sprite that set-up builds from the literal names in templates: always write the name as a literal.

    Decoration unless `label` says what it means. The only place that makes markup in Python; `format` escapes.
    """
    mark = 'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    svg = '<svg class="i" ' + mark + '><use href="{sprite}#{name}"></use></svg>'
    return Markup(svg).format(label=label, sprite=static("third/icons.svg"), name=name)  # noqa: S704


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Strict and autoescaped whatever Django passes; the filter `safe` does not exist here."""
    options.update(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env = Environment(**options)  # noqa: S701 - autoescape is forced above
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(icon=icon, static=static, url=url, glossary=term, LAMPS=LAMPS)
    env.filters.update(FILTERS)
    del env.filters["safe"]
    return env
