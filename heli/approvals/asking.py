"""Who is asked for what: the matters of an approval. A matter belongs to a post, so a change of person moves it by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from heli.approvals.cards import address
from heli.approvals.models import Approval, ApprovalStep
from heli.kernel.clock import Term, workdays
from heli.kernel.errors import Reason
from heli.matters.kinds import MatterKind, register_matter_kind
from heli.matters.opening import Opening, open_all, settle
from heli.people.models import Post

if TYPE_CHECKING:
    from heli.matters.queries import MatterLine

DECIDE = "approval.decide"
AMEND = "approval.amend"
VACANCY = "approval.vacancy"


def register_kinds() -> None:
    """The three kinds of matters that approvals open; their verbs lead to the page of the approval."""
    register_matter_kind(MatterKind(DECIDE, _("审批"), _("审批"), workdays(3), page=_page))
    register_matter_kind(MatterKind(AMEND, _("退回修改"), _("修改后报批"), workdays(5), page=_page))
    register_matter_kind(MatterKind(VACANCY, _("审批岗位待补"), _("处理"), workdays(2), page=_page))


def _page(line: MatterLine) -> str:
    return address(line.about.id)


def ask(approval: Approval, step: ApprovalStep) -> None:
    """Ask the post of a step that was just opened."""
    facts = {"step": step.label, "level": step.level, "version_no": approval.version_no}
    title = _("{step}：{title}").format(step=step.label, title=approval.title)
    _open(DECIDE, approval, title, step.post_id, facts, step.term)


def decided(approval: Approval, answer: str) -> None:
    """What was asked is answered, be it by a decision or because the request was withdrawn."""
    settle(approval.ref, DECIDE, answer=answer)
    if approval.state != "open":
        settle(approval.ref, VACANCY, answer=_("审批已结束"))


def ask_to_amend(approval: Approval, step: str, reason: str) -> None:
    """Tell the submitter's post that the request came back."""
    title = _("{step}退回：{title}").format(step=step, title=approval.title)
    _open(AMEND, approval, title, approval.submitter_post_id, {"reason": reason})


def amended(approval: Approval) -> None:
    """A returned request was submitted anew."""
    settle(approval.ref, AMEND, answer=_("已重新报批"))


def tell_of_holes(approval: Approval, reasons: Sequence[Reason]) -> None:
    """Tell the submitter's post which steps would hang, and why, in place of what it was told before; none: all is well again.
    What to do about each stands on the page."""
    settle(approval.ref, VACANCY, answer=_("情况有变化") if reasons else _("岗位已补齐"))
    if reasons:
        title = _("{reason}（{title}）").format(reason="；".join(str(r.sentence) for r in reasons), title=approval.title)
        _open(VACANCY, approval, title, approval.submitter_post_id, {})


def _open(kind: str, approval: Approval, title: str, post: UUID, facts: Mapping[str, object], term: Term | None = None) -> None:
    """Open one matter for a post; the submitter's post is who asks, whatever deed led to it."""
    units = dict(Post.objects.filter(id__in=[post, approval.submitter_post_id]).values_list("id", "root"))
    raiser = approval.submitter_post_id
    open_all(
        [
            Opening(
                kind,
                approval.ref,
                title[:200],
                owner_unit=units[post],
                owner_post=post,
                facts=facts,
                term=term,
                raiser_unit=units[raiser],
                raiser_post=raiser,
            )
        ]
    )
