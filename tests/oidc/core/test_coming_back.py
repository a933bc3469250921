"""The return over real HTTP: honest, in order, and with every message of it wrong in turn (ARS, TKN, UIN of the catalogue)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

import pytest

from doublure.exchange import Parameters
from doublure.oidc import token_refusals
from doublure.oidc.claim_refusals import AcrRefused, AudienceForeign, AuthTimeRefused, Expired, IssuerForeign, NonceForeign
from doublure.oidc.come_back import ComeBackRefused
from doublure.oidc.keys import KeyRing
from doublure.oidc.relying_party import (
    CodeMissing,
    IdTokenRefused,
    IssuerMismatch,
    ProviderSaysNo,
    StateMismatch,
    StateMissing,
    SubjectMismatch,
    TokenCallFailed,
    UserinfoCallFailed,
    UserinfoRefused,
)
from tests.oidc.core.forging import CLIENT, NOW, half_hash, mac, signed, unsigned
from tests.oidc.core.loopback import Loopback, Said, said_json
from tests.oidc.core.upstream import ACCESS_TOKEN, CALLBACK, CODE, SECRET, Upstream, watched


@pytest.fixture
def upstream(server: Loopback, ring: KeyRing) -> Upstream:
    return Upstream(server, ring)


def refusal(
    upstream: Upstream, kind: type[ComeBackRefused], party: dict[str, Any] | None = None, **changed: Any
) -> ComeBackRefused:
    """The refusal that ends a login whose answer is *changed*."""
    registered = upstream.party(**(party or {}))
    departure = registered.leave(scope="openid")
    with pytest.raises(ComeBackRefused) as refused:
        registered.come_back(departure.memory, upstream.answer(departure, **changed))
    assert type(refused.value) is kind
    assert refused.value.rule
    assert refused.value.reference
    return refused.value


class TestHonest:
    """A provider that does everything right."""

    @pytest.mark.parametrize("auth_method", ["client_secret_post", "client_secret_basic"])
    def test_a_login_ends_with_claims(self, upstream: Upstream, auth_method: str) -> None:
        arrival = upstream.login(upstream.party(auth_method=auth_method))
        assert arrival.claims == upstream.claims()
        assert arrival.userinfo == upstream.userinfo
        assert arrival.access_token == ACCESS_TOKEN
        assert arrival.metadata.issuer == upstream.issuer

    def test_the_token_call_by_form_carries_the_secret_in_the_form(self, upstream: Upstream) -> None:
        party = upstream.party()
        departure = party.leave(scope="openid")
        party.come_back(departure.memory, upstream.answer(departure), traceparent="00-" + "1" * 32 + "-" + "2" * 16 + "-01")
        seen, = upstream.calls("/token")
        assert seen.form == {"grant_type": "authorization_code", "code": CODE, "redirect_uri": CALLBACK, "client_id": CLIENT,
                             "client_secret": SECRET, "code_verifier": departure.memory.code_verifier}
        assert "authorization" not in seen.headers
        assert seen.headers["accept"] == "application/json"
        assert {call.headers["traceparent"] for path in ("/token", "/userinfo") for call in upstream.calls(path)} == {
            "00-" + "1" * 32 + "-" + "2" * 16 + "-01"}

    def test_the_token_call_by_header_encodes_identifier_and_secret_first(self, upstream: Upstream) -> None:
        upstream.id_claims = {"aud": "an id:with/é"}
        upstream.login(upstream.party(auth_method="client_secret_basic", client_id="an id:with/é",
                                      client_secret="a b:c%d/é+long-enough-for-anything"))
        seen, = upstream.calls("/token")
        assert seen.form.keys() == {"grant_type", "code", "redirect_uri", "code_verifier"}
        scheme, _, pair = seen.headers["authorization"].partition(" ")
        client_id, secret = base64.b64decode(pair).decode().split(":")
        assert (scheme, unquote_plus(client_id)) == ("Basic", "an id:with/é")
        assert unquote_plus(secret) == "a b:c%d/é+long-enough-for-anything"

    def test_without_pkce_no_verifier_is_sent(self, upstream: Upstream) -> None:
        upstream.login(upstream.party(pkce=False))
        assert "code_verifier" not in upstream.calls("/token")[0].form

    @pytest.mark.parametrize("alg", ["ES256", "RS256"])
    def test_userinfo_as_a_signed_jwt_is_verified(self, upstream: Upstream, alg: str) -> None:
        upstream.alg = upstream.userinfo_alg = alg
        arrival = upstream.login(upstream.party(id_token_alg=alg, userinfo_alg=alg))
        assert arrival.userinfo is not None
        assert arrival.userinfo["given_name"] == "Angela Claire Louise"
        assert upstream.calls("/userinfo")[0].headers["accept"] == "application/jwt"

    def test_hs256_needs_no_published_key(self, upstream: Upstream) -> None:
        del upstream.metadata["jwks_uri"]
        upstream.token_response = {"id_token": ...}
        party = upstream.party(id_token_alg="HS256", userinfo_alg="HS256")
        departure = party.leave(scope="openid")
        answer = upstream.answer(departure)
        upstream.token_response = {"id_token": mac({"alg": "HS256"}, upstream.claims(), SECRET.encode())}
        info = {"sub": "a1b2c3d4", "iss": upstream.issuer, "aud": CLIENT}
        body = mac({"alg": "HS256"}, info, SECRET.encode()).encode()
        upstream.route("/userinfo", lambda _: Said(body, media="application/jwt"))
        assert party.come_back(departure.memory, answer).userinfo == info
        assert upstream.calls("/jwks") == []

    def test_a_provider_without_userinfo_gives_the_id_token_alone(self, upstream: Upstream) -> None:
        del upstream.metadata["userinfo_endpoint"]
        arrival = upstream.login(upstream.party())
        assert arrival.userinfo is None
        assert arrival.claims["sub"] == "a1b2c3d4"

    @pytest.mark.parametrize("token_type", ["Bearer", "bearer", "bEaReR"])
    def test_token_type_has_no_case(self, upstream: Upstream, token_type: str) -> None:
        upstream.token_response = {"token_type": token_type}
        assert upstream.login(upstream.party()).userinfo

    @pytest.mark.parametrize("expires_in", ["3600", 3600.5, 0, -1, 1e12, ...])
    def test_expires_in_matters_to_nobody_here(self, upstream: Upstream, expires_in: Any) -> None:
        upstream.token_response = {"expires_in": expires_in}
        assert upstream.login(upstream.party()).userinfo

    def test_a_scope_that_came_back_wider_changes_nothing(self, upstream: Upstream) -> None:
        upstream.token_response = {"scope": "openid admin everything"}
        assert upstream.login(upstream.party()).userinfo == upstream.userinfo

    def test_the_journal_knows_every_check_and_no_secret(self, upstream: Upstream) -> None:
        trail, written, ring = watched()
        arrival = upstream.login(upstream.party(), trail)
        text = written()
        rules = {record.event.rule for record in ring.records() if record.event.kind == "check"}
        assert rules >= {"state_is_ours", "iss_is_expected", "code_is_present", "token_endpoint_answers", "signature_verifies",
                         "nonce_is_ours", "userinfo_endpoint_answers", "userinfo_sub_is_the_id_token_s"}
        messages = [record.event.message for record in reversed(ring.records()) if record.event.kind == "message"]
        assert sorted(messages) == ["id_token", "token_request", "token_response", "userinfo"]
        for secret in (SECRET, CODE, ACCESS_TOKEN, arrival.id_token, upstream.nonce):
            assert secret not in text


class TestOrder:
    """State first, whatever else the answer says; then issuer, error, code."""

    def test_each_check_comes_before_the_next(self, upstream: Upstream) -> None:
        wrong: dict[str, Any] = {"state": "wrong", "iss": "http://wrong", "error": "access_denied", "code": ...}
        order = [(StateMismatch, "state"), (IssuerMismatch, "iss"), (ProviderSaysNo, "error"), (CodeMissing, "code")]
        for kind, repaired in order:
            refusal(upstream, kind, **wrong)
            del wrong[repaired]
        assert upstream.calls("/token") == []

    def test_nothing_is_asked_of_anybody_before_the_answer_is_ours(self, upstream: Upstream) -> None:
        for changed in ({"state": ...}, {"state": "wrong"}, {"iss": "http://wrong"}, {"iss": ...}, {"error": "x"}, {"code": ...}):
            party = upstream.party()
            departure = party.leave(scope="openid")
            with pytest.raises(ComeBackRefused):
                party.come_back(departure.memory, upstream.answer(departure, **changed))
        assert {seen.target for seen in upstream.server.seen} == {"/.well-known/openid-configuration"}


RESPONSES: dict[str, tuple[dict[str, Any], type[ComeBackRefused]]] = {
    "ARS-01 no state": ({"state": ...}, StateMissing),
    "ARS-01 empty state": ({"state": ""}, StateMissing),
    "ARS-02 another state": ({"state": "x" * 43}, StateMismatch),
    "ARS-02 state of 100 kB": ({"state": "x" * 100_000}, StateMismatch),
    "ARS-02 state that is not ASCII": ({"state": "é\0\r\n"}, StateMismatch),
    "ARS-02 state with half a character": ({"state": "\ud800"}, StateMismatch),
    "ARS-05 another issuer": ({"iss": "http://localhost:9"}, IssuerMismatch),
    "ARS-05 empty issuer": ({"iss": ""}, IssuerMismatch),
    "ARS-06 no issuer": ({"iss": ...}, IssuerMismatch),
    "ARS-10 no code": ({"code": ...}, CodeMissing),
    "ARS-10 empty code": ({"code": ""}, CodeMissing),
    "ARS-11 error": ({"error": "access_denied", "code": ...}, ProviderSaysNo),
    "ARS-11 error beside a code": ({"error": "access_denied"}, ProviderSaysNo),
    "ARS-11 empty error": ({"error": ""}, ProviderSaysNo),
    "ARS-16 code of 100 kB": ({"code": "x" * 100_000}, CodeMissing),
    "ARS-16 code with a line break": ({"code": "a\r\nb"}, CodeMissing),
    "ARS-16 code with NUL": ({"code": "a\0b"}, CodeMissing),
    "ARS-16 code that is not ASCII": ({"code": "é"}, CodeMissing),
}


@pytest.mark.parametrize("row", RESPONSES.values(), ids=RESPONSES)
def test_a_wrong_answer_meets_its_refusal(upstream: Upstream, row: tuple[dict[str, Any], type[ComeBackRefused]]) -> None:
    changed, kind = row
    refusal(upstream, kind, **changed)
    assert upstream.calls("/token") == []


@pytest.mark.parametrize(("name", "kind"), [("state", StateMismatch), ("iss", IssuerMismatch), ("code", CodeMissing)])
@pytest.mark.parametrize("first", [True, False])
def test_a_parameter_that_comes_twice_is_refused_in_either_order(
    upstream: Upstream, name: str, kind: type[ComeBackRefused], first: bool
) -> None:
    party = upstream.party()
    departure = party.leave(scope="openid")
    honest = upstream.answer(departure).pairs
    second = ((name, "other"),)
    with pytest.raises(kind):
        party.come_back(departure.memory, Parameters(second + honest if first else honest + second))
    assert upstream.calls("/token") == []


def test_the_words_of_an_error_are_kept_short_and_printable(upstream: Upstream) -> None:
    refused = refusal(upstream, ProviderSaysNo, error="access_denied", code=...,
                      error_description="<b>no</b>\r\n\x1b[31m" + "x" * 500)
    assert isinstance(refused, ProviderSaysNo)
    assert refused.error == "access_denied"
    assert refused.description.startswith("<b>no</b>��")
    assert len(refused.description) == 200
    assert refused.description.isprintable()


def test_tokens_in_the_query_are_ignored_and_not_journaled(upstream: Upstream) -> None:
    party = upstream.party()
    departure = party.leave(scope="openid")
    trail, written, _ = watched()
    answer = upstream.answer(departure, access_token="injected-access", id_token=unsigned({"alg": "none"}, {"sub": "victim"}))
    assert party.come_back(departure.memory, answer, trail=trail).claims["sub"] == "a1b2c3d4"
    assert "injected-access" not in written()


def test_iss_may_be_absent_only_where_nobody_expects_or_announces_it(upstream: Upstream) -> None:
    refusal(upstream, IssuerMismatch, {"expects_iss": False}, iss=...)
    del upstream.metadata["authorization_response_iss_parameter_supported"]
    refusal(upstream, IssuerMismatch, {"expects_iss": True}, iss=...)
    party = upstream.party(expects_iss=False)
    departure = party.leave(scope="openid")
    assert party.come_back(departure.memory, upstream.answer(departure, iss=...)).userinfo


def test_an_iss_that_is_there_is_compared_even_when_not_expected(upstream: Upstream) -> None:
    del upstream.metadata["authorization_response_iss_parameter_supported"]
    refusal(upstream, IssuerMismatch, {"expects_iss": False}, iss="http://localhost:9")


def test_a_code_of_an_honest_provider_is_never_sent_to_another(upstream: Upstream, ring: KeyRing) -> None:
    with Loopback() as honest_server:
        honest = Upstream(honest_server, ring)
        departure = upstream.party().leave(scope="openid")
        # The malicious provider sent the browser on to the honest one, which answers in its own name.
        answer = Parameters.of({"code": "honest-code", "state": departure.memory.state, "iss": honest.issuer})
        with pytest.raises(IssuerMismatch):
            upstream.party().come_back(departure.memory, answer)
        assert upstream.calls("/token") == []


TOKEN_CALLS: dict[str, tuple[Callable[[Upstream], Said], type[ComeBackRefused]]] = {
    "TKN-01 no token_type": (lambda u: said_json({**u.tokens(), "token_type": None}), TokenCallFailed),
    "TKN-01 token_type mac": (lambda u: said_json({**u.tokens(), "token_type": "mac"}), TokenCallFailed),
    "TKN-01 token_type N_A": (lambda u: said_json({**u.tokens(), "token_type": "N_A"}), TokenCallFailed),
    "TKN-01 token_type is a list": (lambda u: said_json({**u.tokens(), "token_type": ["Bearer"]}), TokenCallFailed),
    "TKN-04 no ID token": (lambda u: said_json({n: v for n, v in u.tokens().items() if n != "id_token"}), IdTokenRefused),
    "TKN-04 empty ID token": (lambda u: said_json({**u.tokens(), "id_token": ""}), IdTokenRefused),
    "TKN-04 ID token is an object": (lambda u: said_json({**u.tokens(), "id_token": {"sub": "x"}}), IdTokenRefused),
    "TKN-05 no access token": (lambda u: said_json({**u.tokens(), "access_token": None}), TokenCallFailed),
    "TKN-05 empty access token": (lambda u: said_json({**u.tokens(), "access_token": ""}), TokenCallFailed),
    "TKN-05 access token is a list": (lambda u: said_json({**u.tokens(), "access_token": ["x"]}), TokenCallFailed),
    "TKN-05 access token of 100 kB": (lambda u: said_json({**u.tokens(), "access_token": "x" * 100_000}), TokenCallFailed),
    "TKN-05 access token with a line break": (
        lambda u: said_json({**u.tokens(), "access_token": "x\r\nX-Injected: 1"}), TokenCallFailed),
    "TKN-05 access token that is not ASCII": (lambda u: said_json({**u.tokens(), "access_token": "é"}), TokenCallFailed),
    "TKN-06 invalid_grant": (lambda u: said_json({"error": "invalid_grant"}, 400), TokenCallFailed),
    "TKN-06 invalid_client": (lambda u: said_json({"error": "invalid_client"}, 401), TokenCallFailed),
    "TKN-06 400 with HTML": (lambda u: Said(b"<html>", 400, "text/html"), TokenCallFailed),
    "TKN-06 200 with an error": (lambda u: said_json({**u.tokens(), "error": "invalid_grant"}), TokenCallFailed),
    "TKN-06 401 with tokens": (lambda u: said_json(u.tokens(), 401), TokenCallFailed),
    "TKN-07 500": (lambda u: Said(status=500), TokenCallFailed),
    "TKN-07 503 with Retry-After": (lambda u: Said(status=503, headers={"Retry-After": "0"}), TokenCallFailed),
    "TKN-07 429": (lambda u: Said(status=429), TokenCallFailed),
    "TKN-08 HTML": (lambda u: Said(b"<html>login</html>", media="text/html"), TokenCallFailed),
    "TKN-08 tokens as HTML": (lambda u: said_json(u.tokens(), media="text/html"), TokenCallFailed),
    "TKN-08 tokens as a form": (lambda u: Said(b"access_token=x&token_type=bearer",
                                               media="application/x-www-form-urlencoded"), TokenCallFailed),
    "TKN-08 no media type": (lambda u: Said(json.dumps(u.tokens()).encode(), media=None), TokenCallFailed),
    "TKN-08 UTF-16": (lambda u: Said(json.dumps(u.tokens()).encode("utf-16")), TokenCallFailed),
    "TKN-08 byte order mark": (lambda u: Said(b"\xef\xbb\xbf" + json.dumps(u.tokens()).encode()), TokenCallFailed),
    "TKN-08 204": (lambda u: Said(status=204), TokenCallFailed),
    "TKN-10 huge": (lambda u: said_json({**u.tokens(), "more": "x" * 300_000}), TokenCallFailed),
    "TKN-11 redirect": (lambda u: Said(status=307, headers={"Location": f"{u.issuer}/jwks"}), TokenCallFailed),
    "TKN-16 two ID tokens": (
        lambda u: Said(json.dumps(u.tokens()).encode()[:-1] + b',"id_token":"' + u.id_token().encode() + b'"}'), TokenCallFailed),
}


@pytest.mark.parametrize("row", TOKEN_CALLS.values(), ids=TOKEN_CALLS)
def test_a_wrong_token_response_ends_the_login(
    upstream: Upstream, row: tuple[Callable[[Upstream], Said], type[ComeBackRefused]]
) -> None:
    answer, kind = row
    upstream.route("/token", lambda _: answer(upstream))
    refusal(upstream, kind)
    assert len(upstream.calls("/token")) == 1
    assert upstream.calls("/userinfo") == []


def test_the_words_of_the_token_endpoint_are_in_the_diagnosis(upstream: Upstream) -> None:
    upstream.route("/token", lambda _: said_json({"error": "invalid_client", "error_description": "secret?"}, 401))
    assert refusal(upstream, TokenCallFailed).received == 'status 401, error "invalid_client"'


ID_TOKENS: dict[str, tuple[dict[str, Any], type[token_refusals.TokenRefused]]] = {
    "IDT-23": ({"iss": "http://localhost:9"}, IssuerForeign),
    "IDT-26": ({"aud": "somebody-else"}, AudienceForeign),
    "IDT-31": ({"nonce": ...}, NonceForeign),
    "IDT-34": ({"exp": NOW - 1}, Expired),
}


@pytest.mark.parametrize("row", ID_TOKENS.values(), ids=ID_TOKENS)
def test_a_forged_id_token_ends_the_login_before_userinfo_and_says_why(
    upstream: Upstream, row: tuple[dict[str, Any], type[token_refusals.TokenRefused]]
) -> None:
    upstream.id_claims, kind = row
    refused = refusal(upstream, IdTokenRefused)
    assert type(refused.cause) is kind
    assert refused.rule == kind.rule
    assert upstream.calls("/userinfo") == []


def test_the_relying_party_checks_at_hash_acr_and_max_age_that_it_asked_for(upstream: Upstream) -> None:
    upstream.id_claims = {"at_hash": half_hash("another token")}
    assert isinstance(refusal(upstream, IdTokenRefused).cause, token_refusals.TokenRefused)
    upstream.id_claims = {"at_hash": half_hash(ACCESS_TOKEN)}
    party = upstream.party()
    with pytest.raises(IdTokenRefused) as refused:
        upstream.login(party, acr_values="eidas2 eidas3")
    assert isinstance(refused.value.cause, AcrRefused)
    with pytest.raises(IdTokenRefused) as refused:
        upstream.login(party, extra={"max_age": "300"})
    assert isinstance(refused.value.cause, AuthTimeRefused)
    assert upstream.login(party, acr_values="eidas1")


def test_a_stronger_level_than_the_one_asked_for_passes_where_levels_are_known(upstream: Upstream) -> None:
    levels = ("eidas1", "eidas2", "eidas3")
    upstream.id_claims = {"acr": "eidas3"}
    assert upstream.login(upstream.party(levels=levels), acr_values="eidas2")
    with pytest.raises(IdTokenRefused):
        upstream.login(upstream.party(), acr_values="eidas2")
    upstream.id_claims = {"acr": "eidas1"}
    with pytest.raises(IdTokenRefused):
        upstream.login(upstream.party(levels=levels), acr_values="eidas2")


@pytest.mark.parametrize("header", ["jku", "x5u"])
def test_no_request_ever_reaches_an_address_in_a_header(upstream: Upstream, strange_ring: KeyRing, header: str) -> None:
    with Loopback() as canary:
        canary.routes["/keys"] = lambda _: said_json(strange_ring.public())
        strange = strange_ring.signer("ES256")
        party = upstream.party()
        departure = party.leave(scope="openid")
        answer = upstream.answer(departure)
        head = {"alg": "ES256", "kid": strange.kid, header: f"{canary.origin}/keys"}
        upstream.token_response = {"id_token": signed(head, upstream.claims(), strange.key, "ES256")}
        with pytest.raises(IdTokenRefused) as refused:
            party.come_back(departure.memory, answer)
        assert isinstance(refused.value.cause, token_refusals.KeyUnknown)
        assert canary.seen == []
    assert len(upstream.calls("/jwks")) == 2


def test_keys_that_cannot_be_had_end_the_login(upstream: Upstream) -> None:
    upstream.route("/jwks", lambda _: Said(status=500))
    assert refusal(upstream, IdTokenRefused).received == "status_500"


def test_a_key_replaced_at_the_moment_of_signing_costs_one_refresh(upstream: Upstream, strange_ring: KeyRing) -> None:
    party = upstream.party()
    upstream.login(party)
    upstream.ring = strange_ring
    assert upstream.login(party).userinfo
    assert len(upstream.calls("/jwks")) == 2


USERINFOS: dict[str, tuple[Callable[[Upstream], Said], type[ComeBackRefused]]] = {
    "UIN-01 another sub": (lambda u: said_json({"sub": "victim"}), SubjectMismatch),
    "UIN-01 sub in another case": (lambda u: said_json({"sub": "A1B2C3D4"}), SubjectMismatch),
    "UIN-02 no sub": (lambda u: said_json({"given_name": "Angela"}), SubjectMismatch),
    "UIN-03 sub is a list": (lambda u: said_json({"sub": ["a1b2c3d4", "victim"]}), SubjectMismatch),
    "UIN-03 sub twice": (lambda u: Said(b'{"sub":"victim","sub":"a1b2c3d4"}'), UserinfoRefused),
    "UIN-03 sub twice, the other way": (lambda u: Said(b'{"sub":"a1b2c3d4","sub":"victim"}'), UserinfoRefused),
    "UIN-09 JSON as HTML": (lambda u: said_json(u.userinfo, media="text/html"), UserinfoRefused),
    "UIN-09 JSON as JWT": (lambda u: said_json(u.userinfo, media="application/jwt"), UserinfoRefused),
    "UIN-09 JWT though JSON is registered": (lambda u: Said(u.userinfo_jwt().encode(), media="application/jwt"), UserinfoRefused),
    "UIN-09 JWT as JSON": (lambda u: Said(u.userinfo_jwt().encode()), UserinfoRefused),
    "UIN-09 no media type": (lambda u: Said(b'{"sub":"a1b2c3d4"}', media=None), UserinfoRefused),
    "UIN-09 a list": (lambda u: said_json([u.userinfo]), UserinfoRefused),
    "UIN-12 a name of 1 MB": (lambda u: said_json({"sub": "a1b2c3d4", "given_name": "x" * 1_000_000}), UserinfoCallFailed),
    "UIN-15 401": (lambda u: Said(status=401, headers={"WWW-Authenticate": "Bearer"}), UserinfoCallFailed),
    "UIN-15 403": (lambda u: Said(status=403), UserinfoCallFailed),
    "UIN-15 404": (lambda u: Said(status=404), UserinfoCallFailed),
    "UIN-15 429": (lambda u: Said(status=429, headers={"Retry-After": "0"}), UserinfoCallFailed),
    "UIN-15 500 with claims": (lambda u: said_json(u.userinfo, 500), UserinfoCallFailed),
    "UIN-15 503": (lambda u: Said(status=503), UserinfoCallFailed),
    "UIN-15 redirect": (lambda u: Said(status=302, headers={"Location": "http://localhost:9/"}), UserinfoCallFailed),
}


@pytest.mark.parametrize("row", USERINFOS.values(), ids=USERINFOS)
def test_a_wrong_userinfo_is_discarded_and_no_login_is_built_on_the_id_token_alone(
    upstream: Upstream, row: tuple[Callable[[Upstream], Said], type[ComeBackRefused]]
) -> None:
    answer, kind = row
    upstream.route("/userinfo", lambda _: answer(upstream))
    refusal(upstream, kind)
    assert len(upstream.calls("/userinfo")) == 1


def jwt_of(upstream: Upstream, header: dict[str, Any] | None = None, **changed: Any) -> str:
    signer = upstream.ring.signer("ES256")
    claims = {"iss": upstream.issuer, "aud": CLIENT, "iat": NOW, "exp": NOW + 60} | upstream.userinfo | changed
    claims = {name: value for name, value in claims.items() if value is not ...}
    return signed(header or {"alg": "ES256", "kid": signer.kid}, claims, signer.key, "ES256")


def stranger_s(upstream: Upstream, strange_ring: KeyRing) -> str:
    return signed({"alg": "ES256", "kid": upstream.ring.signer("ES256").kid},
                  {"iss": upstream.issuer, "aud": CLIENT, **upstream.userinfo}, strange_ring.signer("ES256").key, "ES256")


SIGNED_USERINFOS: dict[str, tuple[Callable[[Upstream, KeyRing], str], type[ComeBackRefused]]] = {
    "UIN-05 another key": (stranger_s, UserinfoRefused),
    "UIN-05 alg none": (lambda u, s: unsigned({"alg": "none"}, {"iss": u.issuer, "aud": CLIENT, **u.userinfo}), UserinfoRefused),
    "UIN-05 HMAC with the client secret": (
        lambda u, s: mac({"alg": "HS256"}, {"iss": u.issuer, "aud": CLIENT, **u.userinfo}, SECRET.encode()), UserinfoRefused),
    "UIN-05 critical header": (
        lambda u, s: jwt_of(u, {"alg": "ES256", "kid": u.ring.signer("ES256").kid, "crit": ["x"]}), UserinfoRefused),
    "UIN-06 another audience": (lambda u, s: jwt_of(u, aud="somebody-else"), UserinfoRefused),
    "UIN-06 another issuer": (lambda u, s: jwt_of(u, iss="http://localhost:9"), UserinfoRefused),
    "UIN-06 neither": (lambda u, s: jwt_of(u, iss=..., aud=...), UserinfoRefused),
    "UIN-06 no audience": (lambda u, s: jwt_of(u, aud=...), UserinfoRefused),
    "UIN-06 no issuer": (lambda u, s: jwt_of(u, iss=...), UserinfoRefused),
    "UIN-06 a further audience": (lambda u, s: jwt_of(u, aud=[CLIENT, "other"]), UserinfoRefused),
    "UIN-07 expired": (lambda u, s: jwt_of(u, exp=NOW), UserinfoRefused),
    "UIN-07 exp is text": (lambda u, s: jwt_of(u, exp="later"), UserinfoRefused),
    "UIN-07 issued in the future": (lambda u, s: jwt_of(u, iat=NOW + 60), UserinfoRefused),
    "UIN-07 not yet valid": (lambda u, s: jwt_of(u, nbf=NOW + 60), UserinfoRefused),
    "UIN-07 of another person": (lambda u, s: jwt_of(u, sub="victim"), SubjectMismatch),
    "UIN-08 the ID token": (lambda u, s: u.id_token(), UserinfoRefused),
    "UIN-08 typed as an access token": (
        lambda u, s: jwt_of(u, {"alg": "ES256", "kid": u.ring.signer("ES256").kid, "typ": "at+jwt"}), UserinfoRefused),
    "two segments": (lambda u, s: "e30.e30", UserinfoRefused),
    "encrypted": (lambda u, s: "e30.e30.e30.e30.e30", UserinfoRefused),
}


@pytest.mark.parametrize("row", SIGNED_USERINFOS.values(), ids=SIGNED_USERINFOS)
def test_a_forged_signed_userinfo_meets_its_refusal(
    upstream: Upstream, strange_ring: KeyRing, row: tuple[Callable[[Upstream, KeyRing], str], type[ComeBackRefused]]
) -> None:
    token, kind = row
    upstream.route("/userinfo", lambda _: Said(token(upstream, strange_ring).encode(), media="application/jwt"))
    refusal(upstream, kind, {"userinfo_alg": "ES256"})


def test_a_plain_userinfo_where_a_signed_one_is_registered_is_refused(upstream: Upstream) -> None:
    refusal(upstream, UserinfoRefused, {"userinfo_alg": "ES256"})


def test_a_signed_userinfo_without_dates_is_accepted_and_a_list_of_one_audience_too(upstream: Upstream) -> None:
    body = jwt_of(upstream, exp=..., iat=..., aud=[CLIENT]).encode()
    upstream.route("/userinfo", lambda _: Said(body, media="application/jwt"))
    assert upstream.login(upstream.party(userinfo_alg="ES256")).userinfo


def test_claim_sources_elsewhere_are_not_followed(upstream: Upstream) -> None:
    with Loopback() as canary:
        upstream.userinfo |= {"_claim_names": {"email": "s"}, "_claim_sources": {"s": {"endpoint": f"{canary.origin}/claims"}}}
        assert upstream.login(upstream.party()).userinfo == upstream.userinfo
        assert canary.seen == []


@pytest.mark.parametrize(("path", "kind"), [("/token", TokenCallFailed), ("/userinfo", UserinfoCallFailed)])
def test_a_silent_endpoint_ends_the_login(upstream: Upstream, path: str, kind: type[ComeBackRefused]) -> None:
    upstream.route(path, lambda _: lambda connection: upstream.server.wait(60) and None)
    assert refusal(upstream, kind).received == "timeout"


def test_a_refusal_shows_no_secret(upstream: Upstream) -> None:
    party = upstream.party()
    departure = party.leave(scope="openid")
    trail, written, _ = watched()
    upstream.id_claims = {"nonce": "n-of-somebody-else"}
    with pytest.raises(IdTokenRefused) as refused:
        party.come_back(departure.memory, upstream.answer(departure), trail=trail)
    with pytest.raises(StateMismatch) as mismatch:
        party.come_back(departure.memory, upstream.answer(departure, state="s-of-somebody-else"), trail=trail)
    text = f"{refused.value} {refused.value.__cause__} {mismatch.value} {written()}"
    memory = departure.memory
    assert memory.code_verifier is not None
    for secret in ("n-of-somebody-else", "s-of-somebody-else", memory.state, memory.nonce, memory.code_verifier, SECRET, CODE):
        assert secret not in text
