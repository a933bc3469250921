"""The file an integrator starts from: short, and correct. It is run as he runs it, and attacked as he will be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from doublure.testing.person import Person
from tests.stories.federation import Federation
from tests.strangers.registering import registered

EXAMPLE = Path(__file__).parents[2] / "docs/examples/relying_party.py"


@dataclass(frozen=True)
class Example:
    here: str


@pytest.fixture(scope="module")
def example(federation: Federation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = f"http://localhost:{port}"
    client = registered(federation, redirect_uris=[f"{here}/callback"],
                        post_logout_redirect_uris=[f"{here}/logout-callback"])
    environment = {**os.environ, "ISSUER": client.issuer, "CLIENT_ID": client.client_id, "CLIENT_SECRET": client.client_secret,
                   "HERE": here}
    log = (tmp_path_factory.mktemp("example") / "log").open("w")
    child = subprocess.Popen([sys.executable, str(EXAMPLE), str(port)], env=environment, stdout=log, stderr=log)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield Example(here)
    child.terminate()
    child.wait(10)
    log.close()


def arrived(example: Example) -> Person:
    person = Person()
    person.opens(example.here)
    person.presses("franceconnect-button")
    person.presses("idp-impots")
    person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    person.presses("consent-continue")
    return person


def test_the_example_has_fewer_than_150_lines_and_knows_nothing_of_doublure() -> None:
    text = EXAMPLE.read_text("utf-8")
    assert len(text.splitlines()) < 150
    assert "import doublure" not in text
    assert "from doublure" not in text


def test_the_example_logs_in_greets_and_logs_out_everywhere(example: Example) -> None:
    person = arrived(example)
    assert person.page is not None
    assert person.page.said("account-name") == "Bruno FACTICE"
    page = person.presses("logout")
    while page.has("logout-continue"):
        page = person.presses("logout-continue")
    assert page.url.startswith(f"{example.here}/logout-callback?state=")
    assert "déconnecté" in page.text
    person.opens(example.here)
    assert person.presses("franceconnect-button").has("idp-impots"), "no single sign-on is left"


@pytest.mark.parametrize("changed", ["state=forged", "iss=http%3A%2F%2Flocalhost%3A1", "code=" + "z" * 43])
def test_the_example_refuses_a_forged_answer(example: Example, changed: str) -> None:
    person = Person(stop_at=(f"{example.here}/callback",))
    person.opens(example.here)
    person.presses("franceconnect-button")
    person.presses("idp-impots")
    person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    page = person.presses("consent-continue")
    name = changed.partition("=")[0]
    kept = [pair for pair in page.url.partition("?")[2].split("&") if not pair.startswith(name + "=")]
    person.stop_at = ()
    answer = person.opens(f"{example.here}/callback?" + "&".join([*kept, changed]))
    assert answer.status == 400
    assert "Traceback" not in answer.text


def test_the_example_refuses_an_answer_presented_by_another_browser(example: Example) -> None:
    person = Person(stop_at=(f"{example.here}/callback",))
    person.opens(example.here)
    person.presses("franceconnect-button")
    person.presses("idp-impots")
    person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    page = person.presses("consent-continue")
    assert Person().opens(page.url).status == 400


def test_the_example_says_plainly_that_somebody_gave_up(example: Example) -> None:
    person = Person()
    person.opens(example.here)
    person.presses("franceconnect-button")
    page = person.presses("back-to-sp-link")
    assert page.status == 403
    assert "access_denied" in page.text
