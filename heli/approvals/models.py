"""State of approvals: what was submitted, its steps, every decision, who is a party, and what would make it hang."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heli.acts.rows import Row
from heli.kernel.clock import Term
from heli.kernel.ref import Ref
from heli.people.models import Person, Post

STATES = {"open": "审批中", "agreed": "已同意", "returned": "已退回", "withdrawn": "已撤回"}
VERBS = {"agree": "同意", "return": "退回"}


class Approval(Row):
    """One submission of one version of one thing for approval.

    `digest` is that of the content approved, in hex; `version_no` counts the submissions of the thing. `facts` is what the
    page shows (heli.approvals.facts). `number` stays empty until papers gives numbers.
    """

    number = models.CharField(max_length=40, blank=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    title = models.CharField(max_length=120)
    submitter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitter_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    digest = models.CharField(max_length=128)
    version_no = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="open")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "version_no"], name="approvals_version_once"),
            models.UniqueConstraint(fields=["about_kind", "about_id"], condition=Q(state="open"), name="approvals_one_open"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="approvals_number_once"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="approvals_state_known"),
            models.CheckConstraint(condition=~Q(digest=""), name="approvals_digest_given"),
        ]
        indexes = [models.Index(fields=["state"], name="approvals_by_state")]

    @property
    def about(self) -> Ref:
        """What is to be approved."""
        return Ref(self.about_kind, self.about_id)


class ApprovalStep(Row):
    """A step of the chain. It is open while it has `opened_at` and no `closed_at`; each opening is another `round`.

    A return takes the opening of the steps that it undoes back; their decisions stay on record under their round.
    """

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveIntegerField()
    level = models.CharField(max_length=10)
    label = models.CharField(max_length=20)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    within = models.CharField(max_length=12)
    round = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "order"], name="approvals_step_order"),
            models.UniqueConstraint(fields=["approval", "level"], name="approvals_level_once"),
            models.UniqueConstraint(fields=["approval", "post"], name="approvals_post_once"),
            models.UniqueConstraint(
                fields=["approval"],
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="approvals_one_step_open",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, due_at__isnull=True, closed_at__isnull=True)
                | Q(opened_at__isnull=False, due_at__isnull=False, round__gte=1),
                name="approvals_opened_has_due",
            ),
            models.CheckConstraint(condition=Q(level__in=["first", "second", "final"]), name="approvals_level_known"),
        ]
        indexes = [models.Index(fields=["post"], name="approvals_step_post")]

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def term(self) -> Term:
        """The time that it has."""
        return Term.parse(self.within)


class Decision(Row):
    """What one person decided at one step. `nth` counts within the approval; `return_to` is empty for the submitter.

    `principles` maps compliance, duties, risks, improvable (2.2.c to 2.2.f) to {"state": ok|warn|bad, "note": …}; a
    principle on which the person said nothing is missing.
    """

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="decisions")
    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveIntegerField()
    nth = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=list(VERBS.items()))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    stands_for = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opinion = models.CharField(max_length=500, blank=True)
    reasonable = models.CharField(max_length=500, blank=True)
    feasible = models.CharField(max_length=500, blank=True)
    risk = models.CharField(max_length=500, blank=True)
    principles = models.JSONField(default=dict)
    return_to = models.ForeignKey(ApprovalStep, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "round"], name="approvals_one_decision_a_round"),
            models.UniqueConstraint(fields=["approval", "nth"], name="approvals_decision_nth"),
            models.CheckConstraint(
                condition=(Q(verb="return") & ~Q(reason=""))
                | (Q(verb="agree", return_to__isnull=True) & ~Q(reasonable="") & ~Q(feasible="") & ~Q(risk="")),
                name="approvals_decision_complete",
            ),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True) | ~Q(stands_for=F("person")), name="approvals_not_for_oneself"
            ),
        ]


class Withdrawal(Row):
    """The submitter took the request back."""

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="withdrawal")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    withdrawn_at = models.DateTimeField()


class Barred(Row):
    """A party to the matter, who may not decide on it: 提交人, 设计人 and others that the submitting room names."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="barred")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["approval", "person"], name="approvals_barred_once")]


class Vacancy(Row):
    """A step that nobody may decide as things stand, found by the nightly look (B14); `filled_at` ends it."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="vacancies")
    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="vacancies")
    sentence = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(filled_at__isnull=True), name="approvals_one_vacancy_a_step")
        ]
