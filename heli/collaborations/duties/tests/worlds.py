"""Worlds of the duty list (1.2.2, 1.2.3)."""

from __future__ import annotations

from typing import Any

from heli.clauses.worlds import world
from heli.collaborations.duties.queries import design
from heli.collaborations.tests.startup import LIAISONS, Startup, plant
from heli.kernel.ref import Ref
from tests.walk.story import day, unit

BOTH = {"kinds": ["lead", "do"]}


@world("1.2.2.a", "1.2.2.b", "1.2.3", "2.1.1", "2.2.2", "2.2.2.b", "2.2.2.c", "1.2.6.a", kept=True)
def a_design_that_everybody_confirmed(cast: Any) -> Ref:
    return Startup(cast).reach("designed").ref


def two_leads(cast: Any) -> Startup:
    """Tax and market supervision both lead the duty of tax."""
    s = Startup(cast).reach("listed")
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("市监")), **BOTH})
    return s


@world("1.2.2.a", kept=False)
def two_units_lead_one_duty(cast: Any) -> Ref:
    return two_leads(cast).ref


@world("1.2.2.a", kept=True)
def two_leads_kept_for_a_reason(cast: Any) -> Ref:
    s = two_leads(cast)
    key = next(f.key for f in design(s.c).findings if f.sort == "overlap")
    s.do("周建国", "finding.accept", None, {"finding": key, "reason": "登记和领票同窗办理，两家共同牵头"})
    return s.ref


@world("1.2.2.a", kept=False)
def two_duties_claim_one_deliverable(cast: Any) -> Ref:
    s = Startup(cast).reach("listed")
    row = s.duty("税务")
    s.do("韩雪", "duty.edit", row, {"module": "project", "title": row.title, "boundary": row.boundary, "deliverable": "市监结果"})
    return s.ref


def no_lead(cast: Any) -> Startup:
    """Nobody leads the duty of tax."""
    s = Startup(cast).reach("listed")
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("税务")), "kinds": ["do"]})
    return s


@world("1.2.2.b", kept=False)
def nobody_leads_a_duty(cast: Any) -> Ref:
    return no_lead(cast).ref


@world("1.2.2.b", kept=True)
def a_gap_kept_for_a_reason_until_a_day(cast: Any) -> Ref:
    s = no_lead(cast)
    key = next(f.key for f in design(s.c).findings if f.sort == "gap")
    given = {"finding": key, "reason": "电子税务局上线后由税务牵头", "until": str(day(10))}
    s.do("周建国", "finding.accept", None, given)
    return s.ref


@world("1.2.2.b", "1.2.3", kept=False)
def there_is_no_duty_list(cast: Any) -> Ref:
    return Startup(cast).reach("confirmed").ref


@world("1.2.2.b", kept=False)
def a_task_belongs_to_no_duty(cast: Any) -> Ref:
    return Startup(cast, tasks={"duty": None}).reach("planned").ref


@world("1.2.3", kept=False)
def a_duty_without_boundary(cast: Any) -> Ref:
    s = Startup(cast).reach("designed")
    s.do("韩雪", "duty.add", None, {"module": "quality", "title": "联合检查", "deliverable": "检查记录"})
    return s.ref


@world("1.2.3", "2.2.2", kept=False)
def a_confirmed_column_was_changed(cast: Any) -> Ref:
    s = Startup(cast).reach("designed")
    s.do("韩雪", "duty.mark", s.duty("数据"), {"unit": str(unit("税务")), "kinds": ["review"]})
    return s.ref


@world("1.2.3", "2.2.2", kept=False)
def a_unit_contests_its_column(cast: Any) -> Ref:
    s = Startup(cast).reach("consulted")
    s.do("韩雪", "column.send")
    for short, answer in (("市监", True), ("数据", True), ("税务", False)):
        words = "" if answer else "税务环节应由市监主办"
        s.do(LIAISONS[short], "column.confirm", s.party(short), {"confirmed": answer, "words": words})
    return s.ref


@world("1.2.3", kept=False)
def a_duty_whose_assistant_has_no_person(cast: Any) -> Ref:
    """Planted: `duty.mark` names a post, and a unit of the demo city always has one to name."""
    s = Startup(cast).reach("designed")
    cells = s.duty("税务").cells.filter(unit=unit("数据"))
    plant("a cell without a person", cells, post=None)
    return s.ref


@world("1.2.2.a", kept=False)
def two_leads_kept_before_another_joined_them(cast: Any) -> Ref:
    """The reason was given for other leads than those of now."""
    s = Startup(cast).reach("listed")
    row = s.duty("税务")
    s.do("韩雪", "duty.edit", row, {"module": "project", "title": row.title, "boundary": row.boundary, "deliverable": "市监结果"})
    key = next(f.key for f in design(s.c).findings if f.sort == "overlap")
    s.do("周建国", "finding.accept", None, {"finding": key, "reason": "两家各出一半，合成一件"})
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("税务")), "kinds": []})
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("数据")), **BOTH})
    return s.ref
