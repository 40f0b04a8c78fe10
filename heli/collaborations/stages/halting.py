"""What halts a collaboration (2.2): it has ended, or it is suspended. Registered once; the pipeline asks it at every deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from heli.acts.halts import Halt, Halting, register_halting
from heli.collaborations.models import Collaboration, Ending, Suspension
from heli.kernel.errors import Reason
from heli.kernel.time import day_of

RESUMES = "牵头单位经办人或分管领导"


def register() -> None:
    """Make it known to the pipeline, the pages and the worker."""
    register_halting("collaboration", Halting(_columns, _read, _resting))


def _columns(root: OuterRef) -> Mapping[str, Combinable]:
    return {
        "state": Subquery(Collaboration.objects.filter(id=root).values("state")),
        "since": Subquery(Suspension.objects.filter(collaboration=root, ended_at__isnull=True).values("started_at")),
    }


def _read(found: Mapping[str, Any]) -> Halt | None:
    if found["state"] in ("closed", "cancelled"):
        sentence = _("事项已经结束（{state}），不能再办理").format(state=Collaboration.STATES[found["state"]])
        return Halt("ended", Reason(sentence, "2.2", todo=_("内容仍可查看；仍需办理的，另行发起协作事项")))
    if found["since"] is not None:
        sentence = _("事项已中止（{day:%m-%d} 起），恢复后才能办理").format(day=day_of(found["since"]))
        todo = _("请其恢复本事项；中止期间期限不计")
        return Halt("paused", Reason(sentence, "2.2", ask=RESUMES, todo=todo), found["since"])
    return None


def _resting(root: OuterRef) -> Q:
    paused = Suspension.objects.filter(collaboration=root, ended_at__isnull=True)
    return Exists(paused) | Exists(Ending.objects.filter(collaboration=root))
