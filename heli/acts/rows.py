"""State rows: written only inside an act, each write normalised and noted for the entry.

Signals would not see `update()` and `bulk_create`, so writing goes through the methods of this base and its manager.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.expressions import BaseExpression, Combinable

from heli.acts.deed import OutsideAct, current
from heli.acts.models import Root
from heli.kernel.cards import kinds
from heli.kernel.ref import Ref
from heli.kernel.text import clean
from heli.kernel.time import stamp

R = TypeVar("R", bound="Row")


class RowQuerySet(models.QuerySet[R]):
    """Reads as Django does; the writing methods go through the open act."""

    def update(self, **values: Any) -> int:
        """Set `values` on each row of the set, with one statement, and note every row."""
        rows = list(self)
        for row in rows:
            for name, value in values.items():
                setattr(row, name, value)
        self.model.write_all(rows, fields=list(values))
        return len(rows)

    def bulk_create(self, objs: Iterable[R], *args: Any, **kwargs: Any) -> list[R]:
        """Insert many rows with one statement and note every row. Options that replace rows in silence are refused."""
        if args or kwargs:
            raise TypeError("bulk_create of a state row takes no options: they would pass the record by")
        rows = list(objs)
        self.model.insert_all(rows)
        return rows

    def bulk_update(self, objs: Iterable[R], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Write `fields` of many rows with one statement and note every row."""
        rows = list(objs)
        self.model.write_all(rows, fields=list(fields))
        return len(rows)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove the rows with one statement; the entry notes each that is gone."""
        ids = list(self.values_list("pk", flat=True))
        self.model.remove_all(ids)
        return len(ids), {}


class Row(models.Model):
    """A row of state, belonging to one root for ever. `version` counts its own changes and is what a form has `seen`."""

    heli_table: ClassVar[str] = "state"

    id = models.UUIDField(primary_key=True, editable=False)
    root = models.ForeignKey(Root, on_delete=models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref:
        """The typed pointer to this row; its kind is the registered one, or the model's name."""
        return Ref(kind_code(type(self)), self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write this row as part of the open act."""
        if self._state.adding:
            type(self).insert_all([self])
        else:
            type(self).write_all([self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove this row as part of the open act. Only drafts are ever removed: history is kept by PROTECT."""
        type(self).remove_all([self.id])
        return 1, {}

    @classmethod
    def remove_all(cls, ids: list[UUID]) -> None:
        """Remove rows with one statement and note that they are gone."""
        deed = current()
        for id_ in ids:
            deed.note(cls, id_, None)
        if ids:
            _plain(cls).filter(pk__in=ids).delete()

    @classmethod
    def insert_all(cls, rows: list[Self]) -> None:
        """Insert rows with one statement, giving each its derived id and the act's root where it has none."""
        deed = current()
        for row in rows:
            if row.id is None:
                row.id = deed.new_id(cls._meta.label_lower)
            if row.root_id is None:
                row.root_id = deed.root.id
            _check_root(row.root_id)
            _normalise(row)
        _plain(cls).bulk_create(rows)
        for row in rows:
            row._state.adding = False
            row._state.db = "default"
            deed.note(cls, row.id, image(row))

    @classmethod
    def write_all(cls, rows: list[Self], fields: list[str] | None = None) -> None:
        """Write changed rows: one statement for one row or for many, version raised by one."""
        deed = current()
        for row in rows:
            _check_root(row.root_id)
            _normalise(row)
            row.version += 1
        if len(rows) == 1:
            models.Model.save(rows[0], force_update=True, update_fields=[*fields, "version"] if fields else None)
        elif rows:
            names = fields or [f.name for f in cls._meta.concrete_fields if not f.primary_key and f.name != "root"]
            _plain(cls).bulk_update(rows, {*names, "version"})
        for row in rows:
            deed.note(cls, row.id, image(row))


def _plain(model: type[Any]) -> models.QuerySet[Any]:
    """Django's own writing methods, for use in this file only."""
    return models.QuerySet(model)


def _check_root(root: UUID) -> None:
    if root not in current().roots:
        raise OutsideAct("an act touches only the roots that it has locked")


def kind_code(model: type[models.Model]) -> str:
    """The registered kind of a model, else `room.model`: two rooms may each have a Decision."""
    return next((k.code for k in kinds() if k.model is model), model._meta.label_lower)


def _normalise(row: Row) -> None:
    """Bring every value to the form in which the database gives it back, so that the digest is of what is stored."""
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if isinstance(value, BaseExpression | Combinable):
            raise TypeError(f"{column.name}: an expression cannot be recorded; compute the value first")
        if value is None:
            continue
        if isinstance(value, Enum):
            value = value.value
        value = column.to_python(value) if not isinstance(column, models.ForeignKey) else column.target_field.to_python(value)
        if isinstance(value, str) and not isinstance(column, models.BinaryField):
            value = clean(value)
        if isinstance(value, datetime):
            value = value.replace(microsecond=value.microsecond // 1000 * 1000)
        if isinstance(value, Decimal) and isinstance(column, models.DecimalField):
            value = round(value, column.decimal_places)
        setattr(row, column.attname, value)


def image(row: models.Model) -> dict[str, Any]:
    """Every guarded column of a row in canonical form; what `reconcile` will compute again from the live row."""
    return {c.attname: plain(getattr(row, c.attname)) for c in row._meta.concrete_fields}


def plain(value: Any) -> Any:
    """A value in the narrow set of the ledger: times and decimals as text, ids as text, sequences as lists."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | Ref):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    raise TypeError(f"{type(value).__name__} cannot enter the ledger")
