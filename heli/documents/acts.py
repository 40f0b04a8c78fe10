"""Verbs of files: attach, remove. Contents come through `service`, which alone puts them on the disk first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.acts.rows import Row
from heli.documents import store
from heli.documents.attachable import attachable
from heli.documents.conditions import Brought, MayAttach
from heli.documents.models import Attachment, Removal
from heli.documents.rules import MAX_NAME, MAX_SIZE, against_file, clean_name
from heli.kernel.actor import Actor
from heli.kernel.errors import RuleBroken


class Attaching(Input):
    """A file that lies in the store. The digest stands in the entry, so the record proves the content."""

    name: str = Field(title="文件名", min_length=1, max_length=MAX_NAME)
    digest: str = Field(title="校验值", pattern=store.DIGEST.pattern.replace(r"\Z", "$"))
    size: int = Field(title="大小", ge=1, le=MAX_SIZE)
    media_type: str = Field(title="类型", max_length=100)


@act(
    "document.attach",
    clause="1.4.7",
    on=Row,
    allow=MayAttach(),
    label=_("上传附件"),
    says=_("在“{about}”上传附件“{name}”，校验值 {digest}"),
)
def attach(actor: Actor, about: Row, given: Attaching) -> Attachment:
    """Attach a content that is in the store to a thing."""
    if reasons := against_file(given.name, given.size, given.media_type):
        raise RuleBroken(reasons[0].clause, more=reasons)
    if clean_name(given.name) != given.name or not store.holds(given.digest, given.size):
        raise RuleBroken("", _("文件没有收全，没有保存"), todo=_("重新上传一次"))
    return Attachment.objects.create(
        about_kind=about.ref.kind, about_id=about.id, name=given.name, size=given.size, digest=given.digest,
        media_type=given.media_type, person_id=actor.person_id, post_id=actor.post_id, at=current().at,
    )  # fmt: skip


@act(
    "document.remove",
    clause="1.4.7",
    on=Attachment,
    allow=Brought(),
    label=_("撤下附件"),
    says=_("撤下附件“{about}”"),
    hint=_("撤下后不再列出，也不能再下载；上传和撤下都留在操作日志中"),
)
def remove(actor: Actor, attachment: Attachment) -> Removal:
    """Take an attachment down, as long as what it is attached to has not been handed in with it."""
    if Removal.objects.filter(attachment=attachment).exists():
        raise RuleBroken("", _("附件已经撤下"))
    handed_in = attachable(attachment.about_kind).handed_in(attachment.about)
    if handed_in is not None and attachment.at <= handed_in:
        raise RuleBroken("", _("附件已随提交或审批意见存档，不能撤下"), todo=_("需要更正的，另传一份并在说明中写明"))
    return Removal.objects.create(attachment=attachment, person_id=actor.person_id, post_id=actor.post_id, at=current().at)
