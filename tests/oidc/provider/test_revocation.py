"""The revocation endpoint (RFC 7009)."""

from __future__ import annotations

import pytest

from doublure.exchange import Answer, Parameters, Request
from doublure.oidc.errors import InvalidRequest
from doublure.oidc.provider import client_rules, revocation
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.revocation import PLAIN_REVOCATION_ROWS
from doublure.oidc.provider.table import Row
from tests.oidc.provider.issuer import OTHER_SECRET, SECRET, Issuer, basic, body


def _revoke(issuer: Issuer, token: str | None, authorization: str | None = None, **changes: str | None) -> Answer:
    usual: dict[str, str | None] = {"token": token, "client_id": "party", "client_secret": SECRET}
    form = {name: value for name, value in (usual | changes).items() if value is not None}
    headers = {"authorization": authorization} if authorization else {}
    return revocation.answer(issuer.provider, Request(method="POST", form=Parameters.of(form), headers=headers))


def test_a_client_ends_what_it_was_given(issuer: Issuer) -> None:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    answer = _revoke(issuer, token)
    assert (answer.status, answer.body, answer.content_type) == (200, b"", None)
    assert issuer.read(token).status == 401


def test_revoking_reads_once_and_writes_once(issuer: Issuer) -> None:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    issuer.store.trips.clear()
    _revoke(issuer, token)
    assert issuer.store.trips == ["Get+Get+Get+Get", "Put"]


@pytest.mark.parametrize("token", ["A" * 43, "not a token", "\ud800" * 43])
def test_an_unknown_token_is_as_good_as_a_revoked_one(issuer: Issuer, token: str) -> None:
    assert _revoke(issuer, token).status == 200


def test_another_clients_token_stays_in_force_and_nothing_is_said_of_it(issuer: Issuer) -> None:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    answer = _revoke(issuer, token, client_id="other")
    assert (answer.status, answer.body) == (200, b"")
    assert issuer.read(token).status == 200


def test_revoking_twice_is_as_good_as_once(issuer: Issuer) -> None:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    assert [_revoke(issuer, token).status for _ in range(2)] == [200, 200]


def test_a_wrong_hint_changes_nothing(issuer: Issuer) -> None:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    assert _revoke(issuer, token, token_type_hint="refresh_token").status == 200
    assert issuer.read(token).status == 401


def test_only_an_authenticated_client_revokes(issuer: Issuer) -> None:
    token = body(issuer.redeem(issuer.code()))["access_token"]
    refused = _revoke(issuer, token, client_secret=OTHER_SECRET)
    assert (refused.status, body(refused)["error"]) == (401, "invalid_client")
    assert refused.header("Cache-Control") == "no-store"
    assert _revoke(issuer, token, client_secret=None, client_id=None).status == 400
    by_header = _revoke(issuer, token, basic("party", OTHER_SECRET), client_secret=None)
    assert (by_header.header("WWW-Authenticate") or "").startswith("Basic ")
    assert issuer.read(token).status == 200


def test_a_request_without_token_is_refused(issuer: Issuer) -> None:
    answer = _revoke(issuer, None)
    assert (answer.status, body(answer)["error"]) == (400, "invalid_request")


def test_an_endpoint_can_refuse_the_hint(issuer: Issuer) -> None:
    strict = Row("only", client_rules.only_parameters("token", "client_id", "client_secret"), "§1.9",
                 saying(InvalidRequest, "no other parameter"))
    form = Parameters.of({"token": "A" * 43, "client_id": "party", "client_secret": SECRET, "token_type_hint": "x"})
    answer = revocation.answer(issuer.provider, Request(method="POST", form=form), (strict, *PLAIN_REVOCATION_ROWS))
    assert answer.status == 400
