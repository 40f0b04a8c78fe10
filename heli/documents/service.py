"""Taking a file in: looked at, on the disk, then row and entry in one act. Whatever fails, nothing is kept."""

from __future__ import annotations

from heli.acts.pipeline import Done, allowed, carry_out
from heli.acts.registry import find_act
from heli.documents import sniffing, store
from heli.documents.models import Attachment
from heli.documents.receiving import FIELD, Received
from heli.documents.rules import KINDS, against_file, clean_name, extension_of
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, find
from heli.kernel.errors import InvalidInput, Reason, Reasons
from heli.kernel.ref import Ref


def attach(actor: Actor, about: Ref, received: Received | None, *, key: str | None = None) -> Done:
    """Attach what was received to `about`. `InvalidInput` at the field `file`; else as `carry_out` of document.attach."""
    card = find(about.kind, about.id, visible_to=actor)
    if received is None:
        raise InvalidInput({FIELD: ["选择要上传的文件"]})
    try:
        return _attach(actor, card, received, key)
    finally:
        received.close()


def _attach(actor: Actor, card: Card, received: Received, key: str | None) -> Done:
    name = clean_name(received.name or "")
    if reasons := against_content(received, name):
        raise InvalidInput({FIELD: [_words(r) for r in reasons]})
    kind = KINDS[extension_of(name)]
    given = {"name": name, "digest": received.digest, "size": received.size, "media_type": kind.media_type}
    if allowed(actor, find_act("document.attach"), card.ref):
        return carry_out(actor, "document.attach", card, given, key=key)  # refuses, and puts the refusal on record
    try:
        with store.writing():
            store.keep(received.path, received.digest)
            return carry_out(actor, "document.attach", card, given, key=key)
    except Exception:
        _give_up(received.digest)
        raise


def against_content(received: Received, name: str) -> Reasons:
    """The reasons against the file: name, size, declared type, and whether the content is what these say."""
    if reasons := against_file(name, received.size or 0, received.declared):
        return reasons
    extension = extension_of(name)
    if sniffing.agrees(received.path, extension):
        return ()
    return (Reason(f"文件内容不是“.{extension}”，没有保存", todo="用原来的软件重新保存后再上传，不要只改扩展名"),)


def _words(reason: Reason) -> str:
    clause = f"（规范第 {reason.clause} 条）" if reason.clause else ""
    ask = f"可询问{reason.ask}" if reason.ask else ""
    return "。".join(part for part in (f"{reason.sentence}{clause}", reason.todo, ask) if part)


def _give_up(digest: str) -> None:
    """Take away a content that no row came of, unless somebody is writing now: then the check finds it later."""
    with store.alone() as alone:
        if alone and not Attachment.objects.filter(digest=digest).exists():
            store.discard(digest)
