"""Clients that sign who they are (RFC 7523 §3), with assertions made by Authlib, which shares no code with the check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from authlib.oauth2.rfc7523 import client_secret_jwt_sign, private_key_jwt_sign
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from doublure.exchange import Answer
from doublure.journal import CheckRan
from doublure.oidc.keys import KeyRing
from doublure.oidc.party_keys import PartyKeys
from doublure.oidc.provider.credentials import ASSERTION_TYPE
from tests.oidc.provider.issuer import ISSUER, NOW, SECRET, Issuer, body, client

TOKEN_ENDPOINT = f"{ISSUER}/token"
PAIR = ECKey.generate_key("P-256", {"kid": "c1", "use": "sig", "alg": "ES256"}, private=True)
STRANGER = ECKey.generate_key("P-256", {"kid": "c1"}, private=True)
RSA = RSAKey.generate_key(2048, {"kid": "r1"}, private=True)
PUBLIC = {"keys": [PAIR.as_dict(private=False), RSA.as_dict(private=False)]}


@pytest.fixture
def signer(keys: KeyRing) -> Issuer:
    return Issuer(keys, client(token_endpoint_auth_method=("private_key_jwt",), secret=None, jwks=PUBLIC),
                  client("hmac", token_endpoint_auth_method=("client_secret_jwt",)))


def _send(issuer: Issuer, assertion: str, **changes: str | None) -> Answer:
    own: dict[str, str | None] = {"client_secret": None, "client_id": None, "client_assertion": assertion,
                                  "client_assertion_type": ASSERTION_TYPE}
    return issuer.redeem(issuer.code(), **(own | changes))


def _made(key: Any = PAIR, alg: str = "ES256", **changes: Any) -> str:
    claims = {"iss": "party", "sub": "party", "aud": ISSUER, "exp": NOW + 60, "iat": NOW, "jti": "j-1"} | changes
    header = {"alg": alg} | ({"kid": key.kid} if key.kid else {})
    return jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, key)


def _reason(issuer: Issuer) -> str:
    failed = [record.event for record in issuer.ring.records() if isinstance(record.event, CheckRan) and not record.event.passed]
    return f"{failed[-1].rule}: {failed[-1].received}"


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
def test_an_assertion_signed_by_a_registered_key_proves_the_client(signer: Issuer, alg: str) -> None:
    key = PAIR if alg == "ES256" else RSA
    assertion = private_key_jwt_sign(key, "party", TOKEN_ENDPOINT, alg=alg, issued_at=NOW, expires_in=600)
    assert _send(signer, assertion).status == 200


def test_an_assertion_keyed_by_the_secret_proves_the_client(signer: Issuer) -> None:
    assertion = client_secret_jwt_sign(OctKey.import_key(SECRET), "hmac", TOKEN_ENDPOINT, issued_at=NOW)
    code = signer.code(client_id="hmac")
    form = signer.form(code, client_secret=None, client_id="hmac", client_assertion=assertion,
                       client_assertion_type=ASSERTION_TYPE)
    assert signer.post(form).status == 200


@pytest.mark.parametrize("audience", [ISSUER, TOKEN_ENDPOINT, [ISSUER], [ISSUER, TOKEN_ENDPOINT]])
def test_an_assertion_may_be_addressed_to_the_issuer_or_its_token_endpoint(signer: Issuer, audience: object) -> None:
    assert _send(signer, _made(aud=audience)).status == 200


def test_an_assertion_works_once(signer: Issuer) -> None:
    assertion = _made()
    assert _send(signer, assertion).status == 200
    assert _send(signer, assertion).status == 401
    assert _reason(signer) == "assertion_right: a jti used before"


def test_the_jti_of_one_client_is_free_for_another(keys: KeyRing) -> None:
    issuer = Issuer(keys, *(client(name, token_endpoint_auth_method=("private_key_jwt",), jwks=PUBLIC)
                            for name in ("party", "other")))
    assert _send(issuer, _made()).status == 200
    own = issuer.form(issuer.code(client_id="other"), client_id=None, client_secret=None,
                      client_assertion=_made(iss="other", sub="other"), client_assertion_type=ASSERTION_TYPE)
    assert issuer.post(own).status == 200


def test_an_assertion_adds_one_round_trip(signer: Issuer) -> None:
    signer.store.trips.clear()
    _send(signer, _made())
    assert signer.store.trips[-3:] == ["Get+Get", "once", "Once+Put"]



FAULTS: dict[str, tuple[Callable[[], str], str]] = {
    "another client's key": (lambda: _made(STRANGER), "assertion_right"),
    "issuer another client": (lambda: _made(iss="other"), "assertion_right"),
    "another audience": (lambda: _made(aud="http://other.test"), "assertion_right"),
    "an audience of somebody else beside ours": (lambda: _made(aud=[ISSUER, "http://other.test"]), "assertion_right"),
    "an empty audience": (lambda: _made(aud=[]), "assertion_right"),
    "no audience": (lambda: _made(aud=None), "assertion_right"),
    "the issuer with a slash": (lambda: _made(aud=ISSUER + "/"), "assertion_right"),
    "expired": (lambda: _made(exp=NOW - 61), "assertion_right"),
    "no exp": (lambda: _made(exp=None), "assertion_right"),
    "exp true": (lambda: _made(exp=True), "assertion_right"),
    "exp text": (lambda: _made(exp=str(NOW + 60)), "assertion_right"),
    "valid for ever": (lambda: _made(exp=NOW + 86_400), "assertion_right"),
    "from the future": (lambda: _made(iat=NOW + 61), "assertion_right"),
    "not yet valid": (lambda: _made(nbf=NOW + 61), "assertion_right"),
    "no jti": (lambda: _made(jti=None), "assertion_right"),
    "an empty jti": (lambda: _made(jti=""), "assertion_right"),
    "a long jti": (lambda: _made(jti="j" * 300), "assertion_right"),
    "a jti that is no text": (lambda: _made(jti=7), "assertion_right"),
    "no sub": (lambda: _made(sub=None), "client_presented"),
    "alg none": (lambda: "eyJhbGciOiJub25lIn0." + _made().split(".")[1] + ".", "assertion_right"),
    "alg nONe": (lambda: "eyJhbGciOiJuT05lIn0." + _made().split(".")[1] + ".", "assertion_right"),
    "an hmac where a key is registered": (lambda: _made(OctKey.import_key("x" * 40), "HS256"), "method_registered"),
    "not a token": (lambda: "abc", "client_presented"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_assertion_with_a_fault_proves_nobody(signer: Issuer, fault: str) -> None:
    make, rule = FAULTS[fault]
    answer = _send(signer, make())
    assert answer.status in {400, 401}
    assert body(answer)["error"] in {"invalid_client", "invalid_request"}
    assert _reason(signer).startswith(rule)


def test_an_assertion_of_another_type_proves_nobody(signer: Issuer) -> None:
    assert _send(signer, _made(), client_assertion_type="urn:ietf:params:oauth:client-assertion-type:saml2-bearer").status == 401
    assert _send(signer, _made(), client_assertion_type=None).status == 401


def test_the_algorithm_is_the_registered_one(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(token_endpoint_auth_method=("private_key_jwt",), jwks=PUBLIC,
                                 token_endpoint_auth_signing_alg="ES256"))
    assert _send(issuer, _made(RSA, "RS256")).status == 401
    assert _send(issuer, _made()).status == 200


def test_keys_behind_a_jwks_uri_are_fetched_through_the_issuers_own_way(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(token_endpoint_auth_method=("private_key_jwt",), jwks_uri="http://localhost:3000/jwks"))
    assert _send(issuer, _made()).status == 401
    fetched: list[str] = []

    class Source:
        def party_keys(self, uri: str, *, again: bool = False) -> PartyKeys:
            fetched.append(uri)
            return PartyKeys.from_jwks(PUBLIC)

    object.__setattr__(issuer.provider, "party_keys", Source())
    assert _send(issuer, _made()).status == 200
    assert fetched == ["http://localhost:3000/jwks"]


def test_a_client_without_any_key_proves_nothing_by_signing(keys: KeyRing) -> None:
    issuer = Issuer(keys, client(secret=None, token_endpoint_auth_method=("private_key_jwt", "client_secret_jwt")))
    assert _send(issuer, _made()).status == 401
    assert _send(issuer, _made(OctKey.import_key("x" * 40), "HS256")).status == 401
