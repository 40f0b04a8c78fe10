"""The archive as a check (2.4.4), and keeping what is filed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from heli.access.labels import LEVELS
from heli.acts.deed import Deed
from heli.acts.hooks import on
from heli.clauses.registry import check
from heli.clauses.results import NOT_APPLICABLE, Answer, Evidence, Finding
from heli.collaborations.hooks import collaboration
from heli.kernel.errors import RuleBroken
from heli.kernel.ref import Ref
from heli.knowledge.models import KINDS, ArchiveItem
from heli.knowledge.queries import found_by_title, retention_months, to_file, verified
from heli.knowledge.rules import FILE


@on("document.remove")
def what_is_filed_stays(deed: Deed) -> None:
    """A file that was filed is not taken down any more: the archive would point to nothing."""
    if ArchiveItem.objects.filter(source=FILE, source_id=deed.ref.id).exists():
        raise RuleBroken("2.4.4", _("附件已归档，不能撤下"), todo=_("需要更正的，另传一份并补充归档"))


@check("2.4.4", looks="归档清单的类别、密级、期限、校验值和检索")
def everything_is_filed(root: Ref) -> Answer:
    """Nothing left to file; each item whole, found by its title by who runs the matter, its digest verified again."""
    if collaboration(root).stage < 7:
        return NOT_APPLICABLE
    found: list[Finding | Evidence] = [
        Finding(f"“{item.title}”还没有归档", "牵头单位经办人", "归档") for item in to_file(root.id)
    ]
    retention = retention_months()
    items = list(ArchiveItem.objects.filter(collaboration=root.id).order_by("title"))
    for item in items:
        if item.kind not in KINDS or item.level not in LEVELS or item.retention_months < retention:
            found.append(Finding(f"“{item.title}”缺类别、密级，或保管期限不足", "牵头单位经办人", "补齐", (item.ref,)))
        if not verified(item):
            found.append(
                Finding(f"“{item.title}”的内容与归档时不一致", "系统管理员", "核查内容被谁改动", (item.ref,), lapsed=True)
            )
    found += _not_found(root, items)
    return found or [Evidence(f"{len(items)} 件已归档，校验值一致", tuple(i.ref for i in items))]


def _not_found(root: Ref, items: Sequence[ArchiveItem]) -> Iterator[Finding]:
    """What a search by title misses. While the post is vacant nobody can say: one point until it is filled, none once closed."""
    looked = found_by_title(root.id, items)
    if looked is None:
        if collaboration(root).state == "active":
            yield Finding("牵头单位经办人岗位空缺，不能核对归档检索", "牵头单位系统管理员", "任命人员后再核对")
        return
    reader, seen = looked
    for i in items:
        if i.id not in seen:
            todo = f"核查名称和知悉范围，使{reader}能检索到"
            yield Finding(f"“{i.title}”按名称检索不到", "系统管理员", todo, (i.ref,), lapsed=True)
