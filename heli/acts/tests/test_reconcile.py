"""Reconciling finds what was changed past the acts, in rows and in the record, and is silent where nothing was."""

from __future__ import annotations

import pytest
from django.db import connection

from heli.acts import guard
from heli.acts.pipeline import perform
from heli.acts.reconcile import reconcile
from heli.acts.worker import settle
from heli.ledger.models import Entry, Leaf, Opening
from heli.scratch.models import Tag, Thing

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def settled(thing, maker):
    perform(maker, "thing.rename", thing, {"title": "公章"})
    perform(maker, "thing.close", thing, {"because": "到期"})
    settle()
    return thing


@pytest.fixture
def past_the_guard(settled):
    """Run SQL as somebody who has taken the guard away."""
    guard.remove()

    def run(sql, *params):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    yield run
    guard.install()


def param(id_):
    return id_ if connection.vendor == "postgresql" else id_.hex


def words(report):
    return [f"{f.where}：{f.what}" for f in report.faults]


def test_what_only_acts_have_written_fits(settled):
    report = reconcile()
    assert words(report) == []
    assert (report.entries, report.waiting, report.unrecorded) == (Entry.objects.count(), 0, 0)
    assert report.rows > Thing.objects.count() + Tag.objects.count()


def test_entries_that_wait_for_their_position_are_no_fault(settled, maker, root):
    perform(maker, "thing.make", root, {"title": "合同章"})
    report = reconcile()
    assert (words(report), report.waiting) == ([], 1)


def test_a_changed_row_is_found_and_the_last_deed_named(settled, past_the_guard):
    past_the_guard("UPDATE scratch_thing SET title = 'X' WHERE id = %s", param(settled.id))
    last = Entry.objects.get(act="thing.close").id
    assert words(reconcile()) == [f"thing:{settled.id}：与最近一次办理的记录 {last} 不符"]


def test_a_lost_row_and_a_row_without_a_deed_are_found(settled, past_the_guard):
    lost = Tag.objects.order_by("word")[0].id
    past_the_guard("UPDATE scratch_tag SET id = %s WHERE id = %s", param(settled.id), param(lost))
    assert words(reconcile()) == [f"scratch.tag:{lost}：记录中有，数据中没有", "数据：有 1 行数据没有办理记录"]


def test_a_changed_leaf_is_found_by_its_hash(settled, past_the_guard):
    entry = Entry.objects.get(act="thing.rename")
    leaf = bytes(entry.leaf).replace(b'"clause":"1.1.2"', b'"clause":"1.1.3"')
    past_the_guard("UPDATE ledger_entry SET leaf = %s WHERE id = %s", leaf, param(entry.id))
    assert words(reconcile()) == [f"记录 {entry.id}：内容与哈希值不符", f"记录 {entry.id}：列 clause 与内容不符"]


def test_a_changed_opening_is_found_by_its_commitment(settled, past_the_guard):
    entry = Entry.objects.get(act="thing.rename")
    past_the_guard("UPDATE ledger_opening SET value = '{}' WHERE entry = %s AND path = 'names'", param(entry.id))
    assert words(reconcile()) == [f"记录 {entry.id}：names 的原值与记录不符"]


def test_a_missing_opening_is_found(settled, past_the_guard):
    entry = Entry.objects.get(act="thing.rename")
    past_the_guard("DELETE FROM ledger_opening WHERE id = %s", Opening.objects.get(entry=entry.id, path="names").id)
    assert words(reconcile()) == [f"记录 {entry.id}：缺少 names 的原值"]


def test_a_removed_entry_breaks_the_chain_and_leaves_its_position_empty(settled, past_the_guard):
    first, second = Entry.objects.filter(subject=settled.id).order_by("nth")[:2]
    idx = Leaf.objects.get(entry=first.id).idx
    past_the_guard("DELETE FROM ledger_opening WHERE entry = %s", param(first.id))
    past_the_guard("DELETE FROM ledger_entry WHERE id = %s", param(first.id))
    assert words(reconcile()) == [
        f"记录 {second.id}：同一事物的第 1 条记录缺失",
        f"位置 {idx}：所指的记录不存在或哈希值不同",
    ]


def test_a_gap_in_the_positions_is_found(settled, past_the_guard):
    top = Leaf.objects.order_by("-idx")[0].idx
    past_the_guard("UPDATE ledger_leaf SET idx = %s WHERE idx = %s", top + 2, top)
    assert words(reconcile()) == [f"位置 {top + 2}：位置不连续：共 {top + 1} 个，最大为 {top + 2}"]
