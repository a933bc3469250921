"""A provider that encrypts toward us: what is inside must still be signed, and what was registered must be encrypted."""

from __future__ import annotations

from typing import Any

import pytest

from doublure.oidc.encryption import Encryption, encrypt
from doublure.oidc.encryption_keys import KEY_MANAGEMENT, DecryptionKeys, EncryptionKeys
from doublure.oidc.keys import KeyRing
from doublure.oidc.relying_party import IdTokenRefused, RelyingParty, UserinfoRefused
from doublure.oidc.token_refusals import DecryptionFailed, Encrypted, Malformed, NotEncrypted
from tests.oidc.core.forging import SUB
from tests.oidc.core.loopback import Loopback, Said, said_json
from tests.oidc.core.upstream import Upstream


@pytest.fixture(scope="module")
def own() -> DecryptionKeys:
    return DecryptionKeys.generate(["EC", "RSA"])


@pytest.fixture
def upstream(server: Loopback, ring: KeyRing) -> Upstream:
    return Upstream(server, ring)


def sealed(own: DecryptionKeys, content: str, alg: str) -> str:
    key = EncryptionKeys.from_jwks(own.public()).find(alg)
    assert key is not None
    return encrypt(content, key, Encryption(alg, "A256GCM"), {"cty": "JWT", "kid": key.kid})


def party(upstream: Upstream, own: DecryptionKeys, alg: str = "RSA-OAEP-256", **changed: Any) -> RelyingParty:
    encryption = Encryption(alg, "A256GCM")
    return upstream.party(**({"decryption_keys": own, "id_token_encryption": encryption, "userinfo_encryption": encryption,
                              "userinfo_alg": "ES256"} | changed))


def _sealing(upstream: Upstream, own: DecryptionKeys, alg: str) -> None:
    upstream.userinfo_alg = "ES256"
    upstream.route("/token", lambda _: said_json(upstream.tokens() | {"id_token": sealed(own, upstream.id_token(), alg)}))
    upstream.route("/userinfo", lambda _: Said(sealed(own, upstream.userinfo_jwt(), alg).encode(), media="application/jwt"))


@pytest.mark.parametrize("alg", KEY_MANAGEMENT)
def test_an_encrypted_login_is_believed_and_its_token_kept_in_signed_form(
    upstream: Upstream, own: DecryptionKeys, alg: str
) -> None:
    _sealing(upstream, own, alg)
    arrival = upstream.login(party(upstream, own, alg))
    assert arrival.claims["sub"] == SUB
    assert arrival.userinfo == {**upstream.userinfo, **{name: arrival.userinfo[name] for name in ("iss", "aud", "iat", "exp")}}
    assert arrival.id_token.count(".") == 2


def test_plain_claims_inside_are_read_where_no_signature_is_registered(upstream: Upstream, own: DecryptionKeys) -> None:
    _sealing(upstream, own, "ECDH-ES")
    upstream.route("/userinfo", lambda _: Said(sealed(own, f'{{"sub":"{SUB}"}}', "ECDH-ES").encode(), media="application/jwt"))
    assert upstream.login(party(upstream, own, "ECDH-ES", userinfo_alg=None)).userinfo == {"sub": SUB}


def test_what_is_registered_as_encrypted_is_refused_when_it_is_not(upstream: Upstream, own: DecryptionKeys) -> None:
    with pytest.raises(IdTokenRefused) as refused:
        upstream.login(party(upstream, own))
    assert isinstance(refused.value.cause, NotEncrypted)


def test_idt_21_an_encrypted_token_is_refused_where_none_is_registered(upstream: Upstream, own: DecryptionKeys) -> None:
    _sealing(upstream, own, "RSA-OAEP-256")
    with pytest.raises(IdTokenRefused) as refused:
        upstream.login(party(upstream, own, id_token_encryption=None))
    assert isinstance(refused.value.cause, Encrypted)


def test_idt_21_an_envelope_around_a_token_nobody_signed_is_hollow(upstream: Upstream, own: DecryptionKeys) -> None:
    hollow = sealed(own, "eyJhbGciOiJub25lIn0." + upstream.id_token().split(".")[1] + ".", "RSA-OAEP-256")
    upstream.token_response = {"id_token": hollow}
    with pytest.raises(IdTokenRefused):
        upstream.login(party(upstream, own))
    upstream.token_response = {"id_token": sealed(own, '{"sub":"somebody"}', "RSA-OAEP-256")}
    with pytest.raises(IdTokenRefused) as refused:
        upstream.login(party(upstream, own))
    assert isinstance(refused.value.cause, Malformed)


def test_what_was_encrypted_for_somebody_else_is_not_opened(upstream: Upstream, own: DecryptionKeys) -> None:
    stranger = DecryptionKeys.generate(["RSA"])
    _sealing(upstream, own, "RSA-OAEP-256")
    upstream.route("/userinfo", lambda _: Said(sealed(stranger, upstream.userinfo_jwt(), "RSA-OAEP-256").encode(),
                                               media="application/jwt"))
    with pytest.raises(UserinfoRefused) as refused:
        upstream.login(party(upstream, own))
    assert isinstance(refused.value.cause, DecryptionFailed)


def test_encryption_without_keys_cannot_be_registered(upstream: Upstream, own: DecryptionKeys) -> None:
    with pytest.raises(ValueError, match="decryption_keys"):
        party(upstream, own, decryption_keys=None)
