"""`serve` refuses in one line what it cannot do, and never shows a password."""

import socket

import pytest

from heli.cli import serve
from heli.config.data import Data
from tests.setup.running import heli


@pytest.fixture
def data(tmp_path):
    made = Data(tmp_path / "数据")
    made.create(demo=True)
    return made


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refusal(*arguments):
    """The one line on standard error of a start that ends with code 1."""
    done = heli("serve", *arguments)
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    return line


def test_a_second_start_on_the_same_data_is_refused(data):
    with serve.sole_use(data):
        assert "已在这个数据目录上运行" in refusal("--data", str(data.path))


def test_the_lock_is_free_again_after_the_first_has_ended(data):
    for _ in range(2):
        with serve.sole_use(data):
            pass


def test_a_taken_port_is_named_with_another_to_try(data, taken_port):
    assert f"--port {taken_port + 1}" in refusal("--data", str(data.path), "--port", str(taken_port))


def test_port_zero_finds_a_free_one():
    assert serve.free_port(0) > 0


@pytest.mark.parametrize(
    "url",
    [
        "mysql://heli:geheim@127.0.0.1/heli",
        "postgresql://heli:geheim@127.0.0.1:5432",
        "postgresql://heli:geheim/x@127.0.0.1:5432/heli",
        "postgresql://heli:geheim@127.0.0.1:port/heli",
        "postgresql://heli:gehe[im@127.0.0.1:5432/heli",
        "heli:geheim",
    ],
)
def test_a_bad_database_address_is_explained_without_its_password(data, url):
    line = refusal("--data", str(data.path), "--database-url", url)
    assert "--database-url" in line
    assert "geheim" not in line
    assert "例如：postgresql://" in line


def test_an_unreachable_database_is_named_without_its_password(data, free_port_number):
    done = heli(
        "serve",
        "--port",
        "0",
        "--data",
        str(data.path),
        "--database-url",
        f"postgresql://heli:geheim@127.0.0.1:{free_port_number}/heli",
    )
    assert done.returncode == 1
    assert f"127.0.0.1:{free_port_number} 上的 heli" in done.stderr
    assert "geheim" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def free_port_number():
    return serve.free_port(0)


def test_a_demo_never_becomes_a_production_installation(data):
    assert "不能转为正式使用" in refusal("--empty", "--data", str(data.path))


def test_a_mistyped_data_directory_is_not_created(tmp_path):
    done = heli("worker", "--data", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert "不是合力的数据目录" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_commands_are_listed_in_chinese():
    listing = heli()
    assert listing.returncode == 0
    assert "启动合力" in listing.stdout
    assert heli("nonsense").returncode == 2
