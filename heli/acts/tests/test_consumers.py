"""Sequencer and consumers: dense positions, nothing twice, nothing lost, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from heli.acts import consumers
from heli.acts.models import Cursor, Root, Stamp
from heli.acts.pipeline import perform
from heli.acts.worker import settle
from heli.ledger import sequencer
from heli.ledger.doors import door
from heli.ledger.models import Entry, Leaf, Queue

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_positions_are_dense_and_the_queue_runs_empty(thing, maker):
    for title in "一二三四五":
        perform(maker, "thing.rename", thing, {"title": title})
    while sequencer.run_once(batch=2):
        pass
    assert list(Leaf.objects.order_by("idx").values_list("idx", flat=True)) == list(range(Entry.objects.count()))
    assert not Queue.objects.exists()


def test_entries_of_one_subject_keep_their_order(thing, maker):
    for title in "一二三":
        perform(maker, "thing.rename", thing, {"title": title})
    settle()
    place = dict(Leaf.objects.values_list("entry", "idx"))
    chain = Entry.objects.filter(subject=thing.id).order_by("nth").values_list("id", flat=True)
    assert [place[e] for e in chain] == sorted(place[e] for e in chain)


def test_two_sequencers_collide_instead_of_forking(thing):
    settle()
    taken = Leaf.objects.order_by("-idx").first()
    with pytest.raises(IntegrityError), transaction.atomic(), door("sequencer"):
        Leaf.objects.create(idx=taken.idx + 1, entry=taken.entry, hash=b"x")


def test_a_consumer_reads_every_entry_once(thing, maker):
    seen: list[int] = []
    one = consumers.Consumer("probe", lambda entries: seen.extend(i for i, _ in entries))
    settle()
    while consumers.advance(one, batch=1):
        pass
    perform(maker, "thing.rename", thing, {"title": "公章"})
    settle()
    while consumers.advance(one, batch=1):
        pass
    assert seen == list(range(Entry.objects.count()))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time, and commits in order")
@pytest.mark.parametrize("during", [False, True], ids=["after the sequencer", "while the sequencer works"])
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_later_with_a_lower_number_is_not_lost(thing, maker, during):
    """The deed of one connection takes its number in the queue and another's commits before it; then the sequencer runs."""
    seen: list[UUID] = []
    one = consumers.Consumer("probe", lambda entries: seen.extend(e.id for _, e in entries))
    with transaction.atomic(), door("migration"):
        elsewhere = Root.objects.create(id=uuid4(), kind="elsewhere")
    queued, commit = Event(), Event()

    def slow() -> int:
        try:
            with transaction.atomic():
                perform(maker, "thing.rename", thing, {"title": "公章"})
                number = Queue.objects.latest("id").id
                queued.set()
                assert commit.wait(30)
            return number
        finally:
            queued.set()
            connection.close()

    def run() -> None:
        sequencer.run_once()
        while consumers.advance(one):
            pass

    run()
    with ThreadPoolExecutor(1) as other:
        late = other.submit(slow)
        assert queued.wait(30)
        perform(maker, "thing.make", elsewhere, {"title": "先办"})
        higher = Queue.objects.get().id

        def let_commit(execute: Any, sql: str, *rest: Any) -> Any:
            if during and sql.startswith('DELETE FROM "ledger_queue"'):
                commit.set()
                late.result(30)
            return execute(sql, *rest)

        with connection.execute_wrapper(let_commit):
            run()
        assert commit.is_set() == during
        commit.set()
        assert late.result(30) < higher
    run()
    assert list(Leaf.objects.order_by("idx").values_list("idx", flat=True)) == list(range(Entry.objects.count()))
    assert set(Leaf.objects.values_list("entry", flat=True)) == set(Entry.objects.values_list("id", flat=True))
    assert not Queue.objects.exists()
    assert len(seen) == len(set(seen)) == Entry.objects.count()


def test_a_consumer_that_fails_reads_the_same_entries_again(thing):
    settle()
    seen: list[int] = []

    def fail_once(entries):
        seen.extend(i for i, _ in entries)
        if len(seen) == len(entries):
            raise ValueError

    one = consumers.Consumer("probe", fail_once)
    with pytest.raises(ValueError):
        consumers.advance(one)
    assert not Cursor.objects.filter(consumer="probe").exists()
    consumers.advance(one)
    assert len(seen) == 2 * len(set(seen))


def test_the_stamp_of_a_root_moves_with_its_acts(thing, maker):
    settle()
    before = Stamp.objects.get(root=thing.root_id).idx
    perform(maker, "thing.rename", thing, {"title": "公章"})
    settle()
    assert Stamp.objects.get(root=thing.root_id).idx > before


def test_a_derived_table_can_be_rebuilt(thing):
    settle()
    before = list(Stamp.objects.values())
    consumers.rebuild("stamps", [Stamp])
    assert list(Stamp.objects.values()) == before
