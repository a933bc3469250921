"""Tokens sealed for one reader, made and opened here and by jwcrypto, which shares no code with the library we use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc.util import urlsafe_b64encode
from jwcrypto import jwe, jwk

from doublure.oidc.encryption import CONTENT_ENCRYPTION, Encryption, decrypt, encrypt
from doublure.oidc.encryption_keys import KEY_MANAGEMENT, DecryptionKeys, EncryptionKey, EncryptionKeys
from doublure.oidc.token_refusals import DecryptionFailed, EncryptionRefused, HeaderRefused, Malformed, NotEncrypted, TokenRefused
from tests.oidc.provider.issuer import header

CONTENT = "header.payload.signature"
GCM = "A256GCM"


@pytest.fixture(scope="module")
def own() -> DecryptionKeys:
    return DecryptionKeys.generate(["EC", "RSA"])


def published(own: DecryptionKeys, alg: str) -> EncryptionKey:
    key = EncryptionKeys.from_jwks(own.public()).find(alg)
    assert key is not None
    return key


def foreign(own: DecryptionKeys, alg: str) -> jwk.JWK:
    """The private key for *alg*, as jwcrypto reads it."""
    return jwk.JWK(**next(key for key in own.private()["keys"] if key["kty"] == KEY_MANAGEMENT[alg]))


@pytest.mark.parametrize("enc", CONTENT_ENCRYPTION)
@pytest.mark.parametrize("alg", KEY_MANAGEMENT)
def test_what_is_sealed_here_opens_elsewhere_and_the_other_way_round(own: DecryptionKeys, alg: str, enc: str) -> None:
    sealed = encrypt(CONTENT, published(own, alg), Encryption(alg, enc), {"cty": "JWT", "kid": "k"})
    opened = jwe.JWE()
    opened.deserialize(sealed, foreign(own, alg))
    assert opened.payload.decode() == CONTENT
    assert header(sealed).keys() - {"epk"} == {"alg", "enc", "cty", "kid"}
    made = jwe.JWE(CONTENT.encode(), json.dumps({"alg": alg, "enc": enc}), recipient=foreign(own, alg))
    assert decrypt(made.serialize(compact=True), own, Encryption(alg, enc)) == CONTENT


@pytest.mark.parametrize("curve", ["P-256", "P-384", "P-521"])
def test_every_curve_of_the_specification_serves_an_agreement(curve: str) -> None:
    pair = jwk.JWK.generate(kty="EC", crv=curve, use="enc")
    key = EncryptionKeys.from_jwks({"keys": [json.loads(pair.export_public())]}).find("ECDH-ES")
    assert key is not None
    opened = jwe.JWE()
    opened.deserialize(encrypt(CONTENT, key, Encryption("ECDH-ES", GCM), {}), pair)
    assert opened.payload.decode() == CONTENT


def _forged(own: DecryptionKeys, alg: str = "RSA-OAEP-256", **protected: Any) -> str:
    made = jwe.JWE(CONTENT.encode(), json.dumps({"alg": alg, "enc": GCM} | protected), recipient=foreign(own, alg))
    return str(made.serialize(compact=True))


def test_a_header_chooses_neither_algorithm(own: DecryptionKeys) -> None:
    registered = Encryption("RSA-OAEP-256", GCM)
    for forged in (_forged(own, "RSA-OAEP"), _forged(own, "ECDH-ES"), _forged(own, enc="A128GCM")):
        with pytest.raises(EncryptionRefused):
            decrypt(forged, own, registered)


def test_nothing_compressed_is_read_and_nothing_that_must_be_understood(own: DecryptionKeys) -> None:
    with pytest.raises(HeaderRefused):
        decrypt(_forged(own, zip="DEF"), own, Encryption("RSA-OAEP-256", GCM))
    good = encrypt(CONTENT, published(own, "RSA-OAEP-256"), Encryption("RSA-OAEP-256", GCM), {})
    critical = urlsafe_b64encode(json.dumps({"alg": "RSA-OAEP-256", "enc": GCM, "crit": ["b64"], "b64": False}).encode()).decode()
    with pytest.raises(HeaderRefused):
        decrypt(".".join([critical, *good.split(".")[1:]]), own, Encryption("RSA-OAEP-256", GCM))


@pytest.mark.parametrize("alg", KEY_MANAGEMENT)
def test_a_token_for_somebody_else_or_touched_on_its_way_does_not_open(own: DecryptionKeys, alg: str) -> None:
    encryption = Encryption(alg, GCM)
    stranger = DecryptionKeys.generate([KEY_MANAGEMENT[alg]])
    good = encrypt(CONTENT, published(own, alg), encryption, {})
    parts = good.split(".")
    touched = [".".join([*parts[:n], "AAAA" + parts[n][4:], *parts[n + 1:]]) for n in (1, 2, 3, 4)]
    for token in (encrypt(CONTENT, published(stranger, alg), encryption, {}), *touched):
        with pytest.raises(DecryptionFailed):
            decrypt(token, own, encryption)
    assert decrypt(good, own, encryption) == CONTENT


@pytest.mark.parametrize(("token", "refusal"), [
    (CONTENT, NotEncrypted), ("", Malformed), ("a.b", Malformed), ("é.b.c.d.e", Malformed), ("!!.b.c.d.e", Malformed),
    ("bnVsbA.b.c.d.e", Malformed), ("a" * 300_000, Malformed), ("eyJhbGciOiJSU0EtT0FFUC0yNTYifQ....", EncryptionRefused),
    ("eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImVwayI6N30....", TokenRefused),
    ("eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSJ9....", TokenRefused),
])
def test_what_is_no_encrypted_token_is_refused_as_such(own: DecryptionKeys, token: str, refusal: type[TokenRefused]) -> None:
    with pytest.raises(refusal):
        decrypt(token, own, Encryption("ECDH-ES" if refusal is TokenRefused else "RSA-OAEP-256", GCM))


def test_an_ephemeral_key_off_the_curve_does_not_open_anything(own: DecryptionKeys) -> None:
    good = encrypt(CONTENT, published(own, "ECDH-ES"), Encryption("ECDH-ES", GCM), {})
    bad = header(good)
    bad["epk"] = bad["epk"] | {"y": bad["epk"]["x"]}
    forged = ".".join([urlsafe_b64encode(json.dumps(bad).encode()).decode(), *good.split(".")[1:]])
    with pytest.raises(DecryptionFailed):
        decrypt(forged, own, Encryption("ECDH-ES", GCM))


def jwks(**keys: dict[str, Any]) -> EncryptionKeys:
    return EncryptionKeys.from_jwks({"keys": [{"kid": name, **members} for name, members in keys.items()]})


def test_a_key_said_to_be_for_encryption_comes_before_one_that_says_nothing_and_none_for_signatures(own: DecryptionKeys) -> None:
    ec = next(key for key in own.public()["keys"] if key["kty"] == "EC")
    silent = {name: value for name, value in ec.items() if name not in {"use", "kid"}}

    def chosen(keys: EncryptionKeys, alg: str = "ECDH-ES") -> str | None:
        key = keys.find(alg)
        return key.kid if key else None

    assert chosen(jwks(silent=silent, meant=silent | {"use": "enc"})) == "meant"
    assert chosen(jwks(meant=silent | {"use": "enc"}, exact=silent | {"use": "enc", "alg": "ECDH-ES"})) == "exact"
    assert chosen(jwks(silent=silent)) == "silent"
    assert chosen(jwks(signs=silent | {"use": "sig"})) is None
    assert chosen(jwks(signs=silent | {"alg": "ES256"})) is None
    assert chosen(jwks(signs=silent | {"key_ops": ["verify"]})) is None
    assert chosen(jwks(agrees=silent | {"key_ops": ["deriveKey"]})) == "agrees"
    assert chosen(jwks(ec=silent), "RSA-OAEP") is None


def test_a_private_key_that_was_published_a_weak_one_and_nonsense_are_passed_over(own: DecryptionKeys) -> None:
    small = json.loads(jwk.JWK.generate(kty="RSA", size=1024).export_public())
    leaked = {f"leaked{n}": key for n, key in enumerate(own.private()["keys"])}
    keys = jwks(small=small, odd={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, other={"kty": "OKP"}, **leaked)
    assert keys.keys == ()
    for nothing in ({}, {"keys": 7}, {"keys": [None, 7, "x", {}]}):
        assert EncryptionKeys.from_jwks(nothing).keys == ()


def test_our_own_keys_come_back_from_their_private_set_and_are_published_without_secrets(own: DecryptionKeys) -> None:
    again = DecryptionKeys.from_private(own.private())
    assert again.public() == own.public()
    assert not any({"d", "p", "q"} & key.keys() for key in own.public()["keys"])
    for broken in ({}, own.public()):
        with pytest.raises(ValueError, match="cannot decrypt"):
            DecryptionKeys.from_private(broken)


@pytest.mark.parametrize(("alg", "enc"), [("RSA1_5", GCM), ("dir", GCM), ("ECDH-ES", "none"), ("", GCM)])
def test_an_algorithm_that_is_not_spoken_here_cannot_be_registered(alg: str, enc: str) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        Encryption(alg, enc)


def test_a_registration_that_names_no_content_encryption_means_the_one_of_the_specification() -> None:
    assert Encryption.registered(None, None) is None
    assert Encryption.registered("ECDH-ES", None) == Encryption("ECDH-ES", "A128CBC-HS256")
