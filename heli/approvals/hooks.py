"""Hooks of approvals: the clause check of three-level approval, the nightly look, and that a decision is not handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from heli.acts.deed import Deed
from heli.acts.halts import ticking
from heli.acts.hooks import on
from heli.acts.pipeline import perform
from heli.acts.worker import clock
from heli.approvals import rules
from heli.approvals.asking import DECIDE
from heli.approvals.dossier import Dossier, dossiers, holders
from heli.approvals.models import Approval, Vacancy
from heli.approvals.queries import decided_in
from heli.approvals.tiers import depths
from heli.clauses.registry import check
from heli.clauses.results import Answer, Evidence, Finding
from heli.kernel.actor import System
from heli.kernel.errors import HeliError, RuleBroken
from heli.kernel.ref import Ref
from heli.kernel.time import today


@check("2.2.a", looks=_("审批各级的办理人和先后"))
def three_levels_decided(root: Ref) -> Answer:
    """Clause 2.2.a over every thing of the root that was agreed on; nothing agreed yet is a finding, not an exception."""
    files = [f for f in _latest(root) if f.approval.state == "agreed"]
    if not files:
        return [Finding(_("还没有经三级审批同意的报批"), ask=_("提交人"), todo=_("提交审批，各级依次办理"))]
    needed = depths([f.approval.about for f in files])
    found: list[Finding | Evidence] = []
    for file in files:
        against = rules.three_levels(as_decided(file), file.barred, needed[file.approval.about])
        refs = (file.approval.ref,)
        found += [Finding(f"{file.approval.title}：{r.sentence}", todo=_("重新报批"), refs=refs) for r in against]
        if not against:
            levels = "、".join(s.label for s in file.steps)
            found.append(
                Evidence(_("{title}：{levels}由不同的人依次同意").format(title=file.approval.title, levels=levels), refs)
            )
    return found


def _latest(root: Ref) -> list[Dossier]:
    """The latest approval of each thing of a root. Four queries."""
    newest: dict[Ref, Approval] = {}
    for approval in Approval.objects.filter(root=root.id).order_by("version_no"):
        newest[approval.about] = approval
    return list(dossiers(list(newest.values())).values())


def as_decided(file: Dossier) -> Sequence[rules.Decided]:
    """The agreements in force as the clause check reads them."""
    return [rules.Decided(s.order, rules.level(s.level), s.persons, s.decided_at.timestamp()) for s in decided_in(file)]


@on("matter.hand_over")
def keep_with_the_post(deed: Deed) -> None:
    """A decision stays with the post of its step: who may decide was checked at submission (2.2.a)."""
    if deed.subject.kind == DECIDE:
        raise RuleBroken(
            "2.2.a", _("审批由报批时确定的岗位办理，不能转给他人"), ask=_("提交人"), todo=_("退回提交人，由其改报其他岗位")
        )


_looked: dict[str, date] = {}


@clock("approvals")
def look_for_holes() -> int:
    """Once a day: find open chains that would hang, or no longer do, and let an act say so. A repeat changes nothing (B14)."""
    if _looked.get("day") == today():
        return 0
    done = look_now()
    _looked["day"] = today()
    return done


def look_now() -> int:
    """The look itself. Six queries for all open approvals, and one act for each whose holes, or their reasons, have changed."""
    files = list(dossiers(list(ticking(Approval.objects.filter(state="open")))).values())
    held = holders({p for f in files for p in f.post_ids()})
    known: dict[object, set[object]] = {}
    for approval, step, why in Vacancy.objects.filter(filled_at__isnull=True).values_list("approval", "step", "sentence"):
        known.setdefault(approval, set()).add((step, why))
    done = 0
    for file in files:
        holes = rules.find_holes(file.chain.steps, held, file.barred, file.chain)
        if {(file.steps[h.step].id, h.reason.sentence) for h in holes} == known.get(file.approval.id, set()):
            continue
        try:
            perform(System("approvals"), "approval.inspect", file.approval)
            done += 1
        except HeliError:  # somebody is deciding this very one: the next look finds it
            continue
    return done
