"""Each clause that is read from matters: a world that keeps it and one that violates it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.acts.pipeline import perform
from heli.clauses.registry import checks
from heli.clauses.results import NOT_APPLICABLE, Finding
from heli.clauses.worlds import World, speaks_against, worlds
from heli.kernel.ref import Ref
from heli.matters.tests.worlds import asked
from heli.people.models import AdminRole, Post

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

OURS = [w for w in worlds() if w.build.__module__ == "heli.matters.tests.worlds"]


def the_check(clause):
    return next(c for c in checks(clause) if c.room == "matters")


@pytest.mark.parametrize("one", OURS, ids=lambda w: f"{w.clause} {w.build.__name__}")
def test_the_check_tells_the_worlds_apart(one: World, cast):
    assert speaks_against(the_check(one.clause), one.build(cast)) is not one.kept


@pytest.mark.parametrize("clause", ["1.2.6", "1.2.6.b", "2.3.a"])
def test_each_clause_has_both_worlds_and_nothing_to_look_at_does_not_apply(clause, cast):
    assert {w.kept for w in OURS if w.clause == clause} == {True, False}
    assert the_check(clause).ask(Ref("organisation", cast("陈晓燕").organisation)) is NOT_APPLICABLE


def test_what_lies_with_an_empty_post_is_named_at_once(cast):
    root, matter = asked(cast)
    ma = cast("马骏")
    perform(cast("陈晓燕"), "matter.hand_over", matter, {"post": ma.post})
    admin = cast(AdminRole.objects.get(organisation=ma.organisation, role="system").person.name)
    perform(admin, "post.assign", Post.objects.get(id=ma.post), {"person": None, "reason": "退休"})
    found = [f for f in the_check("1.2.6").ask(root) if isinstance(f, Finding) and f.lapsed]
    assert len(found) == 1
    assert "无人承办" in found[0].sentence


def test_the_cost_of_the_checks_does_not_grow(cast):
    costs = []
    for _ in range(2):
        root, _matter = asked(cast)
        with CaptureQueriesContext(connection) as queries:
            for clause in ("1.2.6", "1.2.6.b", "2.3.a"):
                the_check(clause).ask(root)
        costs.append(len(queries))
    assert costs[0] == costs[1]
