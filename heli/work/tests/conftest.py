"""The story told up to the execution, with its tasks waiting to be signed for."""

from __future__ import annotations

import pytest

from heli.collaborations.tests.telling import told


@pytest.fixture
def walk(cast):
    return told(cast, 3)
