"""The keys that others publish, as rows of the catalogue of attacks (JWK)."""

from __future__ import annotations

import base64
import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, OKPKey, RSAKey

from doublure.oidc.keys import KeyRing, PublicKeys
from doublure.oidc.tokens import sign, verify_hint
from tests.oidc.core.forging import ISSUER, b64, weak_rsa


def jwk(ring: KeyRing, alg: str, /, **changed: Any) -> dict[str, Any]:
    document = next(key for key in ring.public()["keys"] if key["alg"] == alg) | changed
    return {name: value for name, value in document.items() if value is not ...}


def verifies(ring: KeyRing, alg: str, *documents: Any) -> bool:
    signer = ring.signer(alg)
    token = sign({"alg": alg, "kid": signer.kid}, {"iss": ISSUER}, signer)
    keys = PublicKeys.from_jwks({"keys": list(documents)})
    return bool(keys.find(signer.kid, alg)) and verify_hint(token, keys=keys, alg=alg, issuer=ISSUER) == {"iss": ISSUER}


@pytest.mark.parametrize("alg", ["ES256", "RS256"])
def test_a_published_key_verifies(ring: KeyRing, alg: str) -> None:
    assert verifies(ring, alg, *ring.public()["keys"])
    assert verifies(ring, alg, jwk(ring, alg, alg=..., use=...))
    assert verifies(ring, alg, jwk(ring, alg, key_ops=["verify"]))


def test_two_keys_of_one_kid_are_both_tried(ring: KeyRing, strange_ring: KeyRing) -> None:
    kid = ring.signer("ES256").kid
    wrong = jwk(strange_ring, "ES256", kid=kid)
    assert verifies(ring, "ES256", wrong, jwk(ring, "ES256"))
    assert verifies(ring, "ES256", jwk(ring, "RS256", kid=kid), jwk(ring, "ES256"))


def test_keys_of_unknown_kinds_are_passed_over(ring: KeyRing) -> None:
    okp = OKPKey.generate_key("Ed25519").as_dict(private=False)
    odd = [okp, {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}, {"kty": "X"}, {"kty": 7}, {}, "text", None, 7]
    assert verifies(ring, "ES256", *odd, jwk(ring, "ES256"))


UNFIT = {
    "JWK-05 RSA of 1024 bits": weak_rsa(private=False),
    "an RSA modulus of 30 000 bits": {"kty": "RSA", "n": b64(b"\xff" * 3750), "e": "AQAB"},
    "JWK-05 secp256k1": ECKey.generate_key("secp256k1").as_dict(private=False),
    "JWK-05 P-384": ECKey.generate_key("P-384").as_dict(private=False),
    "JWK-05 e = 1": RSAKey.generate_key(2048).as_dict(private=False) | {"e": b64(b"\x01")},
    "JWK-05 e = 3": RSAKey.generate_key(2048).as_dict(private=False) | {"e": b64(b"\x03")},
    "JWK-07 private EC key": ECKey.generate_key("P-256").as_dict(private=True),
    "JWK-07 private RSA key": RSAKey.generate_key(2048).as_dict(private=True),
    "JWK-07 secret": {"kty": "oct", "k": b64(b"x" * 32), "alg": "HS256"},
    "JWK-08 for encryption": ECKey.generate_key("P-256").as_dict(private=False) | {"use": "enc"},
    "JWK-08 not for verifying": ECKey.generate_key("P-256").as_dict(private=False) | {"key_ops": ["deriveKey"]},
    "JWK-14 not on the curve": ECKey.generate_key("P-256").as_dict(private=False) | {"y": b64(b"\x01" * 32)},
    "JWK-14 the point at infinity": {"kty": "EC", "crv": "P-256", "x": b64(bytes(32)), "y": b64(bytes(32))},
    "no members": {"kty": "RSA"},
    "members of the wrong type": {"kty": "RSA", "n": 7, "e": ["AQAB"]},
    "base64 that is none": {"kty": "EC", "crv": "P-256", "x": "é", "y": "*"},
}


@pytest.mark.parametrize("document", UNFIT.values(), ids=UNFIT)
def test_a_key_that_is_unfit_is_not_used_and_it_is_said_why(document: dict[str, Any]) -> None:
    keys = PublicKeys.from_jwks({"keys": [document]})
    assert keys.keys == ()
    assert len(keys.ignored) == 1
    assert not any(keys.find(None, alg) for alg in ("ES256", "RS256", "HS256", "none"))


def test_an_algorithm_that_the_key_was_not_published_for_is_not_verified_with_it(ring: KeyRing) -> None:
    assert not verifies(ring, "RS256", jwk(ring, "RS256", alg="RS512"))
    assert PublicKeys.from_jwks({"keys": [jwk(ring, "ES256", kid=..., alg=...)]}).find(None, "RS256") == ()


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": {}}, {"keys": "x"}])
def test_what_is_no_set_holds_no_key(document: dict[str, Any]) -> None:
    assert PublicKeys.from_jwks(document).find(None, "ES256") == ()


def test_only_the_first_fifty_keys_of_a_set_are_read(ring: KeyRing) -> None:
    many = [{"kty": "oct", "k": "AA"}] * 50_000
    assert not verifies(ring, "ES256", *many, jwk(ring, "ES256"))
    assert PublicKeys.from_jwks({"keys": many}).ignored[-1] == "49950 keys beyond the first 50"


def _certificate(key: RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a key")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
                   .not_valid_before(start).not_valid_after(start + datetime.timedelta(days=9)).sign(key, hashes.SHA256()))
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def test_a_certificate_must_be_for_the_key_beside_it() -> None:
    key, other = (rsa.generate_private_key(65_537, 2048) for _ in range(2))
    document = RSAKey.import_key(key).as_dict(private=False)
    assert len(PublicKeys.from_jwks({"keys": [document | {"x5c": [_certificate(key)]}]}).keys) == 1
    foreign = PublicKeys.from_jwks({"keys": [document | {"x5c": [_certificate(other)]}]})
    assert foreign.ignored == ("a certificate for another key",)
    for broken in ([], ["AAAA"], "text", [7]):
        assert PublicKeys.from_jwks({"keys": [document | {"x5c": broken}]}).ignored == ("an unreadable certificate",)
