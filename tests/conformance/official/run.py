"""Run the plans of the OpenID Foundation's own suite against a running Doublure, through the suite's API.

    CONFORMANCE_SERVER=https://localhost:8443 make conformance

The suite is not ours to build or start: this only speaks to one that runs. `CONFORMANCE_TOKEN` is its bearer token if it wants
one; `CONFORMANCE_ISSUER`, `CONFORMANCE_PROVIDER` and `CONFORMANCE_CONSOLE` say where Doublure is when it is not at its usual
addresses. The suite wants https (`doublure up --tls`). Ends with 0 when no module failed, 1 when one did, 2 when nothing ran.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3

HERE = Path(__file__).parent
DONE = frozenset({"FINISHED", "INTERRUPTED"})
PATIENCE_S = 300
#: Results that are no failure: some modules ask a person to look at a picture, some do not apply.
FINE = frozenset({"PASSED", "WARNING", "REVIEW", "SKIPPED"})


class Suite:
    """The API of a running suite."""

    def __init__(self, server: str, token: str | None) -> None:
        self.server = server.rstrip("/")
        # A suite on somebody's own machine has a certificate of its own making.
        urllib3.disable_warnings()
        self._pool = urllib3.PoolManager(cert_reqs="CERT_NONE")
        self._headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}

    def call(self, method: str, path: str, query: dict[str, str] | None = None, body: Any = None) -> Any:
        """The JSON of an answer; raises `RuntimeError` for anything but success."""
        url = f"{self.server}/api/{path}" + (f"?{urlencode(query)}" if query else "")
        answer = self._pool.request(method, url, headers=self._headers, body=None if body is None else json.dumps(body))
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{method} {url}: {answer.status} {answer.data[:200]!r}")
        return json.loads(answer.data) if answer.data else None

    def runs(self, plan: str, module: dict[str, Any]) -> dict[str, Any]:
        """Run one module of the plan with the id *plan* to its end; what the suite says of it."""
        query = {"test": module["testModule"], "plan": plan}
        if module.get("variant"):
            query["variant"] = json.dumps(module["variant"])
        started = self.call("POST", "runner", query)
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            told: dict[str, Any] = self.call("GET", f"info/{started['id']}")
            if told["status"] in DONE:
                return told
            time.sleep(2)
        return {"status": "UNFINISHED", "result": "UNFINISHED"}


def configured(issuer: str, provider: str) -> dict[str, Any]:
    """The configuration of every plan, with the addresses in it."""
    text = (HERE / "configuration.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text.replace("{issuer}", issuer).replace("{provider}", provider))
    return found


def register(console: str, suite: str, configuration: dict[str, Any]) -> None:
    """Register the three clients of the plans at the hub, by the control API."""
    base = f"{suite}/test/a/{configuration['alias']}"
    pool = urllib3.PoolManager(cert_reqs="CERT_NONE")
    for role, method in (("client", "client_secret_basic"), ("client2", "client_secret_basic"),
                         ("client_secret_post", "client_secret_post")):
        document = configuration[role] | {
            "platform": "openid", "client_name": "OpenID conformance suite", "redirect_uris": [f"{base}/callback"],
            "post_logout_redirect_uris": [f"{base}/post_logout_redirect"], "token_endpoint_auth_method": method,
            "grant_types": ["authorization_code", "refresh_token"],
        }
        pool.request("DELETE", f"{console}/api/clients/{document['client_id']}?platform=openid",
                     headers={"Content-Type": "application/json"})
        answer = pool.request("POST", f"{console}/api/clients", body=json.dumps(document),
                              headers={"Content-Type": "application/json"})
        if answer.status != 201:
            raise RuntimeError(f"the hub does not register {document['client_id']}: {answer.status} {answer.data[:200]!r}")


def main() -> int:
    """Run every plan; one line a module."""
    server = os.environ.get("CONFORMANCE_SERVER")
    if not server:
        sys.stderr.write("Set CONFORMANCE_SERVER to the address of a running conformance suite; see this file's first lines.\n")
        return 2
    suite = Suite(server, os.environ.get("CONFORMANCE_TOKEN"))
    configuration = configured(os.environ.get("CONFORMANCE_ISSUER", "https://localhost:4402"),
                               os.environ.get("CONFORMANCE_PROVIDER", "https://localhost:4421"))
    register(os.environ.get("CONFORMANCE_CONSOLE", "https://localhost:4440"), suite.server, configuration)
    failed = ran = 0
    for entry in json.loads((HERE / "plans.json").read_text("utf-8")):
        query = {"planName": entry["plan"], "variant": json.dumps(entry["variant"])}
        plan = suite.call("POST", "plan", query, configuration)
        sys.stdout.write(f"{entry['plan']} ({suite.server}/plan-detail.html?plan={plan['id']})\n")
        for module in plan["modules"]:
            told = suite.runs(plan["id"], module)
            ran += 1
            failed += told.get("result") not in FINE
            sys.stdout.write(f"  {told.get('result', '?'):<10} {module['testModule']}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{ran} modules, {failed} failed\n")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
