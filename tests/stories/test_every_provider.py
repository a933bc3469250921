"""The conformance list: what every OpenID provider here owes, asked of the hub and of each of the six fakes alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from doublure.testing.person import Person
from tests.stories.federation import CALLBACK, SANDBOX_SECRET, THE_SIX, Federation

STATE, NONCE = "state-of-the-list-0123456789", "nonce-of-the-list-0123456789"


@dataclass(frozen=True)
class Issuer:
    """One provider and a client it knows."""

    url: str
    client_id: str
    secret: str
    redirect_uri: str
    extra: dict[str, str]

    def asks(self, **changed: str) -> str:
        query = {"client_id": self.client_id, "response_type": "code", "redirect_uri": self.redirect_uri, "scope": "openid",
                 "state": STATE, "nonce": NONCE, **self.extra} | changed
        return f"{document(self)['authorization_endpoint']}?{urlencode(query)}"

    def redeems(self, **changed: str) -> tuple[int, dict[str, str]]:
        fields = {"grant_type": "authorization_code", "code": "z" * 43, "redirect_uri": self.redirect_uri,
                  "client_id": self.client_id, "client_secret": self.secret, **changed}
        page = Person().request("POST", str(document(self)["token_endpoint"]), urlencode(fields))
        return page.status, json.loads(page.body)


def document(issuer: Issuer) -> dict[str, object]:
    found: dict[str, object] = json.loads(Person().request("GET", f"{issuer.url}/.well-known/openid-configuration").body)
    return found


@pytest.fixture(params=["hub", *THE_SIX])
def issuer(request: pytest.FixtureRequest, federation: Federation) -> Issuer:
    slug = request.param
    if slug == "hub":
        return Issuer(federation.issuer, "sandbox", SANDBOX_SECRET, CALLBACK, {"acr_values": "eidas1"})
    challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    return Issuer(federation.public(slug), "doublure-hub", f"doublure-hub-at-{slug}-for-local-use-only-0123456789",
                  f"{federation.issuer}/oidc-callback", challenge)


def test_discovery_names_the_issuer_exactly_and_keeps_its_endpoints_at_home(issuer: Issuer) -> None:
    found = document(issuer)
    assert found["issuer"] == issuer.url
    for name, value in found.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert str(value).startswith(issuer.url), name
    assert found["authorization_response_iss_parameter_supported"] is True
    assert found["code_challenge_methods_supported"] == ["S256"]


def test_published_keys_have_distinct_names_and_no_private_member(issuer: Issuer) -> None:
    keys = json.loads(Person().request("GET", str(document(issuer)["jwks_uri"])).body)["keys"]
    assert len({key["kid"] for key in keys}) == len(keys) > 0
    for key in keys:
        assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(key)
        assert key["use"] == "sig"


@pytest.mark.parametrize("changed", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"},
                                     {"redirect_uri": "http://localhost:3000/callback/../x"}])
def test_who_asks_and_where_to_answer_are_checked_before_anything_travels(issuer: Issuer, changed: dict[str, str]) -> None:
    page = Person().request("GET", issuer.asks(**changed))
    assert 400 <= page.status < 500
    assert not page.header("Location")
    assert page.said("error-code")


def test_an_error_travels_with_state_and_iss(issuer: Issuer) -> None:
    page = Person().request("GET", issuer.asks(response_type="code token"))
    told = urlsplit(page.header("Location"))
    values = parse_qs(told.query or told.fragment)
    assert page.status == 303
    assert (values["error"], values["state"], values["iss"]) == (["unsupported_response_type"], [STATE], [issuer.url])


def test_an_unknown_code_is_invalid_grant_and_a_wrong_secret_invalid_client(issuer: Issuer) -> None:
    assert issuer.redeems()[1]["error"] == "invalid_grant"
    status, told = issuer.redeems(client_secret="wrong" * 10)
    assert (status, told["error"]) == (401, "invalid_client")
    assert issuer.redeems(grant_type="password")[1]["error"] == "unsupported_grant_type"


def test_userinfo_without_a_token_is_a_bearer_challenge(issuer: Issuer) -> None:
    page = Person().request("GET", str(document(issuer)["userinfo_endpoint"]))
    assert page.status == 401
    assert page.header("WWW-Authenticate").startswith("Bearer")


def test_a_logout_to_an_unregistered_address_goes_nowhere(issuer: Issuer) -> None:
    query = urlencode({"id_token_hint": "a.b.c", "post_logout_redirect_uri": "https://evil.example/"})
    page = Person().request("GET", f"{document(issuer)['end_session_endpoint']}?{query}")
    assert page.status == 400
    assert not page.header("Location")


def test_it_says_whether_it_lives_serves_and_how_much(issuer: Issuer) -> None:
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(issuer.url))
    assert Person().request("GET", f"{origin}/healthz").body == b"ok"
    assert Person().request("GET", f"{origin}/readyz").status == 200
    assert b"http_requests_total" in Person().request("GET", f"{origin}/metrics").body
