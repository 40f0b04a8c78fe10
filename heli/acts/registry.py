"""Declaring acts. One declaration gives the web form, the REST endpoint, the command, the line of the permission matrix,
the timeline sentence and the activity of the event log."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from pydantic import BaseModel, ConfigDict

from heli.acts.rows import Row
from heli.kernel.actor import Actor
from heli.kernel.conditions import Condition
from heli.kernel.errors import Absent, Reasons
from heli.kernel.text import Text

Says = Text | Callable[[Mapping[str, Any]], Text]
"""A sentence, or the choice of one by what was filled in (see `by`)."""


def by(field: str, **words: Text) -> Callable[[Mapping[str, Any]], Text]:
    """A sentence for each answer to `field`, so that a line of the log says its verdict: by("received", true=…, false=…).

    A part in brackets stands only where all that it names is filled in: "签收“{about}”[：{words}]".
    """

    def choose(given: Mapping[str, Any]) -> Text:
        return words.get(str(given.get(field)).lower(), "")

    return choose


class Input(BaseModel):
    """Base of every act's input: unknown keys are refused by name (T18), text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Nothing(Input):
    """The input of an act that needs none."""


@dataclass(frozen=True)
class Act:
    """A declared verb.

    `on` is the model of what it is about; `Row` itself means any registered thing whose rows are state.
    `do` is called as do(actor, subject) or do(actor, subject, input); a `bulk` act as do(actor, [(subject, input), …]) and
    returns one result for each pair. `says` is the timeline sentence: {field} is taken from the input or from what the deed
    noted in its `facts`, {about} is the heading of the subject on that day, a part in [brackets] needs its fields. `roots`
    names input fields (or functions of actor, subject, input) that lead to further roots, locked in id order before anything
    else. `tells` gives, from actor, subject, input and result and without a query, whom to notify: posts, or a `Ref` of kind
    `post` or `unit` (its liaison officers). `halted` tells, from subject and how its root is halted (`heli.acts.halts`),
    whether it may be done all the same; without it, it may not. `against` gives, from actor and subject, the reasons that the
    state of the subject gives against it, whatever is filled in: asked under the lock before `do`, and by whoever wants to know
    beforehand.
    """

    name: str
    clause: str
    on: type[Model]
    allow: Condition
    label: Text
    do: Callable[..., Any]
    schema: type[Input]
    says: Says
    bulk: bool = False
    roots: Callable[..., Sequence[Any]] | None = None
    tells: Callable[..., Sequence[Any]] | None = None
    hint: Text = ""
    module: str = ""
    halted: Callable[[Any, Any], bool] | None = None
    against: Callable[[Actor, Any], Reasons] | None = None
    fields: tuple[str, ...] = field(default=())

    @property
    def room(self) -> str:
        """The room that declares it."""
        return self.module.split(".")[1]

    @property
    def by_people(self) -> bool:
        """Whether a person can do it at all."""
        return not self.allow.only_system()

    @property
    def about_anything(self) -> bool:
        """Whether it is about any registered thing."""
        return self.on is Row

    @property
    def offered(self) -> bool:
        """Whether a person can do it as a form, by the API, on the command line. What is about anything has its own ways."""
        return self.by_people and not self.about_anything

    def stands_against(self, actor: Actor, subject: Any) -> Reasons:
        """What the state of the subject says against it, as far as the act declares that; `do` may refuse more."""
        return self.against(actor, subject) if self.against is not None else ()

    def accepts_input(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.schema.model_fields)


_acts: dict[str, Act] = {}


def act(
    name: str,
    *,
    clause: str,
    on: type[Model],
    allow: Condition,
    label: Text,
    says: Says = "",
    bulk: bool = False,
    roots: Callable[..., Sequence[Any]] | None = None,
    tells: Callable[..., Sequence[Any]] | None = None,
    hint: Text = "",
    halted: Callable[[Any, Any], bool] | None = None,
    against: Callable[[Actor, Any], Reasons] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the decorated function as the verb `name` (`subject.verb`)."""

    def declare(do: Callable[..., Any]) -> Callable[..., Any]:
        if name in _acts and _acts[name].module != do.__module__:
            raise RuntimeError(f"act {name} is declared twice: {_acts[name].module} and {do.__module__}")
        schema = _schema(do, bulk)
        _acts[name] = Act(
            name, clause, on, allow, label, do, schema, says or label, bulk, roots, tells, hint, do.__module__,
            halted, against, tuple(schema.model_fields),
        )  # fmt: skip
        return do

    return declare


def _schema(do: Callable[..., Any], bulk: bool) -> type[Input]:
    parameters = list(inspect.signature(do).parameters.values())
    hints = typing.get_type_hints(do)
    if bulk:
        # the input class stands inside Sequence[tuple[Subject, InputClass]]
        pair = typing.get_args(hints[parameters[1].name])[0]
        found = typing.get_args(pair)[1]
    elif len(parameters) > 2:
        found = hints[parameters[2].name]
    else:
        return Nothing
    if not (isinstance(found, type) and issubclass(found, Input)):
        raise TypeError(f"{do.__module__}.{do.__name__}: the input must be an Input")
    return found


def find_act(name: str) -> Act:
    """The declared act, or Absent."""
    try:
        return _acts[name]
    except KeyError:
        raise Absent(f"没有“{name}”这个办理动作") from None


def all_acts() -> tuple[Act, ...]:
    """Every declared act in order of its name."""
    return tuple(_acts[n] for n in sorted(_acts))


def forget(name: str) -> None:
    """Take a verb back. Only for tests that add one."""
    _acts.pop(name, None)
