"""Verbs on the norm: its adoption at the installation. Revision and repeal (7.2) are verbs of the norms room, later."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.registry import Input, act
from heli.clauses.catalogue import CURRENT, BrokenCatalogue, norm
from heli.clauses.models import NormVersion
from heli.kernel.actor import Actor, System
from heli.kernel.conditions import Internal
from heli.kernel.ref import Ref


class Adoption(Input):
    code: str = Field(title="版本", min_length=1, max_length=20)
    title: str = Field(title="名称", min_length=1, max_length=80)
    digest: str = Field(title="文本摘要", pattern="^[0-9a-f]{64}$")
    effective: date = Field(title="生效日期")


@act(
    "norm.adopt",
    clause="7.1.2",
    on=Root,
    allow=Internal(),
    label=_("启用规范版本"),
    says=_("启用《{title}》{code} 版，自 {effective} 起生效"),
)
def adopt_norm(actor: Actor, installation: Root, adoption: Adoption) -> NormVersion:
    """Put a version in force. What it says is fixed by the digest of its file."""
    root = current().new_root("norm")
    return NormVersion.objects.create(
        root=root, code=adoption.code, title=adoption.title, digest=adoption.digest, valid_from=adoption.effective
    )


def ensure_norm() -> NormVersion:
    """The version of this product in force here, adopted at the first start; harmless afterwards.

    `BrokenCatalogue` when the file is no longer the one that was adopted: what has been judged by it would change (7.2.2).
    """
    text = norm(CURRENT)
    found = NormVersion.objects.filter(code=text.version).first()
    if found is None:
        facts = Adoption(code=text.version, title=text.title, digest=text.digest, effective=text.effective)
        found = perform(
            System("install"),
            "norm.adopt",
            Ref("root", installation_id()),
            facts.model_dump(mode="json"),
            key=f"norm {text.version}",
        )
    if found.digest != text.digest:
        raise BrokenCatalogue(f"norm-{text.version}.yaml was changed after its adoption")
    return found
