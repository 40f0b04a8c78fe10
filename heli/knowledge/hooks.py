"""The archive as a check (2.4.4)."""

from __future__ import annotations

from heli.access.labels import LEVELS
from heli.clauses.catalogue import period
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.hooks import collaboration
from heli.kernel.ref import Ref
from heli.knowledge.models import KINDS, ArchiveItem
from heli.knowledge.queries import found_by_title, to_file, verified


@check("2.4.4", looks="归档清单的类别、密级、期限、校验值和检索")
def everything_is_filed(root: Ref) -> Answer:
    """Nothing left to file; each item whole, found by its title by who runs the matter, its digest verified again."""
    if collaboration(root).stage < 7:
        return NOT_APPLICABLE
    found: list[Finding | Evidence] = [
        Finding(f"“{item.title}”还没有归档", "牵头单位经办人", "归档") for item in to_file(root.id)
    ]
    retention = period("2.4.4", "retention").amount
    items = list(ArchiveItem.objects.filter(collaboration=root.id).order_by("title"))
    for item in items:
        if item.kind not in KINDS or item.level not in LEVELS or item.retention_months < retention:
            found.append(Finding(f"“{item.title}”缺类别、密级，或保管期限不足", "牵头单位经办人", "补齐", (item.ref,)))
        if not verified(item):
            found.append(
                Finding(f"“{item.title}”的内容与归档时不一致", "系统管理员", "核查内容被谁改动", (item.ref,), lapsed=True)
            )
    reader, seen = found_by_title(root.id, items)
    found += [
        Finding(f"“{i.title}”按名称检索不到", "系统管理员", f"核查名称和知悉范围，使{reader}能检索到", (i.ref,), lapsed=True)
        for i in items
        if i.id not in seen
    ]
    return found or [Evidence(f"{len(items)} 件已归档，校验值一致", tuple(i.ref for i in items))]
