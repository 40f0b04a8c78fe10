"""State of matters: the matter with its place in the inbox, and the records of what was done about it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from heli.access.labels import Labelled
from heli.acts.rows import Row
from heli.people.models import Person, Post, Unit

STATES = {"unsigned": "待签收", "open": "办理中", "answered": "待确认", "closed": "已办结", "withdrawn": "已撤回"}
DID = {
    "matter.sign": "已签收", "matter.hand_over": "已转出", "matter.answer": "已答复", "matter.confirm": "已确认",
    "matter.refuse": "已退回重办", "matter.extend": "已同意延期", "matter.decline_extension": "未同意延期",
    "matter.take_back": "已撤回", "matter.settle": "已办理",
}  # fmt: skip
"""The deeds by which a post has handled a matter, as 已办 says them."""
CLOSINGS = {"confirmed": "提出方确认", "settled": "随办理办结", "lapsed": "逾期按规则办结", "withdrawn": "撤回"}


class Matter(Labelled, Row):
    """An open point about anything (`about_kind`, `about_id`), of a kind that a room registered.

    `owner_post` null: the whole unit, for its liaison officer and deputy. `due_at` is the time of whoever has the ball: the
    owner, or the raiser once it is answered. `lapses_at`: from when silence counts, null where it never does.
    `done_at`: when the owner's part was finished. Overdue is computed, never stored.
    """

    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True)
    raiser_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    raiser_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    term = models.CharField(max_length=20)
    lapses_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=list(STATES.items()))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="matters_matter_state"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(state__in=["unsigned", "open"]), name="matters_matter_done"
            ),
        ]
        indexes = [
            models.Index(fields=["owner_post", "state", "due_at"], name="matters_owner_post"),
            models.Index(
                fields=["owner_unit", "state", "due_at"], name="matters_whole_unit", condition=Q(owner_post__isnull=True)
            ),
            models.Index(fields=["owner_unit", "state"], name="matters_owner_unit"),
            models.Index(fields=["raiser_post", "state", "due_at"], name="matters_raiser_post"),
            models.Index(fields=["raiser_unit", "state"], name="matters_raiser_unit"),
            models.Index(fields=["about_kind", "about_id", "kind"], name="matters_about"),
            models.Index(fields=["root", "state", "due_at"], name="matters_root"),
            models.Index(fields=["lapses_at"], name="matters_lapse", condition=Q(lapses_at__isnull=False)),
        ]


class Record(Row):
    """Base of what was done about a matter: by whom, in which post, when. A system alone leaves person and post empty."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Signing(Record):
    """签收: received, and ours to handle. Whether it was in time is seen from `at` and `due_at`."""

    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter"], name="matters_signing_once")]


class Answer(Record):
    """答复. `due_at` is the time by which it had to come. An answer is never changed or removed; a better one is added."""

    nth = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "nth"], name="matters_answer_nth")]


class Confirmation(Record):
    """确认: the raiser agrees that the point is settled."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="confirmation")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter"], name="matters_confirmation_once")]


class Refusal(Record):
    """退回重办: the raiser does not agree with an answer, and says why."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="refusal")
    reason = models.TextField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()


class HandOver(Record):
    """转本单位其他人: from a post (null: the whole unit) to another of the same organisation."""

    from_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)


class Urging(Record):
    """催办."""

    text = models.CharField(max_length=200, blank=True)


class ExtensionRequest(Record):
    """申请延期, by the owner. `asked`: the posts that can decide about it, known while the act runs."""

    asked: tuple[UUID, ...] = ()

    days = models.PositiveIntegerField()
    reason = models.TextField()


class Extension(Record):
    """延期, granted by the raiser's side, upon a request or without one. Days are working days."""

    request = models.OneToOneField(ExtensionRequest, null=True, on_delete=models.PROTECT, related_name="extension")
    days = models.PositiveIntegerField()
    reason = models.TextField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(due_after__gt=models.F("due_before")), name="matters_extension_longer")]


class ExtensionRefusal(Record):
    """不同意延期, with the reason."""

    request = models.OneToOneField(ExtensionRequest, on_delete=models.PROTECT, related_name="refusal")
    reason = models.TextField()


class Closing(Record):
    """办结: how the matter came to its end, once."""

    how = models.CharField(max_length=10, choices=list(CLOSINGS.items()))
    rule = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter"], name="matters_closing_once"),
            models.CheckConstraint(condition=Q(how__in=list(CLOSINGS)), name="matters_closing_how"),
        ]


class Handled(models.Model):
    """A matter that went through the hands of a post, or of a whole unit (`holder`): what stands under its 已办.

    `did` is the act by which the holder handled it last; empty for a side of a matter that others brought to its end.
    Derived from the record, so that no deed has to keep it.
    """

    heli_table: ClassVar[str] = "derived"
    heli_consumer: ClassVar[str] = "handled"

    id = models.BigAutoField(primary_key=True)
    holder = models.UUIDField()
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    did = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "matter"], name="matters_handled_once")]
        indexes = [models.Index(fields=["holder", "at"], name="matters_handled_holder")]
