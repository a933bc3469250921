"""The userinfo endpoint (OpenID Connect Core §5.3, RFC 6750)."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwk, jwt

from doublure.exchange import Answer, Parameters, Request
from doublure.journal import CheckRan
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import userinfo
from doublure.oidc.provider.userinfo import PLAIN_USERINFO_ROWS, QUERY_ROW
from tests.oidc.provider.issuer import CLAIMS, ISSUER, NOW, SECRET, Issuer, body, client, header, payload

SUB = "a" * 64 + "v1"


def _token(issuer: Issuer, **changes: Any) -> str:
    return str(body(issuer.redeem(issuer.code(**changes)))["access_token"])


def _ask(issuer: Issuer, **request: Any) -> Answer:
    return userinfo.answer(issuer.provider, Request(**request))


def _caught(issuer: Issuer) -> str:
    events = (record.event for record in issuer.ring.records())
    return [event for event in events if isinstance(event, CheckRan) and not event.passed][-1].rule


def test_a_client_without_a_signing_algorithm_gets_json(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(userinfo_signed_response_alg=None))
    answer = issuer.read(_token(issuer))
    assert (answer.status, answer.content_type) == (200, "application/json; charset=utf-8")
    assert body(answer) == {**CLAIMS, "sub": SUB}


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
def test_a_client_with_one_gets_a_signed_jwt_whatever_it_accepts(keys: KeyRing, alg: str) -> None:
    issuer = Issuer(keys, client(userinfo_signed_response_alg=alg))
    answer = issuer.read(_token(issuer), accept="application/json")
    assert (answer.status, answer.content_type) == (200, "application/jwt; charset=utf-8")
    assert header(answer.body.decode())["alg"] == alg
    told = jwt.decode(answer.body.decode(), jwk.KeySet.import_key_set(keys.public()), algorithms=[alg]).claims
    assert told == {**CLAIMS, "sub": SUB, "aud": "party", "exp": NOW + 60, "iat": NOW, "iss": ISSUER}


def test_an_hs256_userinfo_is_keyed_by_the_clients_secret(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(userinfo_signed_response_alg="HS256"))
    answer = issuer.read(_token(issuer))
    assert header(answer.body.decode()) == {"alg": "HS256"}
    assert jwt.decode(answer.body.decode(), jwk.OctKey.import_key(SECRET), algorithms=["HS256"]).claims["sub"] == SUB


def test_the_jwt_ends_with_the_access_token(issuer: Issuer) -> None:
    token = _token(issuer)
    issuer.clock.advance(7)
    claims = payload(issuer.read(token).body)
    assert (claims["iat"], claims["exp"]) == (NOW + 7, NOW + 60)


def test_userinfo_and_id_token_have_the_same_sub(issuer: Issuer) -> None:
    tokens = body(issuer.redeem(issuer.code()))
    assert payload(issuer.read(tokens["access_token"]).body)["sub"] == payload(tokens["id_token"])["sub"]


def test_a_token_may_be_used_again_during_its_life(issuer: Issuer) -> None:
    token = _token(issuer)
    assert [issuer.read(token).status for _ in range(3)] == [200, 200, 200]


def test_userinfo_is_read_in_one_flush_and_kept_by_no_cache(issuer: Issuer) -> None:
    token = _token(issuer)
    issuer.store.trips.clear()
    answer = issuer.read(token)
    assert issuer.store.trips == ["Get+Get"]
    assert answer.header("Cache-Control") == "no-store"
    assert answer.cookies == ()


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "bEaReR"])
def test_the_scheme_may_be_written_in_any_case(issuer: Issuer, scheme: str) -> None:
    assert _ask(issuer, headers={"authorization": f"{scheme} {_token(issuer)}"}).status == 200


def test_the_token_may_travel_in_the_body_of_a_post(issuer: Issuer) -> None:
    form = Parameters.of({"access_token": _token(issuer)})
    assert _ask(issuer, method="POST", form=form).status == 200


def test_the_token_may_travel_in_the_query_unless_the_issuer_forbids_it(issuer: Issuer) -> None:
    query = Parameters.of({"access_token": _token(issuer)})
    assert _ask(issuer, query=query).status == 200
    strict = userinfo.answer(issuer.provider, Request(query=query), (QUERY_ROW, *PLAIN_USERINFO_ROWS))
    assert (strict.status, body(strict)["error"]) == (400, "invalid_request")


def _refused(issuer: Issuer, answer: Answer, status: int, error: str, rule: str) -> None:
    assert (answer.status, body(answer)["error"], _caught(issuer)) == (status, error, rule)
    assert answer.header("Cache-Control") == "no-store"
    assert (answer.header("WWW-Authenticate") or "").startswith(f'Bearer realm="{ISSUER}"')


def test_without_a_token_the_challenge_names_the_realm_only(issuer: Issuer) -> None:
    answer = _ask(issuer)
    _refused(issuer, answer, 401, "invalid_token", "token_presented")
    assert answer.header("WWW-Authenticate") == f'Bearer realm="{ISSUER}"'


@pytest.mark.parametrize("token", ["A" * 43, "short", "é" * 43, "a b", "A" * 5000, "\ud800"])
def test_an_unknown_token_is_refused_with_a_challenge(issuer: Issuer, token: str) -> None:
    answer = issuer.read(token)
    _refused(issuer, answer, 401, "invalid_token", "token_known")
    assert 'error="invalid_token"' in (answer.header("WWW-Authenticate") or "")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "Digest x", "abc", ""])
def test_an_authorization_header_that_is_not_bearer_and_a_token_is_refused(issuer: Issuer, header: str) -> None:
    _refused(issuer, _ask(issuer, headers={"authorization": header}), 400, "invalid_request", "scheme_is_bearer")


def test_two_ways_of_sending_the_token_are_refused(issuer: Issuer) -> None:
    token = _token(issuer)
    given = Parameters.of({"access_token": token})
    bearer = {"authorization": f"Bearer {token}"}
    twice = Parameters((("access_token", token), ("access_token", token)))
    for request in ({"headers": bearer, "query": given}, {"method": "POST", "form": given, "headers": bearer},
                    {"method": "POST", "form": given, "query": given}, {"query": twice}):
        _refused(issuer, _ask(issuer, **request), 400, "invalid_request", "one_token_mechanism")


def test_unreadable_parameters_are_refused(issuer: Issuer) -> None:
    _refused(issuer, _ask(issuer, fault="the query is not UTF-8"), 400, "invalid_request", "request_readable")


def test_an_expired_token_is_told_from_an_unknown_one(issuer: Issuer) -> None:
    token = _token(issuer, expires_at=NOW + 600)
    issuer.clock.advance(59)
    assert issuer.read(token).status == 200
    issuer.clock.advance(1)
    _refused(issuer, issuer.read(token), 401, "invalid_token", "token_unexpired")


def test_a_grant_can_end_before_its_token(issuer: Issuer) -> None:
    token = _token(issuer)
    issuer.clock.advance(29)
    assert issuer.read(token).status == 200
    issuer.clock.advance(1)
    _refused(issuer, issuer.read(token), 401, "invalid_token", "grant_live")


def test_a_revoked_grant_reads_nothing(issuer: Issuer) -> None:
    grant = issuer.grant()
    token = body(issuer.redeem(issuer.provider.grants.issue(grant, grant.id[:16])))["access_token"]
    issuer.provider.grants.revoke(grant.id)
    _refused(issuer, issuer.read(token), 401, "invalid_token", "grant_unrevoked")


def test_a_client_switched_off_reads_nothing_any_more(issuer: Issuer) -> None:
    token = _token(issuer)
    issuer.directory.clients["party"] = client(active=False)
    _refused(issuer, issuer.read(token), 401, "invalid_token", "client_active")


def test_neither_a_code_nor_an_id_token_is_an_access_token(issuer: Issuer) -> None:
    code = issuer.code()
    assert issuer.read(code).status == 401
    assert issuer.read(body(issuer.redeem(code))["id_token"]).status == 401


def test_another_issuers_token_is_unknown(issuer: Issuer, keys: KeyRing) -> None:
    assert issuer.read(_token(Issuer(keys))).status == 401


def test_issuers_that_share_a_store_do_not_share_tokens(issuer: Issuer) -> None:
    from doublure.oidc.provider.grants import Grants

    token = _token(issuer)
    other = Grants(issuer.store, issuer.clock, issuer.provider.randomness, prefix="plus-")
    assert other.find_access(token) is None
    assert issuer.provider.grants.find_access(token) is not None


def test_a_description_cannot_break_out_of_the_challenge(issuer: Issuer) -> None:
    from doublure.oidc.errors import InvalidToken
    from doublure.oidc.provider.refusals import bearer_challenge

    assert bearer_challenge(issuer.provider, InvalidToken('a"b\\c\r\nd é'))[1].endswith("error_description=\"a'b'c''d '\"")
