"""The description of the control API is true: a valid document, every route in it, every real answer as described."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from doublure.exchange import Answer
from doublure.mail import CapturedOutbox, Letter
from doublure.secret import Secret
from doublure.storage import ControlSink
from tests.simulator.desk import JSON, Desk, make_desk
from tests.simulator.journeys import whole_login
from tests.simulator.test_phone_api import NUMBER, ask

TRACE = "a" * 32
CLIENT = {"client_id": "described", "redirect_uris": ["http://localhost:3000/callback"], "scope": "openid email"}


@pytest.fixture
def full() -> Desk:
    """A desk with one of everything on it."""
    desk = make_desk()
    CapturedOutbox(desk.control, desk.clock).send(
        Letter(to="a@example.org", subject="s", text="t", html="h", sender="s@example.org", application="hub"))
    whole_login(desk.clock, ControlSink(desk.control), TRACE)
    return desk


def described(desk: Desk) -> dict[str, Any]:
    return desk.get("/api/openapi.json")


def test_the_description_is_openapi_3_1(desk: Desk) -> None:
    OpenAPIV31SpecValidator(described(desk)).validate()


def test_every_route_is_described_under_a_name_of_its_own(desk: Desk) -> None:
    paths = described(desk)["paths"]
    operations = {(method.upper(), path): item for path, items in paths.items() for method, item in items.items()}
    assert set(operations) == {(route.method, route.rule) for route in desk.router.routes}
    names = [item["operationId"] for item in operations.values()]
    assert len(set(names)) == len(names)


#: Success of every route: method, rule, path, body, and the status to come.
def successes(desk: Desk) -> Iterator[tuple[str, str, str, Any, int]]:
    letter = desk.get("/api/mail")[0]["id"]
    idp = desk.get("/api/identity-providers")[0]
    copy = idp | {"uid": "11111111-2222-4333-8444-555555555555", "slug": "copy"}
    yield "GET", "/api/openapi.json", "/api/openapi.json", None, 200
    yield "GET", "/api/clients", "/api/clients", None, 200
    yield "POST", "/api/clients", "/api/clients", CLIENT, 201
    yield "GET", "/api/clients/{id}", "/api/clients/described", None, 200
    yield "PUT", "/api/clients/{id}", "/api/clients/described", CLIENT, 200
    yield "DELETE", "/api/clients/{id}", "/api/clients/described", None, 204
    yield "GET", "/api/identity-providers", "/api/identity-providers", None, 200
    yield "POST", "/api/identity-providers", "/api/identity-providers", copy, 201
    yield "GET", "/api/identity-providers/{id}", f"/api/identity-providers/{copy['uid']}", None, 200
    yield "PUT", "/api/identity-providers/{id}", f"/api/identity-providers/{copy['uid']}", copy, 200
    yield "DELETE", "/api/identity-providers/{id}", f"/api/identity-providers/{copy['uid']}", None, 204
    yield "GET", "/api/personas", "/api/personas", None, 200
    yield "GET", "/api/personas/{login}", "/api/personas/bruno", None, 200
    yield "PUT", "/api/personas/{login}", "/api/personas/new", {"family_name": "NEW"}, 201
    yield "PUT", "/api/personas/{login}", "/api/personas/new", {"family_name": "NEWER"}, 200
    yield "GET", "/api/mail", "/api/mail", None, 200
    yield "GET", "/api/mail/{id}", f"/api/mail/{letter}", None, 200
    yield "DELETE", "/api/mail", "/api/mail", None, 204
    yield "GET", "/api/flows", "/api/flows", None, 200
    for ending in ("", ".har", ".mmd", ".html"):
        yield "GET", f"/api/flows/{{trace_id}}{ending}", f"/api/flows/{TRACE}{ending}", None, 200
    yield "GET", "/api/clock", "/api/clock", None, 200
    yield "POST", "/api/clock", "/api/clock", {"advance": "PT31M", "client_id": "sandbox"}, 200
    yield "GET", "/api/clock", "/api/clock", None, 200
    yield "GET", "/api/keys", "/api/keys", None, 200
    yield "GET", "/api/phone/{number}", "/api/phone/bruno", None, 200
    yield "PUT", "/api/phone/{number}", "/api/phone/bruno", desk.get("/api/phone/bruno"), 200
    sent = desk.phones.send(ask(), NUMBER)
    yield "GET", "/api/phone/{number}/requests", "/api/phone/bruno/requests", None, 200
    yield "POST", "/api/phone/{number}/requests/{id}", f"/api/phone/bruno/requests/{sent.id}", {"action": "refuse"}, 200
    yield "GET", "/api/scenarios", "/api/scenarios", None, 200
    yield "POST", "/api/runs", "/api/runs", {"run": "ours", "autopilot": "bruno@impots"}, 201
    yield "GET", "/api/runs", "/api/runs", None, 200
    yield "GET", "/api/runs/{run}", "/api/runs/ours", None, 200
    order = {"scenario": "FED-12", "variant": "late", "autopilot": "bruno@msa", "match": {"client_id": "sandbox"}}
    yield "POST", "/api/runs/{run}/rules", "/api/runs/ours/rules", order, 201
    yield "GET", "/api/runs/{run}/rules", "/api/runs/ours/rules", None, 200
    whole_login(desk.clock, ControlSink(desk.control), "b" * 32, run="ours", scenario="FED-12")
    yield "GET", "/api/runs/{run}/events", "/api/runs/ours/events", None, 200
    yield "GET", "/api/runs/{run}/verdicts", "/api/runs/ours/verdicts", None, 200
    rule = desk.get("/api/runs/ours/rules")[0]["id"]
    yield "DELETE", "/api/runs/{run}/rules/{id}", f"/api/runs/ours/rules/{rule}", None, 204
    yield "DELETE", "/api/runs/{run}", "/api/runs/ours", None, 204
    yield "POST", "/api/reset", "/api/reset", {}, 204


def fits(document: dict[str, Any], method: str, rule: str, answer: Answer) -> None:
    responses = document["paths"][rule][method.lower()]["responses"]
    assert str(answer.status) in responses, f"{method} {rule} says nothing of {answer.status}"
    content = responses[str(answer.status)].get("content", {})
    media = (answer.content_type or "").partition(";")[0]
    assert set(content) == ({media} if answer.body else set()), f"{method} {rule} {answer.status}: {media}"
    if media.endswith("json"):
        Draft202012Validator({**content[media]["schema"], "components": document["components"]}).validate(json.loads(answer.body))


def test_every_success_is_as_described(full: Desk) -> None:
    document, seen = described(full), set()
    for method, rule, path, body, status in successes(full):
        answer = full.call(method, path, body)
        assert answer.status == status, (method, path, answer.body)
        fits(document, method, rule, answer)
        seen.add((method, rule, status))
    promised = {(method.upper(), rule, int(status)) for rule, items in document["paths"].items() for method, item in items.items()
                for status in item["responses"] if int(status) < 400}
    assert promised - seen == set(ELSEWHERE)
    assert seen <= promised


#: Successes that need an application in another process, each with the file that shows it.
ELSEWHERE = {("POST", "/api/keys/rotate", 200): "tests/stories/test_key_rotation.py",
             ("POST", "/api/phone/{number}/requests", 201): "tests/simulator/test_phone_api.py"}


def refusals(desk: Desk, guarded: Desk, method: str, rule: str, status: int) -> Iterator[Answer]:
    """Calls of *method* *rule* that earn *status*; *guarded* wants a token."""
    path = re.sub(r"\{\w+\}", "absent", rule)
    match status:
        case 401:
            yield guarded.call(method, path, {})
        case 403:
            yield desk.call(method, path, {}, JSON | {"sec-fetch-site": "cross-site"})
        case 404:
            yield desk.call(method, path, {"redirect_uris": ["http://localhost:1/"]} if "client" in rule else {})
        case 413:
            yield desk.call(method, path, b" " * 70_000)
        case 415:
            yield desk.call(method, path, {}, {"content-type": "text/plain"})
        case 400:
            yield from (desk.call(method, _known(desk, rule), body) for body in (b"{", b"[]", b"\xff", b"[" * 60_000))
        case 409 if rule == "/api/runs":
            desk.call(method, path, {"run": "twice"})
            yield desk.call(method, path, {"run": "twice"})
        case 409:
            yield desk.call(method, path, desk.get(rule)[0])
        case 422:
            yield desk.call(method, _known(desk, rule), {"surprise": 1}, **({"limit": "x"} if method == "GET" else {}))
        case 503:
            yield desk.call(method, path, {"issuer": "http://localhost:4400/api/v2", "step": "publish"})


def _known(desk: Desk, rule: str) -> str:
    """The address of something that is there."""
    if desk.call("GET", "/api/runs/there").status == 404:
        desk.call("POST", "/api/runs", {"run": "there"})
    provider = desk.get("/api/identity-providers")[0]["uid"]
    path = rule.replace("clients/{id}", "clients/sandbox").replace("identity-providers/{id}", f"identity-providers/{provider}")
    return re.sub(r"\{\w+\}", "absent", path.replace("{login}", "bruno").replace("{run}", "there").replace("{number}", "bruno"))


def test_every_refusal_is_a_problem_as_described(desk: Desk) -> None:
    document, guarded = described(desk), make_desk(Secret("right"))
    for rule, items in document["paths"].items():
        for method, item in items.items():
            for status in (int(each) for each in item["responses"] if int(each) >= 400):
                if (method, rule, status) in UNREACHABLE:
                    continue
                answers = list(refusals(desk, guarded, method.upper(), rule, status))
                assert [answer.status for answer in answers] == [status] * max(1, len(answers)), (method, rule, answers)
                for answer in answers:
                    fits(document, method, rule, answer)


#: Refusals that no call of this test can earn, each with the reason.
UNREACHABLE = {
    ("put", "/api/personas/{login}", 404): "whoever is not there is created",
    ("post", "/api/keys/rotate", 409): "needs an issuer that answers: tests/stories/test_key_rotation.py",
    ("post", "/api/phone/{number}/requests", 429): "tests/simulator/test_phone_api.py",
    ("post", "/api/phone/{number}/requests/{id}", 409): "tests/simulator/test_phone_api.py",
}
