"""Habits of real providers, as measured: each is lawful, so each must be served."""

from __future__ import annotations

import pytest

from doublure.exchange import Parameters
from doublure.oidc.keys import KeyRing
from doublure.oidc.relying_party import CodeMissing, IssuerMismatch
from tests.oidc.core.forging import CLIENT
from tests.oidc.core.loopback import Loopback, said_json
from tests.oidc.core.upstream import CODE, Upstream


def test_node_oidc_provider_sends_iss_and_may_live_below_a_path(server: Loopback, ring: KeyRing) -> None:
    for path in ("", "/oidc"):
        upstream = Upstream(server, ring, path)
        upstream.userinfo_alg = "ES256"
        assert upstream.login(upstream.party(userinfo_alg="ES256")).userinfo


def test_oidc_provider_mock_names_no_key_lists_one_audience_says_no_acr_and_announces_no_method(
    server: Loopback, ring: KeyRing
) -> None:
    upstream = Upstream(server, ring)
    upstream.alg = "RS256"
    upstream.id_header = {"alg": "RS256", "typ": "JWT"}
    upstream.id_claims = {"aud": [CLIENT], "acr": ...}
    upstream.metadata.pop("authorization_response_iss_parameter_supported")
    party = upstream.party(id_token_alg="RS256", auth_method="client_secret_basic", expects_iss=False)
    departure = party.leave(scope="openid")
    assert party.come_back(departure.memory, upstream.answer(departure, iss=...)).userinfo
    assert party.metadata().token_endpoint_auth_methods == ("client_secret_basic",)


def test_lemonldap_ng_ends_its_issuer_with_a_slash_announces_none_and_adds_session_state(server: Loopback, ring: KeyRing) -> None:
    upstream = Upstream(server, ring, "/")
    upstream.metadata |= {
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
    }
    upstream.alg = "RS256"
    party = upstream.party(id_token_alg="RS256")
    departure = party.leave(scope="openid")
    arrival = party.come_back(departure.memory, upstream.answer(departure, session_state="abc.def"))
    assert arrival.claims["iss"] == f"{server.origin}/"
    with pytest.raises(IssuerMismatch):
        party.come_back(departure.memory, upstream.answer(departure, iss=server.origin))


def test_idpyoidc_adds_parameters_sends_iss_unannounced_and_a_saml_class_as_acr(server: Loopback, ring: KeyRing) -> None:
    upstream = Upstream(server, ring)
    upstream.metadata.pop("authorization_response_iss_parameter_supported")
    upstream.id_claims = {"acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:InternetProtocolPassword"}
    party = upstream.party(expects_iss=False)
    departure = party.leave(scope="openid")
    assert party.come_back(departure.memory, upstream.answer(departure, client_id=CLIENT, scope="openid")).userinfo


def test_extra_parameters_may_even_repeat_but_never_stand_in_for_a_real_one(server: Loopback, ring: KeyRing) -> None:
    upstream = Upstream(server, ring)
    party = upstream.party()
    departure = party.leave(scope="openid")
    more = (("scope", "openid"), ("scope", "email"), ("code[]", CODE))
    assert party.come_back(departure.memory, Parameters(upstream.answer(departure).pairs + more)).userinfo
    with pytest.raises(CodeMissing):
        party.come_back(departure.memory, Parameters(upstream.answer(departure, code=...).pairs + more))


def test_a_provider_may_publish_many_keys_of_many_kinds(server: Loopback, ring: KeyRing, strange_ring: KeyRing) -> None:
    upstream = Upstream(server, ring)
    others = [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}, {"kty": "AKP", "pub": "AA"},
              {"kty": "oct", "k": "AA"}]
    upstream.route("/jwks", lambda _: said_json({"keys": others + strange_ring.public()["keys"] + ring.public()["keys"]}))
    assert upstream.login(upstream.party()).userinfo
    upstream.id_header = {"alg": "ES256"}
    assert upstream.login(upstream.party()).userinfo


def test_two_providers_may_use_the_same_kid_for_different_keys(ring: KeyRing, strange_ring: KeyRing) -> None:
    with Loopback() as first, Loopback() as second:
        one, two = Upstream(first, ring), Upstream(second, strange_ring)
        kid = ring.signer("ES256").kid
        renamed = {"keys": [{**key, "kid": kid} for key in strange_ring.public()["keys"] if key["alg"] == "ES256"]}
        two.route("/jwks", lambda _: said_json(renamed))
        two.id_header = {"alg": "ES256", "kid": kid}
        assert one.login(one.party()).userinfo
        assert two.login(two.party()).userinfo
