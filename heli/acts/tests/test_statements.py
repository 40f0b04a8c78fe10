"""The pipeline costs a fixed number of statements, BEGIN and COMMIT included, on both databases (must-hold 9)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts import actors
from heli.acts.pipeline import perform
from heli.ledger.doors import SETTING

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BOUND = 10


@pytest.fixture
def statements():
    """What a deed costs. The test's own transaction makes savepoints of BEGIN and COMMIT, which count as these.

    One statement is left out: inside another transaction PostgreSQL's door must be closed by hand, where COMMIT does it.
    """

    def run(*deed, **options):
        with CaptureQueriesContext(connection) as captured:
            perform(*deed, **options)
        said = [q["sql"] for q in captured.captured_queries]
        assert said[0].startswith("SAVEPOINT")
        assert said[-1].startswith("RELEASE") or SETTING in said[-1]
        return [s for s in said if not (s.startswith("SELECT set_config") and SETTING in s)]

    return run


@pytest.fixture
def with_posts():
    """Actors are confirmed as in a running installation: one more statement than in the scratch room."""
    from heli.people.queries import confirm

    before = actors.confirm_by(confirm)
    yield
    actors.confirm_by(before)


def test_a_simple_deed_costs_at_most_ten_statements(statements, with_posts, cast):
    from heli.people.models import Unit

    zhou = cast("周建国", "officer")
    given = {"scenario": "service", "title": "企业开办一件事"}
    made = perform(zhou, "collaboration.start", Unit.objects.get(code="bjsj"), given)
    said = statements(zhou, "need.describe", made, {**given, "problem": "跑 8 个窗口"}, key="k")
    assert len(said) <= BOUND, "\n".join(said)


def test_a_deed_costs_the_same_the_first_and_the_hundredth_time(statements, thing, maker):
    first = len(statements(maker, "thing.rename", thing, {"title": "0"}, key="0"))
    for n in range(1, 5):
        assert len(statements(maker, "thing.rename", thing, {"title": str(n)}, key=str(n))) == first


def test_consequences_written_together_add_one_statement_for_their_rows(statements, thing, maker):
    alone = len(statements(maker, "thing.rename", thing, {"title": "公章"}, key="k"))
    assert len(statements(maker, "thing.close", thing, {"because": "到期"}, key="k")) == alone + 1


def test_a_repeat_writes_nothing(statements, thing, maker):
    statements(maker, "thing.rename", thing, {"title": "公章"}, key="k")
    said = statements(maker, "thing.rename", thing, {"title": "公章"}, key="k")
    assert not [s for s in said if s.startswith(("INSERT", "UPDATE", "DELETE"))]
