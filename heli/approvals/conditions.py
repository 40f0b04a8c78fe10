"""Conditions that read chains: who stands on one, who submitted it, who sees it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from heli.approvals.models import Approval, ApprovalStep
from heli.kernel.actor import Actor
from heli.kernel.cards import root_scope
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.errors import Reason


class OnChain(Condition):
    """The actor's post decides a step of the approval. Whose turn it is, is a rule of its own (2.2.a)."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return actor.post is not None and ApprovalStep.objects.filter(approval=subject.id, post=actor.post).exists()

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.post is None:
            return NOTHING
        return Q(Exists(ApprovalStep.objects.filter(approval=OuterRef("pk"), post=actor.post)))

    def why(self) -> Reason:
        return Reason("须由本件审批岗位上的人办理", "2.2.3", ask="提交人", todo="如你在该岗位任职，切换岗位后再办理")


class SubmittedIt(Condition):
    """The actor submitted the approval, or holds the post from which it was submitted."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.person is None:
            return False
        return bool(subject.submitter_id == actor.person or (actor.post is not None and subject.submitter_post_id == actor.post))

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.person is None:
            return NOTHING
        own = Q(submitter=actor.person)
        return own | Q(submitter_post=actor.post) if actor.post else own

    def why(self) -> Reason:
        return Reason("只有提交人可以撤回", "2.2.3", ask="提交人")


class SeesApproval(Condition):
    """Whoever sees the root that it belongs to, decides a step, or submitted it."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        return Approval.objects.filter(self.q(actor, Approval), pk=subject.pk).exists()

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return root_scope(actor, model) | OnChain().q(actor, model) | SubmittedIt().q(actor, model)

    def why(self) -> Reason:
        return Reason("你不在本件的知悉范围内", "1.4.7", ask="提交人")
