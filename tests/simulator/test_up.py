"""`doublure up` as a person runs it: a child process on free ports, with a state folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from doublure.clock import SystemClock
from doublure.mail import BANNER
from doublure.storage.opening import open_control
from doublure.testing.child import free_port
from doublure.testing.person import Person
from doublure.testing.servers import RedisServer
from doublure.testing.stack import Stack
from simulator.applications import APPLICATIONS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack() as running:
        yield running
    assert running.stop() == 0


@pytest.fixture
def clean(stack: Stack) -> Stack:
    stack.api.reset()
    return stack


def run(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DOUBLURE_STATE": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen([sys.executable, "-P", "-m", "simulator", *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path)


def test_every_application_is_alive_and_ready(stack: Stack) -> None:
    assert set(stack.applications) == {*APPLICATIONS, "console"}
    for slug in stack.applications:
        assert (stack.get(slug, "/healthz").status, stack.get(slug, "/healthz").text) == (200, "ok")
        assert stack.get(slug, "/readyz").status == 200


def test_discovery_names_the_address_it_was_fetched_from(stack: Stack) -> None:
    for slug in ("impots", "ameli", "laposte", "mobileconnect", "msa", "alicem"):
        assert stack.get(slug, "/.well-known/openid-configuration").json["issuer"] == stack.public(slug)
    metadata = stack.get("hub", "/api/v2/.well-known/openid-configuration").json
    assert metadata["issuer"] == stack.public("hub") + "/api/v2"


def test_an_unknown_host_name_is_nobody(stack: Stack) -> None:
    for slug in stack.applications:
        assert stack.get(slug, "/", {"host": "evil.example"}).status == 421


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_person_reads_where_to_go_and_as_whom_and_a_signal_ends_it_with_status_0(
    tmp_path: Path, sent: signal.Signals,
) -> None:
    child = run(tmp_path, "up", "--base-port", "0", "--only", "impots")
    assert child.stdout is not None
    lines = []
    for line in child.stdout:
        lines.append(line.rstrip())
        if line.startswith("Console:"):
            break
    child.send_signal(sent)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, "")
    assert lines[0] == BANNER
    assert any(re.fullmatch(r" *impots +http://localhost:\d+/", line) for line in lines)
    assert sum(bool(re.fullmatch(r"  \w+ .+ 123", line)) for line in lines) == 3
    assert re.match(r"Console: http://localhost:\d+/", lines[-1])


def test_a_port_in_use_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        child = run(tmp_path, "up", "--base-port", str(port), "--only", "hub")
        out, errors = child.communicate(timeout=60)
    assert (child.returncode, out) == (1, "")
    assert re.fullmatch(rf"Port {port} \(hub\) is in use: .*--base-port N.*\n", errors)


@pytest.mark.parametrize(("arguments", "words"), [
    (["up", "--only", "impot"], "no application is called 'impot'; there are hub"),
    (["up", "--store", "mysql://x", "--base-port", "0"], "A store's address begins with"),
    (["up", "--base-port", "70000"], "--base-port"),
])
def test_a_wrong_option_is_a_sentence(tmp_path: Path, arguments: list[str], words: str) -> None:
    child = run(tmp_path, *arguments)
    _, errors = child.communicate(timeout=60)
    assert child.returncode != 0
    assert words in errors
    assert "Traceback" not in errors


def test_a_wrong_configuration_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "personas.toml").write_text("[x]\ncolour = 1\n")
    monkeypatch.setenv("DOUBLURE_CONFIG", str(tmp_path / "config"))
    for command in (["up", "--base-port", "0"], ["check"]):
        child = run(tmp_path, *command)
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 1
        assert "personas.toml, [x], key 'colour': is not known" in errors or "there is no such folder" in errors
        assert "Traceback" not in errors


def test_two_at_the_same_time_do_not_meet(stack: Stack) -> None:
    with Stack(only=("impots",)) as other:
        assert other.public("impots") != stack.public("impots")
        assert other.api.register(client_id="mine", redirect_uris=["http://localhost:1/"])["client_id"] == "mine"
        assert stack.api.call("GET", "/api/clients/mine").status == 404


def test_a_users_own_modules_cannot_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "broker.py").write_text("raise SystemExit('the wrong broker')\n")
    child = run(tmp_path, "check", "--json")
    out, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, "")
    assert '"valid": true' in out


def test_nothing_about_persons_stays_after_a_stop(tmp_path: Path) -> None:
    stack = Stack(only=("moncompteformation",), state=tmp_path)
    stack.start()
    assert list(tmp_path.rglob("*.sqlite3"))
    assert stack.stop() == 0
    left = [path for path in tmp_path.rglob("*") if path.is_file() and "keys" not in path.parts]
    # What the migrations make of an empty database, and which was the last: no row of anybody's.
    assert [path.parent.name for path in left] == ["schemas"]
    rows = [each for each in json.loads(left[0].read_text("utf-8")) if each.startswith("INSERT")]
    assert len(rows) == 1
    assert rows[0].startswith('INSERT INTO "schema_service_provider_migrations"')


def test_what_was_registered_with_keep_is_there_again(tmp_path: Path) -> None:
    first = Stack(only=("hub",), state=tmp_path, arguments=["--keep"]).start()
    first.api.register(client_id="mine", redirect_uris=["http://localhost:3000/callback"])
    keys = first.get("hub", "/api/v2/jwks").json
    assert first.stop() == 0
    again = Stack(only=("hub",), state=tmp_path, arguments=["--keep"]).start()
    try:
        assert again.api.call("GET", "/api/clients/mine").status == 200
        assert again.get("hub", "/api/v2/jwks").json == keys
    finally:
        again.stop()


def test_a_reset_brings_everything_back_to_the_configuration(clean: Stack) -> None:
    before = {path: clean.api.call("GET", path).json for path in ("/api/clients", "/api/personas", "/api/mail", "/api/flows")}
    clean.api.register(client_id="mine", redirect_uris=["http://localhost:3000/callback"])
    clean.api.put_persona("bruno", family_name="CHANGED")
    assert clean.api.call("DELETE", "/api/clients/sandbox").status == 204
    clean.api.reset()
    assert {path: clean.api.call("GET", path).json for path in before} == before


@pytest.mark.parametrize(("headers", "status"), [
    ({"origin": "http://evil.example"}, 403), ({"sec-fetch-site": "cross-site"}, 403), ({"content-type": "text/plain"}, 415),
    ({"host": "evil.example"}, 421),
])
def test_another_page_cannot_write(clean: Stack, headers: dict[str, str], status: int) -> None:
    reply = clean.api.call("POST", "/api/clients", {"redirect_uris": ["http://localhost:3000/x"]}, headers)
    assert reply.status == status
    assert not [name for name in reply.headers if name.lower().startswith("access-control-")]


def test_a_body_that_is_too_large_is_a_problem_document(clean: Stack) -> None:
    reply = clean.api.call("POST", "/api/clients", b" " * 70_000)
    assert (reply.status, reply.json["status"]) == (413, 413)


def test_preflights_are_not_answered(clean: Stack) -> None:
    reply = clean.api.call("OPTIONS", "/api/clients", headers={"origin": "http://evil.example",
                                                               "access-control-request-method": "POST"})
    assert reply.status == 403


def test_a_login_is_seen_as_one_journey_across_the_applications(clean: Stack) -> None:
    person = Person()
    person.opens(clean.public("moncompteformation") + "/")
    person.presses("franceconnect-button")
    person.presses("idp-impots")
    person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    person.presses("consent-continue")
    (seen,) = clean.api.flows(client_id="moncompteformation")
    assert seen["applications"] == ["moncompteformation", "hub", "impots", "registry"]
    assert seen["refusals"] == []
    messages = [record["event"]["message"] for record in clean.api.flow(seen["trace_id"])["records"]
                if record["event"]["kind"] == "message"]
    assert "authorization_request" in messages
    page = clean.get("console", f"/flows/{seen['trace_id']}")
    assert page.status == 200
    assert seen["trace_id"] in page.text


def test_a_client_registered_while_running_is_used_at_once(clean: Stack) -> None:
    callback = "http://localhost:1/callback"
    made = clean.api.register(redirect_uris=[callback], scope="openid given_name")
    person = Person(stop_at=(callback,))
    query = urlencode({"client_id": made["client_id"], "redirect_uri": callback, "response_type": "code", "state": "s" * 32,
                       "scope": "openid given_name", "nonce": "n" * 32, "acr_values": "eidas1"})
    person.opens(clean.public("hub") + "/api/v2/authorize?" + query)
    person.presses("idp-ameli")
    person.presses("login-submit", {"identifier": "camille", "password": "123"})
    person.presses("consent-continue")
    assert person.query()["state"] == "s" * 32
    assert person.query()["code"]


def test_with_redis_nothing_stays_after_a_stop() -> None:
    with RedisServer() as server:
        with Stack(only=("hub", "impots"), arguments=["--store", server.url]) as stack:
            stack.api.register(client_id="mine", redirect_uris=["http://localhost:3000/callback"])
            assert stack.api.call("GET", "/api/clients/mine").status == 200
        assert open_control(server.url, clock=SystemClock()).all("clients") == {}
        assert b"keys=" not in server.ask("INFO", "keyspace")


def test_a_store_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    child = run(tmp_path, "up", "--base-port", "0", "--store", f"redis://127.0.0.1:{free_port()}/0")
    out, errors = child.communicate(timeout=60)
    assert (child.returncode, out, errors.count("\n")) == (1, "", 1)
