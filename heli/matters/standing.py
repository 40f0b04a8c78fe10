"""What the state of a matter says against a deed of a person: asked by the pipeline before the deed, and by whoever offers it.

The rules themselves are pure and stand in `rules` and `granting`; here is read what they need.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from heli.acts.deed import this_moment
from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons
from heli.matters import granting, rules, urging
from heli.matters.kinds import matter_kind
from heli.matters.models import ExtensionRequest, Matter, Urging

CLAUSE = "1.2.6"


def by_state(verb: rules.Verb) -> Callable[[Actor, Matter], Reasons]:
    """The reasons of the state alone. No query."""
    return lambda actor, matter: _of_state(matter, verb)


def against_handing_over(actor: Actor, matter: Matter) -> Reasons:
    """It waits, and may be passed on at all. No query."""
    return _of_state(matter, "hand_over") or against_moving(matter)


def against_moving(matter: Matter) -> Reasons:
    """Whether its kind is tied to the post for which it waits. No query."""
    if matter_kind(matter.kind).movable:
        return ()
    return (Reason(_("此事项须由指定岗位办理，不能转给他人"), CLAUSE, ask=_("提出方")),)


def against_answering(actor: Actor, matter: Matter) -> Reasons:
    """It waits for an answer, and is answered here. No query."""
    if reasons := _of_state(matter, "answer"):
        return reasons
    if matter_kind(matter.kind).answered_here:
        return ()
    return (Reason(_("此事项在专门的页面办理，办完后自动办结"), CLAUSE, todo=_("从工作台打开该事项的办理页面")),)


def against_taking_back(actor: Actor, matter: Matter) -> Reasons:
    """It waits, and stands for itself. No query."""
    if reasons := _of_state(matter, "take_back"):
        return reasons
    if matter_kind(matter.kind).answered_here:
        return ()
    return (Reason(_("此事项随办理产生，不能单独撤回"), CLAUSE, todo=_("在原办理页面处理")),)


def against_urging(actor: Actor, matter: Matter) -> Reasons:
    """It waits for its owner, who is somebody else and was not urged just now. Two queries."""
    if reasons := urging.against(actor, matter):
        return reasons
    last = Urging.objects.filter(matter=matter).order_by("-at").values_list("at", flat=True).first()
    return rules.urged_too_soon(last, this_moment())


def against_asking(actor: Actor, matter: Matter) -> Reasons:
    """It waits for its owner, no request is pending, and somebody is there to decide one. Five queries at most."""
    if reasons := _of_state(matter, "ask_extension"):
        return reasons
    if pending(matter) is not None:
        return (Reason(_("已有一份延期申请等待答复"), "1.2.6.b", _("提出方"), _("请提出方先答复原来的申请")),)
    return () if granting.deciders(matter, actor.person) else (granting.nobody(),)


def against_extending(actor: Actor, matter: Matter) -> Reasons:
    """It waits for its owner, and this person may decide. Six queries at most."""
    return _of_state(matter, "extend") or granting.against(actor, matter, pending(matter))


def against_declining(actor: Actor, matter: Matter) -> Reasons:
    """The same, and there is something to decline. Six queries at most."""
    if reasons := _of_state(matter, "extend"):
        return reasons
    request = pending(matter)
    if request is None:
        return (Reason(_("没有等待答复的延期申请"), "1.2.6.b"),)
    return granting.against(actor, matter, request)


def pending(matter: Matter) -> ExtensionRequest | None:
    """The request for more time that nobody has answered yet. One query."""
    waiting = ExtensionRequest.objects.filter(matter=matter, extension__isnull=True, refusal__isnull=True)
    return waiting.order_by("-at").first()


def _of_state(matter: Matter, verb: rules.Verb) -> Reasons:
    return rules.against(matter.state, verb)  # type: ignore[arg-type]
