"""A relying party in another language: openid-client, the strictest of those in use, on Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.stories.federation import Federation, log_out
from tests.strangers.registering import CALLBACK, Registered, registered, walks

HERE = Path(__file__).parent / "node"


@pytest.fixture(scope="module", params=["ES256", "RS256"])
def alg(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def client(federation: Federation, alg: str) -> Registered:
    return registered(federation, alg)


@contextmanager
def node_service(client: Registered, alg: str) -> Iterator[tuple[str, IO[str], IO[str]]]:
    """The address it sends its user to, then what it hears and what it says."""
    node = shutil.which("node")
    assert node, "Node is not installed: the package is called nodejs"
    assert (HERE / "node_modules").is_dir(), "openid-client is not installed: make test installs it"
    command = [node, "login.js", client.issuer, client.client_id, client.client_secret, CALLBACK, alg]
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin
        assert running.stdout
        yield json.loads(running.stdout.readline())["url"], running.stdin, running.stdout


def learns(hears: IO[str], says: IO[str], came_back: str) -> dict[str, Any]:
    """What it says after its user came back at *came_back*."""
    hears.write(came_back + "\n")
    hears.flush()
    told: dict[str, Any] = json.loads(says.readline())
    return told


def test_openid_client_logs_in_with_every_check_it_has(client: Registered, alg: str) -> None:
    with node_service(client, alg) as (url, hears, says):
        person, came_back = walks(url, "alicem")
        told = learns(hears, says, came_back)
    assert "error" not in told, told
    assert told["claims"]["iss"] == client.issuer
    assert told["userinfo"]["sub"] == told["claims"]["sub"]
    assert (told["userinfo"]["given_name"], told["userinfo"]["family_name"]) == ("Bruno", "FACTICE")
    person.opens(told["farewell"])
    assert log_out(person).url == "http://localhost:1337/?state=bye"


@pytest.mark.parametrize(("old", "new"), [("state=", "state=x"), ("iss=", "iss=x"), ("iss=", "was=")])
def test_openid_client_refuses_an_answer_that_was_tampered_with(client: Registered, alg: str, old: str, new: str) -> None:
    with node_service(client, alg) as (url, hears, says):
        _, came_back = walks(url)
        assert old in came_back
        assert learns(hears, says, came_back.replace(old, new))["error"].startswith("OAUTH_")
