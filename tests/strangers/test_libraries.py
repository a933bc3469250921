"""The libraries of the field themselves log in at the platform openid: over https, with the authority `doublure trust` names.

Each is a small program in its own language; it is told issuer, client, secret and redirect URI, and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from doublure.testing.person import Person
from tests.stories.federation import Federation, running_federation, through
from tests.strangers.apache import Apache

HERE = Path(__file__).parent
BASE = "http://localhost:1337"


@dataclass(frozen=True, slots=True)
class Library:
    """A program, and how its client is registered."""

    program: str
    auth: str = "client_secret_basic"
    userinfo: str = ""
    path: str = "/callback"

    @property
    def command(self) -> list[str]:
        """What runs it."""
        if self.program.endswith(".py"):
            return [sys.executable, f"python/{self.program}"]
        node = shutil.which("node")
        assert node, "Node is not installed: the package is called nodejs"
        return [node, f"node/{self.program}"]


LIBRARIES = (
    Library("openid_client.js"), Library("oauth4webapi.js", userinfo="RS256"),
    Library("passport.js", auth="client_secret_post"), Library("express_openid_connect.js"),
    Library("authjs.js", path="/auth/callback/doublure"), Library("oidc_client_ts.js", auth="client_secret_post"),
    Library("authlib_flask.py"), Library("mozilla_django.py", userinfo="RS256"),
    Library("idpyoidc_rp.py", userinfo="RS256"), Library("flask_pyoidc_rp.py"),
)


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with running_federation(tmp_path_factory.mktemp("secure"), only=("hub-openid", "ameli"), tls=True) as running:
        yield running


def register(federation: Federation, library: Library) -> list[str]:
    algorithm = {"userinfo_signed_response_alg": library.userinfo} if library.userinfo else {}
    made = federation.api.register(
        platform="openid", client_name=library.program, redirect_uris=[BASE + library.path], scope="openid profile email",
        token_endpoint_auth_method=library.auth, **algorithm)
    return [federation.public("hub-openid"), made["client_id"], made["client_secret"], BASE + library.path]


def walks(federation: Federation, url: str) -> str:
    """Somebody is sent to *url*, logs in, and comes back at the address returned."""
    person = Person(stop_at=(BASE + "/",), dialler=federation.dialler)
    person.opens(url)
    return through(person, "ameli", "jeanloup").url


def believing(federation: Federation) -> dict[str, str]:
    """The environment of a program that trusts the authority."""
    file = str(federation.running.authorities)
    return {**os.environ, "NODE_EXTRA_CA_CERTS": file, "REQUESTS_CA_BUNDLE": file, "SSL_CERT_FILE": file}


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.program)
def test_it_logs_in(secure: Federation, library: Library) -> None:
    command = [*library.command, *register(secure, library)]
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=believing(secure)) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        line = running.stdout.readline()
        assert line, running.stderr.read()
        left: dict[str, Any] = json.loads(line)
        assert "url" in left, left
        said, complained = running.communicate(walks(secure, left["url"]) + "\n", timeout=60)
    assert said, complained
    told: dict[str, Any] = json.loads(said)
    assert "error" not in told, told
    assert len(told["sub"]) == 66
    if told["userinfo"] is not None:
        assert told["userinfo"]["sub"] == told["sub"]
        assert told["userinfo"]["family_name"].upper().replace("-", " ") == "DE LA MAQUETTE"


def test_mod_auth_openidc_lets_who_has_logged_in_see_the_page(secure: Federation) -> None:
    assert secure.running.authorities
    with Apache(secure.public("hub-openid"), secure.running.authorities) as apache:
        made = secure.api.register(
            platform="openid", client_name="Apache", redirect_uris=[f"{apache.origin}/callback"], scope="openid profile email",
            token_endpoint_auth_method="client_secret_basic", userinfo_signed_response_alg="RS256")
        apache.becomes(made["client_id"], made["client_secret"])
        person = Person(dialler=secure.dialler)
        person.opens(apache.origin + "/")
        page = through(person, "ameli", "jeanloup")
        assert page.title == "Behind the login", page.text + (apache.folder / "log").read_text()
        assert len(page.header("Sub")) == 66
        assert page.header("Family-Name").upper().replace("-", " ") == "DE LA MAQUETTE"
