"""T17: rows are found through `find` and queries only; nobody fetches by a key that a person sent."""

from __future__ import annotations

import pytest

from tests.security import lint


def test_no_module_fetches_a_row_by_its_key():
    assert [f for p in lint.sources() for f in lint.direct_reads(p.read_text(), str(p.relative_to(lint.ROOT)))] == []


@pytest.mark.parametrize(
    "planted",
    ["x = Post.objects.get(id=wanted)", "x = Post._default_manager.get(pk=1)", "get_object_or_404(Post, id=wanted)",
     "x = Post.objects.in_bulk(ids)"],
)  # fmt: skip
def test_the_lint_finds_a_planted_one(planted):
    assert list(lint.direct_reads(planted, "heli/people/views.py"))
    assert not list(lint.direct_reads("x = cache.get('a')", "heli/people/views.py"))
