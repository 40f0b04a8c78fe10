"""Verbs of the duty list (1.2.2, 1.2.3): rows, cells, tables from Excel, findings kept or settled, columns asked and answered."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from heli.acts.deed import current
from heli.acts.registry import act, by
from heli.acts.schema import validate
from heli.collaborations.conditions import ForUnit, InGroup, OfLead, Runs
from heli.collaborations.duties import cells, queries
from heli.collaborations.duties.cells import usual_posts
from heli.collaborations.duties.columns import CONFIRM, SETTLE, against_asking, asked_units, open_dispute, to_ask
from heli.collaborations.duties.inputs import Accepting, Adopting, CellIn, Confirming, DutyIn, Filling, Pasting
from heli.collaborations.duties.models import AcceptedFinding, ColumnConfirmation, DutyCell, DutyRow
from heli.collaborations.duties.remedies import remedy
from heli.collaborations.duties.rules import (
    Finding,
    PastedRow,
    PasteError,
    parse_paste,
    red,
    why_resting,
)
from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.stages.acts import against_running
from heli.kernel.actor import Actor
from heli.kernel.dated import in_force
from heli.kernel.errors import Conflict, InvalidInput, Reason, Reasons, RuleBroken
from heli.kernel.text import Text
from heli.kernel.time import today
from heli.matters.opening import Opening, open_all, settle
from heli.people.conditions import HoldsPost
from heli.people.models import Post
from heli.people.queries import unit_names

DESIGNS = InGroup("designer") | Runs()
"""Who draws up duty list and plan: the designer of the coordination group, and the officer who runs the matter."""


def against_design(c: Collaboration) -> Reasons:
    """Duty list and plan change only in the design stage; afterwards by a change. No query."""
    if reasons := against_running(c):
        return reasons
    words = why_resting(c.state, c.stage)
    return (Reason(words, "1.2.3.a"),) if words else ()


def in_design(c: Collaboration) -> None:
    """`RuleBroken` with what `against_design` says, if anything."""
    if reasons := against_design(c):
        raise RuleBroken(reasons[0].clause, more=reasons)


def _rests(actor: Actor, subject: Collaboration | DutyRow | Party) -> Reasons:
    return against_design(subject if isinstance(subject, Collaboration) else subject.collaboration)


@act(
    "duty.add", clause="1.2.3", on=Collaboration, allow=DESIGNS, against=_rests, label=_("增加职责"), says=_("增加职责“{title}”")
)
def add_duty(actor: Actor, c: Collaboration, given: DutyIn) -> DutyRow:
    """Add a row to the duty list."""
    _check_outcome(c, given.outcome)
    values = given.model_dump(exclude={"outcome"})
    return DutyRow.objects.create(collaboration=c, order=_next_order(c), outcome_id=given.outcome, **values)


def _next_order(c: Collaboration) -> int:
    last = DutyRow.objects.filter(collaboration=c).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def _check_outcome(c: Collaboration, outcome: UUID | None) -> None:
    if outcome and not Outcome.objects.filter(id=outcome, collaboration=c).exists():
        raise RuleBroken("1.3.8", _("所选的预期成果不属于本事项，请从列表选择"))


@act("duty.edit", clause="1.2.3", on=DutyRow, allow=DESIGNS, against=_rests, label=_("修改职责"), says=_("修改职责“{title}”"))
def edit_duty(actor: Actor, row: DutyRow, given: DutyIn) -> DutyRow:
    """Change the text of a row; confirmations of the columns that it touches lapse by themselves."""
    _check_outcome(row.collaboration, given.outcome)
    for name, value in given.model_dump(exclude={"outcome"}).items():
        setattr(row, name, value)
    row.outcome_id = given.outcome
    row.save()
    return row


@act("duty.remove", clause="1.2.3", on=DutyRow, allow=DESIGNS, against=_rests, label=_("删除职责"), says=_("删除职责“{about}”"))
def remove_duty(actor: Actor, row: DutyRow) -> None:
    """Take a row out of the draft list."""
    if row.tasks.exclude(state="dropped").exists():
        raise RuleBroken("1.2.2.b", _("还有任务落在这项职责上，不能删除"), todo=_("先把任务改到其他职责"))
    row.tasks.filter(state="dropped").update(duty=None)
    row.cells.all().delete()
    row.delete()


@act(
    "duty.mark",
    clause="1.2.3",
    on=DutyRow,
    allow=DESIGNS,
    against=_rests,
    label=_("填写职责类别"),
    says=lambda given: _("在“{about}”中确定{unit}的责任：{kinds}") if given.get("kinds") else _("清空{unit}在“{about}”中的责任"),
)
def mark_cell(actor: Actor, row: DutyRow, given: CellIn) -> DutyCell | None:
    """Say what a unit is in a row: one click a cell."""
    if given.kinds:
        _check_unit(row.collaboration, given.unit)
    cell = DutyCell.objects.filter(in_force(today()), duty=row, unit=given.unit).first()
    if given.was is not None:
        place = (row.id, given.unit)
        cells.check_unchanged({row.id: row}, {place: given.was}, {place: cell} if cell else {})
    if not given.kinds:
        if cell is not None:
            cell.delete()
        return None
    if cell is None:
        cell = DutyCell(duty=row, collaboration=row.collaboration, unit_id=given.unit, valid_from=today())
    cell.kinds = sorted(set(given.kinds))
    post = given.post or cell.post_id or usual_posts([given.unit]).get(given.unit)
    cell.post_id = post
    if post is None:
        short = unit_names([given.unit])[given.unit].short
        words = _("{unit}没有经办和联络员岗位，须指定责任人").format(unit=short)
        raise RuleBroken("4.1.d", words, todo=_("打开这一格，从该单位的岗位中选择责任人"))
    if not Post.objects.filter(id=post, root_id=given.unit).exists():
        raise RuleBroken("4.1.d", _("责任人须是该单位的岗位"), todo=_("从该单位的岗位中选择"))
    cell.save()
    return cell


def _check_unit(c: Collaboration, unit: UUID) -> None:
    if unit not in queries.parties(c.id):
        raise RuleBroken("1.2.1.c", _("该单位不是本事项的参与单位"), ask=_("牵头单位经办人"), todo=_("先邀请该单位参加"))


@act(
    "duty.fill",
    clause="1.2.3",
    on=Collaboration,
    allow=DESIGNS,
    against=_rests,
    label=_("粘贴责任类别"),
    says=_("从 Excel 粘贴一片责任类别"),
)
def fill_cells(actor: Actor, c: Collaboration, given: Filling) -> Collaboration:
    """Write a region of cells at once: all of it or nothing. A cell that keeps its unit keeps its person."""
    rows = {r.id: r for r in DutyRow.objects.filter(collaboration=c)}
    units = queries.parties(c.id)
    if any(x.duty not in rows or (x.kinds and x.unit not in units) for x in given.cells):
        raise RuleBroken("1.2.1.c", _("有的格子不属于本事项，请刷新页面后再粘贴"))
    now = cells.held(c)
    cells.check_unchanged(rows, {(x.duty, x.unit): x.was for x in given.cells if x.was is not None}, now)
    cells.write(c, {(x.duty, x.unit): sorted(set(x.kinds)) for x in given.cells}, now, usual_posts(units))
    return c


@act(
    "duty.paste",
    clause="1.2.3",
    on=Collaboration,
    allow=DESIGNS,
    against=_rests,
    label=_("粘贴职责表"),
    says=_("从 Excel 粘贴职责表"),
)
def paste_duties(actor: Actor, c: Collaboration, given: Pasting) -> Collaboration:
    """Add the rows of a table copied from Excel; a table with a mistake adds nothing and names every line."""
    units = queries.parties(c.id)
    names = {name: str(label.id) for label in unit_names(units).values() for name in (label.name, label.short)}
    try:
        pasted = parse_paste(given.text, names, lambda row: _unfit(row, given.module))
    except PasteError as error:
        raise InvalidInput({"text": [f"第 {n} 行：{words}" for n, words in error.lines.items()]}) from None
    first = _next_order(c)
    rows = DutyRow.objects.bulk_create(
        [
            DutyRow(
                collaboration=c,
                module=given.module,
                order=first + i,
                title=p.title,
                boundary=p.boundary,
                deliverable=p.deliverable,
            )
            for i, p in enumerate(pasted)
        ]
    )
    usual = usual_posts(units)
    DutyCell.objects.bulk_create(
        [
            DutyCell(
                duty=row,
                collaboration=c,
                unit_id=UUID(unit),
                kinds=sorted(kinds),
                post_id=usual.get(UUID(unit)),
                valid_from=today(),
            )
            for row, p in zip(rows, pasted, strict=True)
            for unit, kinds in p.cells.items()
        ]
    )
    return c


def _unfit(row: PastedRow, module: str) -> str:
    """What the form of a single row would refuse in a pasted one; empty where it would take it."""
    try:
        validate(DutyIn, {"module": module, "title": row.title, "boundary": row.boundary, "deliverable": row.deliverable})
    except InvalidInput as error:
        return "；".join(str(s) for sentences in error.fields.values() for s in sentences)
    return ""


@act(
    "finding.accept",
    clause="1.2.2",
    on=Collaboration,
    allow=OfLead() & Runs(),
    against=_rests,
    label=_("写明理由保留"),
    says=_("保留一处职责问题[：{what}]，理由：{reason}"),
)
def accept_finding(actor: Actor, c: Collaboration, given: Accepting) -> AcceptedFinding:
    """Accept an overlap or gap knowingly: with a reason, a gap also with the day on which it ends."""
    finding = _found(queries.design(c.id), given.finding)
    if not finding.acceptable:
        todo = _("审核另定一个单位") if finding.sort == "self_review" else _("补齐内容，或改定单位")
        raise RuleBroken(finding.clause, _("{what}，这类问题不能保留").format(what=finding.sentence), todo=todo)
    if finding.sort == "gap" and (given.until is None or given.until <= today()):
        raise RuleBroken("1.2.2.b", _("职责空白须写明以后哪一天补齐"), todo=_("填写补齐日期"))
    row = AcceptedFinding.objects.filter(collaboration=c, finding=given.finding).first() or AcceptedFinding(
        collaboration=c, finding=given.finding
    )
    row.reason, row.until, row.post = given.reason, given.until, actor.post_id
    row.save()
    return row


def forget_settled(c: Collaboration, now: queries.Design | None = None) -> None:
    """Take away the reasons for findings that are no more: they do not belong into what is confirmed and approved, nor may they
    come back for another lapse."""
    now = now or queries.design(c.id)
    AcceptedFinding.objects.filter(collaboration=c).exclude(finding__in=[f.key for f in now.findings]).delete()


def _found(design: queries.Design, key: str) -> Finding:
    """The finding with this key; what it says is noted for the log."""
    finding = next((f for f in design.findings if f.key == key), None)
    if finding is None:
        raise RuleBroken("1.2.2", _("这处问题已经不存在，请刷新页面"))
    current().facts["what"] = finding.sentence
    return finding


@act(
    "finding.adopt",
    clause="1.2.2",
    on=Collaboration,
    allow=DESIGNS,
    against=_rests,
    label=_("采纳建议"),
    says=_("按建议理清一处职责问题[：{what}]"),
)
def adopt_remedy(actor: Actor, c: Collaboration, given: Adopting) -> Collaboration:
    """Settle a finding as the attribution rules propose (1.2.4); what they propose is computed afresh."""
    design = queries.design(c.id)
    found = remedy(design.duties, _found(design, given.finding))
    if found is None:
        raise RuleBroken("1.2.2", _("这处问题没有可以直接采纳的建议"), todo=_("在这一行上修改，或由牵头单位写明理由保留"))
    wanted = {(UUID(row), UUID(unit)): sorted(kinds) for row, unit, kinds in found.cells}
    cells.write(c, wanted, cells.held(c), usual_posts(design.units))
    return c


@act(
    "column.send",
    clause="1.2.3",
    on=Collaboration,
    allow=DESIGNS,
    against=_rests,
    label=_("发送确认"),
    says=_("请各单位确认本方职责和任务"),
)
def send_columns(actor: Actor, c: Collaboration) -> Collaboration:
    """Ask each unit whose column is not confirmed in its present version to confirm it. Not while a cell is red."""
    found = queries.design(c.id)
    if blocking := red(found.findings):
        raise RuleBroken(
            blocking[0].clause,
            _("还有 {n} 处问题没有理清：{first}").format(n=len(blocking), first=blocking[0].sentence),
            todo=_("理清，或由牵头单位写明理由保留"),
        )
    forget_settled(c, found)
    asked = asked_units(c.id)
    if nobody := against_asking(found, asked):
        raise RuleBroken(nobody.clause, more=(nobody,))
    rows = Party.objects.filter(in_force(today()), collaboration=c, unit__in=to_ask(found, asked))
    open_all([Opening(CONFIRM, p.ref, f"确认本方职责和任务：{c.title}", p.unit_id) for p in rows])
    return c


@act(
    "column.confirm",
    clause="1.2.3",
    on=Party,
    allow=ForUnit() & HoldsPost("liaison", "deputy_liaison", "head", "deputy_head", "officer"),
    against=_rests,
    label=_("确认本方一列"),
    says=by("confirmed", true=_("确认本方职责和任务[：{words}]"), false=_("对本方职责和任务有争议：{words}")),
)
def confirm_column(actor: Actor, party: Party, given: Confirming) -> ColumnConfirmation:
    """A unit confirms its column and its tasks as they stand, or contests them with words."""
    c = party.collaboration
    if not given.confirmed and not given.words:
        raise RuleBroken("1.2.3", _("有争议时写明哪一项、依据和建议"), todo=_("填写意见"))
    digest = queries.design(c.id).digests.get(party.unit_id)
    if digest is None:
        raise RuleBroken("1.2.1.c", _no_column(party))
    if given.digest is not None and given.digest != digest:
        words = _("你单位的职责或任务已有改动，核对现在的内容后再答复")
        raise Conflict(words, seen=party.version, now=party.version)
    settle(party.ref, CONFIRM, answer="确认" if given.confirmed else "有争议")
    settle(party.ref, SETTLE, answer="该单位重新答复")
    answer = ColumnConfirmation.objects.create(
        collaboration=c, unit_id=party.unit_id, digest=digest, confirmed=given.confirmed, words=given.words,
        post_id=actor.post_id, at=current().at,
    )  # fmt: skip
    if not given.confirmed:
        open_dispute(party, given.words)
    return answer


def _no_column(party: Party) -> Text:
    if party.state == "declined":
        return _("你单位已谢绝参加，没有需要确认的职责")
    return _("你单位不承担职责和任务，没有需要确认的内容")
