"""State of a collaboration: what it is for, who leads and takes part, and how far it has come.

A collaboration is its own root: its id is its root's id. Roles are dated rows, so who led on day D always has an answer.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from heli.access.labels import Labelled
from heli.acts.rows import Row
from heli.kernel.dated import Dated
from heli.people.models import Post, Unit

STAGES = {1: "需求确认", 2: "流程设计", 3: "审批", 4: "执行实施", 5: "执行监控", 6: "成果交付", 7: "反馈评估"}
PARTY_ROLES = {"lead": "牵头单位", "cooperating": "配合单位", "leadership": "分管领导单位"}
PARTY_STATES = {"planned": "拟邀请", "invited": "待答复", "accepted": "已接受", "declined": "已谢绝"}


class Collaboration(Labelled, Row):
    """A collaboration (协作事项). `stage` is the stage it is in; 4 stands for 4 and 5, which run side by side.

    `state`: draft until the need is submitted, then active; closed or cancelled at the end. Suspension is a record.
    """

    STATES: ClassVar[dict[str, str]] = {"draft": "草稿", "active": "办理中", "closed": "已办结", "cancelled": "已撤销"}

    number = models.CharField(max_length=20, blank=True, db_index=True)
    title = models.CharField(max_length=80)
    scenario = models.CharField(max_length=20)
    scenario_reason = models.CharField(max_length=300, blank=True)
    problem = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    excludes = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)
    initiator = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    initiated_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.UUIDField()
    first_reviewer = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    in_charge = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    stage = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="draft", choices=list(STATES.items()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="collaborations_number"),
            models.CheckConstraint(condition=Q(stage__gte=1) & Q(stage__lte=7), name="collaborations_stage"),
        ]
        indexes = [models.Index(fields=["state", "stage"], name="collaborations_state")]


class NormBinding(Dated, Row):
    """The norm version by which a collaboration is judged (1.1.1)."""

    dated_by: ClassVar[tuple[str, ...]] = ("collaboration",)

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="norms")
    norm_version = models.CharField(max_length=10)


class Lead(Dated, Row):
    """The lead organisation (牵头单位) and the post that runs the matter there. The database allows one on any day (1.2.1.a)."""

    dated_by: ClassVar[tuple[str, ...]] = ("collaboration",)

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="leads")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")


class Leader(Dated, Row):
    """The leader above the lead (分管领导): settles disputes, gives the final approval (1.2.1.a)."""

    dated_by: ClassVar[tuple[str, ...]] = ("collaboration",)

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="leaders")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")


class CommunicationOwner(Dated, Row):
    """Who answers for communication (沟通责任人, 2.3.b)."""

    dated_by: ClassVar[tuple[str, ...]] = ("collaboration",)

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="communication_owners")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")


class GroupMember(Dated, Row):
    """A member of the coordination group (协调小组). `role`: head, designer of the flow, reviewer at the second level, member."""

    dated_by: ClassVar[tuple[str, ...]] = ("collaboration", "post")
    ROLES: ClassVar[dict[str, str]] = {"head": "组长", "designer": "流程设计人", "reviewer": "复审人", "member": "成员"}

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="group")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=list(ROLES.items()))


class Party(Dated, Row):
    """A participating organisation. A planned one knows nothing of the draft; an invited one sees it and answers."""

    dated_by: ClassVar[tuple[str, ...]] = ("collaboration", "unit")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=list(PARTY_ROLES.items()))
    state = models.CharField(max_length=10, choices=list(PARTY_STATES.items()), default="planned")

    class Meta:
        indexes = [models.Index(fields=["unit", "state"], name="collaborations_party_unit")]


class PartyAnswer(Row):
    """An invitation accepted, or declined with a reason; by which post and when."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="answers")
    accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    post = models.UUIDField()
    at = models.DateTimeField()


class Beneficiary(Row):
    """Who benefits (谁受益): a unit of the platform, or others in words (1.2.4.c)."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="beneficiaries")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=60, blank=True)


class Outcome(Row):
    """An expected outcome (协作成果, 1.3.8) with indicator and target, its makers and the unit that receives it."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="outcomes")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    indicator = models.CharField(max_length=80, blank=True)
    baseline = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    maker = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)


class Module(Row):
    """One of the five functional modules (2.1) with the unit and the person's post that own it."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="modules")
    code = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "code"], name="collaborations_module_code")]


class NeedSubmission(Row):
    """The need as it was submitted: what the lead confirms. `digest` is SHA-256 of its canonical form."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="needs")
    version_no = models.PositiveSmallIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    at = models.DateTimeField()


class NeedRuling(Row):
    """The lead's answer to a submitted need: confirmed, or returned with what is missing (2.2.1)."""

    submission = models.OneToOneField(NeedSubmission, on_delete=models.PROTECT, related_name="ruling")
    confirmed = models.BooleanField()
    opinion = models.TextField(blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    at = models.DateTimeField()


class StagePassage(Row):
    """A stage entered and, later, left. Stages 4 and 5 are entered and left together."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="passages")
    stage = models.PositiveSmallIntegerField()
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration", "stage"], condition=Q(left_at__isnull=True), name="collaborations_stage_once"
            )
        ]


class Suspension(Row):
    """A time during which nothing counts (中止), with its reason; open while `ended_at` is empty."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration"], condition=Q(ended_at__isnull=True), name="collaborations_one_suspension"
            )
        ]


class Ending(Row):
    """How a collaboration ended: closed after evaluation, or cancelled with a reason."""

    collaboration = models.OneToOneField(Collaboration, on_delete=models.PROTECT, related_name="ending")
    cancelled = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
