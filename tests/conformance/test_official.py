"""The client of the official suite, against a suite that is played here: what it asks for, and what it makes of the answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.basic import BASIC
from tests.conformance.config import CONFIG
from tests.conformance.logout import LOGOUT
from tests.openid.installation import serving

OFFICIAL = Path(__file__).parent / "official"


class Played(BaseHTTPRequestHandler):
    """A suite whose plans have one module each, and a console that registers whatever it is sent."""

    def _say(self, document: Any, status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hear(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.heard.append((self.command, self.path, json.loads(text) if text else None))  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        self._hear()
        if self.path.startswith("/api/plan"):
            self._say({"id": "p1", "modules": [{"testModule": "oidcc-server", "variant": {"client_auth_type": "x"}}]}, 201)
        elif self.path.startswith("/api/runner"):
            self._say({"id": "r1"}, 201)
        else:
            self._say({}, 201)

    def do_DELETE(self) -> None:
        self._hear()
        self._say({})

    def do_GET(self) -> None:
        self._hear()
        self._say({"status": "FINISHED", "result": self.server.result})  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def suite() -> Iterator[HTTPServer]:
    with serving(Played) as server:
        server.heard, server.result = [], "PASSED"  # type: ignore[attr-defined]
        yield server


def ran(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-P", OFFICIAL / "run.py"], env=environment, capture_output=True, text=True,
                          check=False)


def test_without_a_suite_it_says_what_is_missing() -> None:
    done = ran()
    assert (done.returncode, "CONFORMANCE_SERVER" in done.stderr) == (2, True)


@pytest.mark.parametrize(("result", "status"), [("PASSED", 0), ("REVIEW", 0), ("FAILED", 1), ("UNKNOWN", 1)])
def test_every_plan_is_created_and_each_of_its_modules_is_run(suite: HTTPServer, result: str, status: int) -> None:
    suite.result = result  # type: ignore[attr-defined]
    address = f"http://127.0.0.1:{suite.server_port}"
    done = ran(CONFORMANCE_SERVER=address, CONFORMANCE_CONSOLE=address, CONFORMANCE_ISSUER="https://op.test")
    assert done.returncode == status, done.stderr
    heard = suite.heard  # type: ignore[attr-defined]
    plans = [entry["plan"] for entry in json.loads((OFFICIAL / "plans.json").read_text("utf-8"))]
    created = [body for method, path, body in heard if method == "POST" and path.startswith("/api/plan")]
    assert len(created) == len(plans) == sum(path.startswith("/api/runner") for _, path, _ in heard)
    assert all(body["server"]["discoveryUrl"] == "https://op.test/.well-known/openid-configuration" for body in created)
    registered = [body for _, path, body in heard if path == "/api/clients"]
    assert [client["client_id"] for client in registered] == ["conformance-1", "conformance-2", "conformance-post"]
    assert all(client["redirect_uris"] == [f"{address}/test/a/doublure/callback"] for client in registered)


def test_our_own_layer_has_every_module_of_the_four_plans() -> None:
    assert (len(BASIC), len(CONFIG), len(LOGOUT)) == (38, 1, 11)
