"""The six errors that may cross a room's border, and the reasons that they carry.

Every refusal explains itself (B20): what, by which clause, who can change it, what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from heli.kernel.text import Text

if TYPE_CHECKING:
    from heli.kernel.ref import Ref


@dataclass(frozen=True)
class Reason:
    """One reason against a deed.

    `sentence` says what is in the way, `clause` names the rule, `ask` says who can change it, `todo` what to do next,
    `refs` where that is done.
    """

    sentence: str
    clause: str = ""
    ask: str = ""
    todo: str = ""
    refs: tuple[Ref, ...] = ()


Reasons = tuple[Reason, ...]
"""The answer of a rule that asks 'may one?': empty means yes."""


class HeliError(Exception):
    """Base of the six. `status` is the HTTP status, `code` the stable word for programs."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """All reasons as one line for people; what two clauses say alike is said once."""
        return "；".join(dict.fromkeys(r.sentence for r in self.reasons))


class InvalidInput(HeliError):
    """Input that does not fit the act's schema. `fields` maps a field path (`a.b.0`, or "" for the whole) to sentences."""

    status = 422
    code = "invalid_input"

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = {name: tuple(sentences) for name, sentences in fields.items()}
        super().__init__([Reason(s) for sentences in self.fields.values() for s in sentences])


class Denied(HeliError):
    """The actor may not do this; the reasons say why and whom to ask."""

    status = 403
    code = "denied"


class RuleBroken(HeliError):
    """The deed would break a clause of the norm or an invariant."""

    status = 422
    code = "rule_broken"

    def __init__(self, clause: str, sentence: Text = "", *, ask: Text = "", todo: Text = "", more: Sequence[Reason] = ()) -> None:
        own = [Reason(str(sentence), clause, str(ask), str(todo))] if sentence else []
        super().__init__([*own, *more])
        self.clause = clause

    def __str__(self) -> str:
        return f"{self.clause} {self.sentence}".strip()


class Conflict(HeliError):
    """Someone was faster: the subject is no longer at the version that the actor saw."""

    status = 409
    code = "conflict"

    def __init__(self, sentence: Text, *, seen: int, now: int, changed: Sequence[Any] = ()) -> None:
        super().__init__([Reason(str(sentence))])
        self.seen, self.now, self.changed = seen, now, tuple(changed)


class Absent(HeliError):
    """There is no such thing, or the actor may not know of it: the two answer alike."""

    status = 404
    code = "absent"

    def __init__(self, sentence: Text = "没有找到，或你无权查看") -> None:
        super().__init__([Reason(str(sentence))])


class Busy(HeliError):
    """The lock was not had in time; the same key may be sent again after `retry_after` seconds."""

    status = 503
    code = "busy"

    def __init__(
        self, sentence: Text = "正在处理同一事项的其他操作，请稍后再试，已填内容不会丢失", *, retry_after: int = 2
    ) -> None:
        super().__init__([Reason(str(sentence))])
        self.retry_after = retry_after


class ClockOff(Busy):
    """The clock runs behind the record: nothing is done, by anybody, until somebody sets it (T08)."""

    def __init__(self) -> None:
        super().__init__("服务器时间早于最近一次办理，已暂停办理，请联系系统管理员校时", retry_after=60)
