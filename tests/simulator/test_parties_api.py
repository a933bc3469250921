"""Relying parties and identity providers are registered while running, and every mistake names its field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from broker.registry import Registry
from tests.simulator.desk import Desk

CLIENT = {"client_name": "Mine", "redirect_uris": ["http://localhost:3000/callback"], "scope": "openid email"}


def registry(desk: Desk, platform: str = "franceconnect") -> Registry:
    return Registry(platform, (), (), desk.control, default_alg="ES256")


def test_a_registered_client_gets_an_identifier_and_a_secret_of_64_hexadecimal_characters(desk: Desk) -> None:
    answer = desk.call("POST", "/api/clients", CLIENT)
    stored = json.loads(answer.body)
    assert answer.status == 201
    assert all(len(stored[name]) == 64 and int(stored[name], 16) for name in ("client_id", "client_secret"))
    assert answer.header("location") == f"/api/clients/{stored['client_id']}"
    assert stored["redirect_uris"] == CLIENT["redirect_uris"]
    assert desk.get(f"/api/clients/{stored['client_id']}") == stored
    assert stored in desk.get("/api/clients")


def test_a_registered_client_is_known_to_the_hub_at_once(desk: Desk) -> None:
    given = CLIENT | {"client_id": "mine", "client_secret": "s" * 40}
    assert desk.call("POST", "/api/clients", given).status == 201
    found = registry(desk).find("mine")
    assert found is not None
    assert found.redirect_uris == ("http://localhost:3000/callback",)
    assert registry(desk, "openid").find("mine") is None


@pytest.mark.parametrize(("change", "field"), [
    ({"redirect_uris": None}, "redirect_uris"), ({"redirect_uris": []}, "redirect_uris"),
    ({"redirect_uris": ["/callback"]}, "redirect_uris"), ({"redirect_uris": ["http://x/#f"]}, "redirect_uris"),
    ({"redirect_url": "http://x/"}, "redirect_url"), ({"scope": "email"}, "scope"), ({"platform": "v1"}, "platform"),
    ({"client_secret": "short"}, "client_secret"), ({"client_secret": "file:/etc/passwd"}, "client_secret"),
    ({"token_endpoint_auth_method": "none"}, "token_endpoint_auth_method"), ({"active": "perhaps"}, "active"),
    ({"token_endpoint_auth_method": "private_key_jwt"}, "jwks"),
])
def test_a_wrong_field_is_named_and_nothing_is_registered(desk: Desk, change: dict[str, Any], field: str) -> None:
    document = {name: value for name, value in {**CLIENT, **change}.items() if value is not None}
    answer = desk.call("POST", "/api/clients", document)
    problem = json.loads(answer.body)
    assert answer.status == 422
    assert field in [error["field"].split(".")[0] for error in problem["errors"]]
    assert field in problem["detail"]
    assert desk.control.all("clients") == {}


def test_a_refused_secret_is_not_repeated(desk: Desk) -> None:
    assert b"hunter2" not in desk.call("POST", "/api/clients", CLIENT | {"client_secret": "hunter2"}).body


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 50_000])
def test_a_body_that_is_no_json_object_is_refused(desk: Desk, body: bytes) -> None:
    assert desk.call("POST", "/api/clients", body).status == 400


def test_a_second_registration_under_one_name_is_a_conflict_on_that_platform_only(desk: Desk) -> None:
    assert desk.call("POST", "/api/clients", CLIENT | {"client_id": "sandbox"}).status == 409
    assert desk.call("POST", "/api/clients", CLIENT | {"client_id": "x"}).status == 201
    assert desk.call("POST", "/api/clients", CLIENT | {"client_id": "x"}).status == 409
    assert desk.call("POST", "/api/clients", CLIENT | {"client_id": "x", "platform": "openid"}).status == 201
    assert desk.get("/api/clients/x", platform="openid")["platform"] == "openid"


def test_replacing_keeps_name_and_secret_and_nothing_else(desk: Desk) -> None:
    made = json.loads(desk.call("POST", "/api/clients", CLIENT).body)
    path = f"/api/clients/{made['client_id']}"
    put = json.loads(desk.call("PUT", path, {"redirect_uris": ["http://localhost:8080/callback"]}).body)
    assert (put["client_id"], put["client_secret"]) == (made["client_id"], made["client_secret"])
    assert put["redirect_uris"] == ["http://localhost:8080/callback"]
    assert put["scope"] == ["openid"]
    assert desk.get(path) == put


def test_what_get_shows_can_be_put_back(desk: Desk) -> None:
    for shown in desk.get("/api/clients"):
        path = f"/api/clients/{shown['client_id']}"
        assert json.loads(desk.call("PUT", path, shown, platform=shown["platform"]).body) == shown


def test_a_client_keeps_its_name(desk: Desk) -> None:
    answer = desk.call("PUT", "/api/clients/sandbox", CLIENT | {"client_id": "other"})
    assert answer.status == 422
    assert "client_id" in json.loads(answer.body)["detail"]


def test_a_removed_client_is_unknown_also_when_the_configuration_has_it(desk: Desk) -> None:
    before = len(desk.get("/api/clients"))
    here = {"platform": "franceconnect"}
    assert desk.call("DELETE", "/api/clients/moncompteformation", **here).status == 204
    assert desk.call("GET", "/api/clients/moncompteformation", **here).status == 404
    assert desk.call("DELETE", "/api/clients/moncompteformation", **here).status == 404
    assert len(desk.get("/api/clients")) == before - 1
    assert registry(desk).find("moncompteformation") is None
    desk.control.clear("clients")
    assert desk.call("GET", "/api/clients/moncompteformation").status == 200


def test_a_copy_of_a_provider_under_another_uid_and_slug_is_a_valid_registration(desk: Desk) -> None:
    shown = desk.get("/api/identity-providers")[0]
    copy = shown | {"uid": "11111111-2222-4333-8444-555555555555", "slug": "copy"}
    answer = desk.call("POST", "/api/identity-providers", copy)
    assert answer.status == 201
    assert json.loads(answer.body) == copy
    assert desk.call("POST", "/api/identity-providers", shown).status == 409
    assert desk.call("DELETE", f"/api/identity-providers/{copy['uid']}").status == 204
    assert desk.call("GET", f"/api/identity-providers/{copy['uid']}").status == 404


def test_a_provider_can_be_switched_off(desk: Desk) -> None:
    shown = desk.get("/api/identity-providers")[0]
    path = f"/api/identity-providers/{shown['uid']}"
    assert desk.call("PUT", path, shown | {"active": False}).status == 200
    assert registry(desk).identity_provider(shown["uid"]).active is False


@pytest.mark.parametrize(("method", "path", "status", "allowed"), [
    ("GET", "/api/nothing", 404, None), ("DELETE", "/api/clients", 405, "GET, POST"), ("PATCH", "/api/reset", 405, "POST"),
    ("GET", "/api/clients/absent", 404, None),
])
def test_what_is_not_there_is_a_problem_document(desk: Desk, method: str, path: str, status: int, allowed: str) -> None:
    answer = desk.call(method, path)
    assert (answer.status, answer.header("allow")) == (status, allowed)
    assert json.loads(answer.body)["instance"] == path
