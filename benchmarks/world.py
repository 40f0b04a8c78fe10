"""A throw-away installation for measuring: demo city, one person's way of doing deeds, the story of 企业开办一件事."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

DATABASES = ("sqlite", "postgres")


@contextmanager
def installation(database: str) -> Iterator[None]:
    """Django set up on an empty installation with the demo city. PostgreSQL comes from the wheel and writes to disk as in use."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heli-bench-")))
        os.environ |= {"HELI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "heli.config.base"}
        if database == "postgres":
            postgres.sweep()
            postgres.FAST = ("max_connections = 100",)
            os.environ["HELI_DATABASE_URL"] = stack.enter_context(postgres.server())
        else:
            os.environ.pop("HELI_DATABASE_URL", None)
        (folder / "mode").write_text("demo\n")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection, connections

        call_command("migrate", verbosity=0)
        from conftest import load_city
        from heli.cli.serve import collect_static

        load_city()
        collect_static()  # pages name files by their content
        print(f"database: {connection.vendor}")
        yield
        connections.close_all()


def person(name: str, duty: str = "") -> Any:
    """The actor of that name, in the first post or in one that has `duty`."""
    from conftest import Cast

    return Cast()(name, duty)


def straight(who: str, act: str, subject: Any, given: Any = None) -> Any:
    """A deed of the story through `perform`, in the first post of the person that may do it."""
    from conftest import Cast
    from heli.acts.pipeline import perform
    from heli.kernel.errors import HeliError
    from tests.walk.story import Refused

    refusal: HeliError | None = None
    for actor in Cast().in_every_post(who):
        try:
            return getattr(perform(actor, act, subject, dict(given) if given is not None else None), "ref", None)
        except HeliError as error:
            refusal = error
            if error.code != "denied":
                break
    assert refusal is not None
    raise Refused({r.clause for r in refusal.reasons}, str(refusal))


def story_in_work() -> Any:
    """The story told up to the end of its approval: in work, with its matters open."""
    from tests.walk import story

    told = story.Story(straight)
    story.need(told)
    story.design(told)
    story.approval(told)
    return told
