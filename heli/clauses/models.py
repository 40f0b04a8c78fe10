"""Which version of the norm is in force when. The wording itself is a file of the product; its digest stands here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heli.acts.rows import Row
from heli.kernel.dated import Dated


class NormVersion(Dated, Row):
    """A version that was adopted. On one day one version is in force (7.1.2); the root is the norm."""

    dated_by: ClassVar[tuple[str, ...]] = ("root",)

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
