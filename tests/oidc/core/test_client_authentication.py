"""How the relying-party role proves itself at a token endpoint (Core §9, RFC 7523)."""

from __future__ import annotations

from typing import Any

import pytest

from doublure.journal import masked
from doublure.oidc.keys import HmacKey, KeyRing, PublicKeys, secret_key
from doublure.oidc.tokens import verify_jws
from tests.oidc.core.forging import CLIENT, NOW
from tests.oidc.core.loopback import Loopback
from tests.oidc.core.upstream import SECRET, Upstream, watched

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def upstream(server: Loopback, ring: KeyRing) -> Upstream:
    return Upstream(server, ring)


def assertion(upstream: Upstream, keys: PublicKeys | HmacKey, alg: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of the assertion in the last token request, once its signature is verified."""
    form = upstream.calls("/token")[-1].form
    assert form["client_assertion_type"] == JWT_BEARER
    assert form["client_id"] == CLIENT
    assert "client_secret" not in form
    assert "authorization" not in upstream.calls("/token")[-1].headers
    return verify_jws(form["client_assertion"], keys=keys, algorithms=[alg])


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
def test_private_key_jwt_signs_with_the_registered_key_and_names_it(upstream: Upstream, ring: KeyRing, alg: str) -> None:
    signer = ring.signer(alg)
    upstream.login(upstream.party(auth_method="private_key_jwt", client_secret="", signer=signer))
    header, claims = assertion(upstream, ring.verifying(), alg)
    assert header == {"alg": alg, "kid": signer.kid}
    assert (claims["iss"], claims["sub"]) == (CLIENT, CLIENT)
    assert (claims["iat"], claims["exp"]) == (NOW, NOW + 60)


def test_client_secret_jwt_signs_with_the_secret(upstream: Upstream) -> None:
    upstream.login(upstream.party(auth_method="client_secret_jwt"))
    assert assertion(upstream, secret_key(SECRET), "HS256")[0] == {"alg": "HS256"}


@pytest.mark.parametrize("method", ["private_key_jwt", "client_secret_jwt"])
def test_an_assertion_is_for_the_issuer_alone_and_for_one_call(upstream: Upstream, ring: KeyRing, method: str) -> None:
    """An audience that a provider's own metadata could choose is one it can make us sign for somebody else (DSC-09)."""
    party = upstream.party(auth_method=method, signer=ring.signer("ES256"))
    keys, alg = (ring.verifying(), "ES256") if method == "private_key_jwt" else (secret_key(SECRET), "HS256")
    used = set()
    for _ in range(2):
        upstream.login(party)
        claims = assertion(upstream, keys, alg)[1]
        assert claims["aud"] == upstream.issuer
        used.add(claims["jti"])
    assert len(used) == 2


def test_a_client_without_a_secret_sends_its_name_and_the_verifier(upstream: Upstream) -> None:
    upstream.login(upstream.party(auth_method="none", client_secret=""))
    form = upstream.calls("/token")[0].form
    assert form.keys() == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}


@pytest.mark.parametrize("method", ["private_key_jwt", "client_secret_jwt"])
def test_the_journal_does_not_hold_the_assertion(upstream: Upstream, ring: KeyRing, method: str) -> None:
    trail, written, _ = watched()
    upstream.login(upstream.party(auth_method=method, signer=ring.signer("ES256")), trail)
    sent = upstream.calls("/token")[0].form["client_assertion"]
    assert sent not in written()
    assert masked(sent) in written()


@pytest.mark.parametrize(("changed", "said"), [
    ({"auth_method": "tls_client_auth"}, "not one of"),
    ({"auth_method": "client_secret_post", "client_secret": ""}, "client_secret"),
    ({"auth_method": "client_secret_basic", "client_secret": ""}, "client_secret"),
    ({"auth_method": "client_secret_jwt", "client_secret": ""}, "client_secret"),
    ({"auth_method": "private_key_jwt"}, "key"),
    ({"auth_method": "none", "pkce": False}, "pkce"),
])
def test_a_registration_that_cannot_authenticate_is_refused(upstream: Upstream, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        upstream.party(**changed)
