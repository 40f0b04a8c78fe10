"""Every table is declared: state, ledger (with openings, queue, sequence), derived, framework. An undeclared one fails a test.

Which door may write what is decided here and enforced by the triggers of `guard`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from heli.kernel.dated import Dated

# Tables of Django and of sign-in, whose writes are no deeds: sessions, migrations, credentials, login book, heartbeats.
FRAMEWORK = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
    }
)

ALWAYS = ("migration", "generator")


@dataclass(frozen=True)
class Permit:
    """Doors that may insert, update and delete in a table; an empty tuple means never."""

    insert: tuple[str, ...]
    update: tuple[str, ...]
    delete: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...] = ()


PERMITS = {
    "state": Permit(("act", *ALWAYS), ("act", *ALWAYS), ("act", *ALWAYS)),
    "ledger": Permit(("act", *ALWAYS), (), (), (("id",), ("subject", "nth"))),
    "openings": Permit(("act", *ALWAYS), (), ("act",), (("id",), ("entry", "path"))),
    "queue": Permit(("act", *ALWAYS), (), ("sequencer",), (("id",),)),
    "sequence": Permit(("sequencer",), (), (), (("idx",), ("entry",))),
    "derived": Permit(("consumer", *ALWAYS), ("consumer", *ALWAYS), ("consumer", *ALWAYS)),
}


def declared() -> dict[str, str]:
    """Table name → kind of every model, and of the framework's tables."""
    result = dict.fromkeys(FRAMEWORK, "framework")
    for model in apps.get_models(include_auto_created=True):
        kind = kind_of(model)
        if kind:
            result[model._meta.db_table] = kind
    return result


def kind_of(model: type[Model]) -> str:
    """The declared kind of a model's table; "" when undeclared."""
    if model._meta.db_table in FRAMEWORK:
        return "framework"
    return str(getattr(model, "heli_table", ""))


def guarded() -> dict[str, Permit]:
    """Table name → permit of every table that the guard watches."""
    return {table: PERMITS[kind] for table, kind in sorted(declared().items()) if kind in PERMITS}


def dated() -> dict[str, tuple[str, ...]]:
    """Table name → columns for which at most one dated row may hold on a day."""
    result: dict[str, tuple[str, ...]] = {}
    for model in apps.get_models():
        if issubclass(model, Dated) and model.dated_by:
            result[model._meta.db_table] = tuple(str(getattr(model._meta.get_field(f), "column", f)) for f in model.dated_by)
    return dict(sorted(result.items()))
