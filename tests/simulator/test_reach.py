"""Only this computer reaches a simulator, unless somebody says otherwise in so many words (GR-02)."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.test import Client

from doublure.secret import Secret
from doublure.testing.control import ControlApi
from doublure.testing.stack import Stack
from simulator.access import AccessPassword
from simulator.reach import BindRefused, Reach, reach_from
from simulator.sockets import EVERYWHERE, LOOPBACK

ROOT = Path(__file__).parents[2]
PASSWORD = {"DOUBLURE_ACCESS_PASSWORD": "long-enough-password"}


def reach(tmp_path: Path, environment: dict[str, str] | None = None, *, bind: str | None = None, accepted: bool = False,
          in_container: bool = False) -> Reach:
    return reach_from(environment or {}, tmp_path, in_container=in_container, bind=bind, accepted=accepted)


def test_by_default_it_is_this_computer_only(tmp_path: Path) -> None:
    assert reach(tmp_path) == Reach(hosts=LOOPBACK, shown="localhost", password=None, token=None)


@pytest.mark.parametrize(("bind", "environment", "accepted"), [
    ("192.0.2.10", {}, False), ("192.0.2.10", PASSWORD, False), ("192.0.2.10", {}, True),
    ("192.0.2.10", {"DOUBLURE_ACCESS_PASSWORD": "short"}, True), ("0.0.0.0", PASSWORD, True), ("::", PASSWORD, True),
    ("example.org", PASSWORD, True),
])
def test_another_address_needs_the_flag_and_a_password(
    tmp_path: Path, bind: str, environment: dict[str, str], accepted: bool,
) -> None:
    with pytest.raises(BindRefused, match=f"--bind {bind}"):
        reach(tmp_path, environment, bind=bind, accepted=accepted)


def test_with_both_it_is_reachable_behind_the_password(tmp_path: Path) -> None:
    given = reach(tmp_path, PASSWORD, bind="192.0.2.10", accepted=True)
    assert given.hosts == (*LOOPBACK, "192.0.2.10")
    assert given.shown == "192.0.2.10"
    assert given.password == given.token == Secret("long-enough-password")


def test_another_loopback_address_needs_neither(tmp_path: Path) -> None:
    assert reach(tmp_path, bind="127.0.0.7").hosts == (*LOOPBACK, "127.0.0.7")


def test_in_a_container_the_console_wants_a_token_that_only_its_owner_can_read(tmp_path: Path) -> None:
    given = reach(tmp_path, in_container=True)
    path = tmp_path / "console-token"
    assert given.hosts == EVERYWHERE
    assert given.token == Secret(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert reach(tmp_path, {"DOUBLURE_CONTROL_TOKEN": "given"}, in_container=True).token == Secret("given")


def application(environ, start_response):
    start_response("200 OK", [])
    return [b"inside"]


@pytest.mark.parametrize(("remote", "path", "authorization", "status"), [
    ("127.0.0.1", "/", "", 200), ("::1", "/", "", 200),
    ("192.0.2.1", "/", "", 401), ("192.0.2.1", "/", "Basic " + base64.b64encode(b"me:wrong").decode(), 401),
    ("192.0.2.1", "/", "Bearer right", 401), ("192.0.2.1", "/", "Basic ???", 401),
    ("192.0.2.1", "/", "Basic " + base64.b64encode(b"me:right").decode(), 200),
    ("192.0.2.1", "/api/v2/token", "", 200), ("192.0.2.1", "/api/v2/userinfo", "Bearer x", 200),
    ("192.0.2.1", "/.well-known/openid-configuration", "", 200), ("192.0.2.1", "/api/v2/authorize", "", 401),
])
def test_a_stranger_sees_no_page_without_the_password(remote: str, path: str, authorization: str, status: int) -> None:
    client = Client(AccessPassword(application, Secret("right")))
    headers = {"authorization": authorization} if authorization else {}
    reply = client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": remote})
    assert reply.status_code == status
    assert (reply.get_data() == b"inside") is (status == 200)


def test_up_refuses_with_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-P", "-m", "simulator", "up", "--base-port", "0", "--bind", "192.0.2.10"],
                          capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT), "DOUBLURE_STATE": str(tmp_path)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("--bind 192.0.2.10 lets others reach this simulator: add")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("origin", ["https://simulateur.gouv.fr", "https://impots.example.org"])
def test_up_refuses_a_public_name_that_could_deceive(tmp_path: Path, origin: str) -> None:
    config = tmp_path / "config"
    config.mkdir()
    for entry in (ROOT / "config").iterdir():
        (config / entry.name).symlink_to(entry)
    (config / "addresses.toml").write_text(f'[impots]\npublic = "{origin}"\n')
    done = subprocess.run([sys.executable, "-P", "-m", "simulator", "up", "--base-port", "0", "--only", "impots"],
                          capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT), "DOUBLURE_STATE": str(tmp_path),
                               "DOUBLURE_CONFIG": str(config)})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{origin}: a ")


def test_listening_stays_on_loopback(tmp_path: Path) -> None:
    with Stack(only=("impots",), state=tmp_path) as stack:
        port = int(stack.public("impots").rpartition(":")[2])
        listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
        hosts = {line.split()[1].split(":")[0] for line in listening.splitlines()
                 if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"}
    assert hosts <= {"0100007F", "00000000000000000000000001000000"}
    assert hosts


def test_the_console_of_a_container_answers_with_the_token_only(tmp_path: Path) -> None:
    with Stack(only=("impots",), state=tmp_path, arguments=["--in-container"]) as stack:
        assert stack.api.call("GET", "/api/clients").status == 401
        token = (tmp_path / "console-token").read_text()
        api = ControlApi(stack.internal("console"), stack.public("console"), token)
        assert api.call("GET", "/api/clients").status == 200
