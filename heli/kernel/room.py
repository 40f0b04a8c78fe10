"""A room of the house as a Django app: its verbs and hooks are imported when the house is complete."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

FILES = ("acts", "hooks")


class Room(AppConfig):
    """Base of every room's AppConfig. Sub-packages named in `subjects` have the same files."""

    default_auto_field = "django.db.models.BigAutoField"
    default = False
    subjects: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        # Django takes an app's config by itself only where a single one is marked
        cls.default = True

    def import_models(self) -> None:
        super().import_models()
        for subject in self.subjects:
            import_module(f"{self.name}.{subject}.models")

    def ready(self) -> None:
        for place in (self.name, *(f"{self.name}.{s}" for s in self.subjects)):
            for file in FILES:
                if find_spec(f"{place}.{file}") is not None:
                    import_module(f"{place}.{file}")
        self.register()

    def register(self) -> None:
        """Kinds, root scopes and settings of the room: data, no behaviour."""
