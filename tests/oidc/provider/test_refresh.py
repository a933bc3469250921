"""Refresh tokens: rotated at each use, bound to their client, ended with the whole grant when used twice (RFC 9700 §4.14)."""

from __future__ import annotations

from typing import Any

import pytest

from doublure.exchange import Answer, Parameters, Request
from doublure.oidc.provider import introspection, refresh, revocation
from tests.oidc.provider.issuer import NOW, SECRET, Issuer, body, client, payload

TYPES = ("authorization_code", "refresh_token")


@pytest.fixture
def tokens(issuer: Issuer) -> dict[str, Any]:
    issuer.directory.clients["party"] = client(grant_types=TYPES)
    return body(issuer.redeem(issuer.code(refreshable=True, expires_at=NOW + 3600, nonce="n-once")))


def post(**fields: str) -> Request:
    return Request(method="POST", path="/token", form=Parameters.of({"client_id": "party", "client_secret": SECRET, **fields}))


def refreshed(issuer: Issuer, token: str, **fields: str) -> Answer:
    return refresh.answer(issuer.provider, post(grant_type="refresh_token", refresh_token=token, **fields))


def asked(issuer: Issuer, token: str) -> dict[str, Any]:
    return body(introspection.answer(issuer.provider, post(token=token)))


def test_a_refresh_gives_new_tokens_without_the_nonce_and_reads_the_same_person(
    issuer: Issuer, tokens: dict[str, Any],
) -> None:
    issuer.clock.seconds += 120
    answer = refreshed(issuer, tokens["refresh_token"])
    again = body(answer)
    assert answer.header("Cache-Control") == "no-store"
    assert not {again["access_token"], again["refresh_token"]} & {tokens["access_token"], tokens["refresh_token"]}
    first, second = payload(tokens["id_token"]), payload(again["id_token"])
    assert (first["nonce"], "nonce" in second) == ("n-once", False)
    assert {name: second[name] for name in ("iss", "sub", "aud", "auth_time")} == {
        name: first[name] for name in ("iss", "sub", "aud", "auth_time")}
    assert second["iat"] == first["iat"] + 120
    assert issuer.read(again["access_token"]).status == 200


def test_a_second_use_ends_everything_that_came_of_the_login(issuer: Issuer, tokens: dict[str, Any]) -> None:
    again = body(refreshed(issuer, tokens["refresh_token"]))
    replay = refreshed(issuer, tokens["refresh_token"])
    assert (replay.status, body(replay)["error"]) == (400, "invalid_grant")
    assert refreshed(issuer, again["refresh_token"]).status == 400
    assert issuer.read(again["access_token"]).status == 401


@pytest.mark.parametrize(("fields", "error"), [
    ({"refresh_token": ""}, "invalid_request"),
    ({"refresh_token": "A" * 43}, "invalid_grant"),
    ({"refresh_token": "no token at all"}, "invalid_grant"),
    ({"scope": "openid profile email everything"}, "invalid_scope"),
    ({"client_secret": "wrong"}, "invalid_client"),
], ids=lambda value: value if isinstance(value, str) else next(iter(value)))
def test_a_refresh_that_is_wrong_is_refused_and_leaves_the_token_good(
    issuer: Issuer, tokens: dict[str, Any], fields: dict[str, str], error: str,
) -> None:
    sent = {"refresh_token": tokens["refresh_token"], "grant_type": "refresh_token", **fields}
    assert body(refresh.answer(issuer.provider, post(**sent)))["error"] == error
    assert refreshed(issuer, tokens["refresh_token"]).status == 200


def test_a_token_shown_by_another_client_is_dead_for_its_owner_too(issuer: Issuer, tokens: dict[str, Any]) -> None:
    issuer.directory.clients["thief"] = client(client_id="thief", grant_types=TYPES)
    stolen = refreshed(issuer, tokens["refresh_token"], client_id="thief")
    assert body(stolen)["error"] == "invalid_grant"
    assert refreshed(issuer, tokens["refresh_token"]).status == 400
    assert issuer.read(tokens["access_token"]).status == 401


def test_a_narrower_scope_holds_for_one_access_token_only(issuer: Issuer, tokens: dict[str, Any]) -> None:
    narrow = body(refreshed(issuer, tokens["refresh_token"], scope="openid"))
    assert narrow["scope"] == "openid"
    assert asked(issuer, narrow["access_token"])["scope"] == "openid"
    assert body(refreshed(issuer, narrow["refresh_token"]))["scope"] == tokens["scope"]


def test_a_client_that_is_not_registered_for_it_gets_nothing(issuer: Issuer, tokens: dict[str, Any]) -> None:
    issuer.directory.clients["party"] = client()
    assert body(refreshed(issuer, tokens["refresh_token"]))["error"] == "unauthorized_client"


def test_a_grant_that_has_ended_gives_nothing(issuer: Issuer, tokens: dict[str, Any]) -> None:
    issuer.clock.seconds += 3600
    assert body(refreshed(issuer, tokens["refresh_token"]))["error"] == "invalid_grant"


def test_no_refresh_token_comes_where_the_grant_has_none(issuer: Issuer) -> None:
    assert "refresh_token" not in body(issuer.redeem(issuer.code()))


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_revoked_token_of_either_kind_takes_the_other_with_it(issuer: Issuer, tokens: dict[str, Any], kind: str) -> None:
    assert revocation.answer(issuer.provider, post(token=tokens[kind], token_type_hint="wrong")).status == 200
    assert issuer.read(tokens["access_token"]).status == 401
    assert body(refreshed(issuer, tokens["refresh_token"]))["error"] == "invalid_grant"
    assert asked(issuer, tokens[kind]) == {"active": False}


def test_introspection_tells_a_client_about_its_own_tokens(issuer: Issuer, tokens: dict[str, Any]) -> None:
    said = asked(issuer, tokens["access_token"])
    assert {name: said[name] for name in ("active", "client_id", "token_type", "iss")} == {
        "active": True, "client_id": "party", "token_type": "Bearer", "iss": issuer.provider.issuer}
    assert said["sub"] == payload(tokens["id_token"])["sub"]
    assert "token_type" not in asked(issuer, tokens["refresh_token"])
    issuer.clock.seconds += 60
    assert asked(issuer, tokens["access_token"]) == {"active": False}
    refreshed(issuer, tokens["refresh_token"])
    assert asked(issuer, tokens["refresh_token"]) == {"active": False}, "it is used up"


def test_introspection_tells_a_stranger_nothing(issuer: Issuer, tokens: dict[str, Any]) -> None:
    issuer.directory.clients["stranger"] = client(client_id="stranger")
    answer = introspection.answer(issuer.provider, post(client_id="stranger", token=tokens["access_token"]))
    assert body(answer) == {"active": False}
    issuer.directory.clients["public"] = client(client_id="public", secret=None, token_endpoint_auth_method=("none",))
    form = Parameters.of({"client_id": "public", "token": tokens["access_token"]})
    nameless = introspection.answer(issuer.provider, Request(method="POST", form=form))
    assert (nameless.status, body(nameless)["error"]) == (401, "invalid_client")
