"""Check of the consultation before approval (1.2.6.a)."""

from __future__ import annotations

from heli.acts.halts import moment_of
from heli.clauses.catalogue import clause
from heli.clauses.registry import check
from heli.clauses.results import Answer, Evidence, Finding
from heli.collaborations.consult.queries import concerned, newest
from heli.kernel.ref import Ref
from heli.people.queries import unit_names


@check("1.2.6.a", looks="逐家征求意见的记录", unbuilt="提供数据和承担费用的单位")
def everyone_was_consulted(root: Ref) -> Answer:
    """Every unit with a duty answered (or its silence counts), every objection has a reply."""
    units = concerned(root.id)
    if not units:
        return [Finding("职责清单还没有填写单位，无从征求意见", "流程设计人", "先填写职责清单")]
    asked, names, moment = newest(root.id), unit_names(units), moment_of(root.id)
    silence_counts = clause("1.2.6.a").params.get("on_silence") != "none"
    found: list[Finding | Evidence] = []
    for unit in units:
        one, short = asked.get(unit), names[unit].short
        answer = getattr(one, "answer", None)
        if one is None:
            found.append(Finding(f"还没有征求{short}的意见", "流程设计人", "发出征求意见"))
        elif answer is None and not (silence_counts and one.due_at <= moment):
            found.append(Finding(f"{short}还没有答复征求意见", f"{short}联络员", "答复；到期未复不视为同意", (one.ref,)))
        elif answer is not None and answer.objects_to and getattr(answer, "reply", None) is None:
            found.append(Finding(f"{short}的意见还没有答复", "流程设计人", "说明怎样改，或为什么不改", (one.ref,)))
    return found or [Evidence(f"征求了 {len(units)} 个单位的意见，意见都有答复")]
