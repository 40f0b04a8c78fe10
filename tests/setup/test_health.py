"""/healthz is 200 only while the database answers and a worker reports."""

from datetime import timedelta
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.db import OperationalError
from django.utils import timezone

from heli.web import health

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(find_spec("heli.acts.worker") is None, reason="the worker of acts is not built yet"),
]


def beat(seconds_ago):
    heartbeats = apps.get_model("acts", "Heartbeat")._default_manager
    heartbeats.create(name="test", at=timezone.now() - timedelta(seconds=seconds_ago))


def test_a_working_installation_says_ok_and_no_more(client):
    beat(seconds_ago=5)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


def test_without_a_worker_it_is_unavailable(client):
    assert client.get("/healthz").status_code == 503


def test_a_worker_that_fell_silent_counts_as_none(client):
    beat(seconds_ago=31)
    assert client.get("/healthz").status_code == 503


def test_a_database_that_does_not_answer_is_no_secret_told(client, monkeypatch):
    def fail():
        raise OperationalError("password of heli is wrong")

    monkeypatch.setattr(health.timezone, "now", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"unavailable")


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405
