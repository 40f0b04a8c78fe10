"""T52: the demo's people stay in the demo, the demo stays on the loopback, production passes Django's own deploy checks."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client

from heli.people.models import LoginBook
from tests.setup import running


@pytest.mark.django_db
def test_without_the_mark_of_a_demo_there_is_no_list_and_no_such_door(accounts, settings):
    settings.DEMO = False
    client = Client()
    assert "选一个身份进入演示" not in client.get("/signin/").content.decode()
    answer = client.post("/signin/as/", {"login": "zhou.jianguo"})
    assert answer.status_code == 404
    assert answer.content == client.get("/nothing/").content
    assert not LoginBook.objects.exists()
    assert client.get("/me/").status_code == 302


@pytest.mark.django_db
def test_in_the_demo_only_the_six_open_without_a_password(accounts):
    client = Client()
    for login in ("bjsj.security", "bjzf.system", "gao.feng", "", "nobody"):
        assert client.post("/signin/as/", {"login": login}).status_code == 404
        assert client.post("/signin/", {"login": login, "password": ""}).status_code == 422


@pytest.mark.parametrize("how", ["option", "environment"])
def test_demo_data_refuses_an_open_address(tmp_path, how, monkeypatch):
    (tmp_path / "mode").write_text("demo\n")
    options = ["--hosts", "heli.example"] if how == "option" else []
    environment = {**running.environment(), **({} if options else {"HELI_HOSTS": "heli.example"})}
    command = [sys.executable, "-m", "heli.cli", "serve", "--data", str(tmp_path), "--port", "0", *options]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=running.PATIENCE, check=False)
    assert ended.returncode == 1
    assert "只能在本机打开" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_production_passes_the_deploy_checks(tmp_path):
    (tmp_path / "mode").write_text("production\n")
    environment = {**running.environment(), "HELI_DATA": str(tmp_path), "HELI_HOSTS": "heli.example",
                   "DJANGO_SETTINGS_MODULE": "heli.config.base"}  # fmt: skip
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=running.PATIENCE, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "no issues" in ended.stdout
