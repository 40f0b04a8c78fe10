"""Who may urge (1.2.6.b), and when: the raising unit, while the owner has the ball, but nobody urges themself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heli.kernel.actor import Actor
from heli.kernel.errors import Reason, Reasons
from heli.matters import rules
from heli.matters.conditions import OfRaisingUnit
from heli.matters.granting import owners
from heli.matters.models import Matter

CLAUSE = "1.2.6.b"


def against(actor: Actor, matter: Matter) -> Reasons:
    """The reasons against an urging by this person, who belongs to the raising unit; the pause between two is no matter here.

    Persons are compared, not posts: what waits for another post of the same person waits for that person. One query.
    """
    state: rules.State = matter.state  # type: ignore[assignment]
    if reasons := rules.against(state, "urge"):
        return reasons
    if actor.person is not None and actor.person in owners(matter):
        return (Reason(_("此事项正等你本人办理，不必催办"), CLAUSE, todo=_("直接办理，或转本单位其他人办理")),)
    return ()


def offered(actor: Actor, matter: Matter) -> bool:
    """Whether a page offers 催办 to the reader. No query where another unit raised it, else one."""
    return OfRaisingUnit().holds(actor, matter) and not against(actor, matter)
