"""Forged ID tokens: each row is a mutation of an honest one and the refusal it must meet. Ids are the attack catalogue's."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, RSAKey

from doublure.clock import FixedClock
from doublure.journal import Journal, Thread
from doublure.oidc.claim_refusals import (
    AccessTokenForeign,
    AcrRefused,
    AmrRefused,
    AudienceForeign,
    AuthorizedPartyForeign,
    AuthTimeRefused,
    ClaimMissing,
    Expired,
    IssuedInFuture,
    IssuedLongAgo,
    IssuerForeign,
    NonceForeign,
    NotYetValid,
    SubjectUnusable,
)
from doublure.oidc.keys import KeyRing, PublicKeys, secret_key
from doublure.oidc.signatures import MAX_TOKEN
from doublure.oidc.token_refusals import (
    AlgorithmRefused,
    Encrypted,
    HeaderRefused,
    KeyUnknown,
    Malformed,
    SignatureWrong,
    TokenRefused,
    WrongKind,
)
from doublure.oidc.tokens import sign, verify_hint, verify_id_token
from doublure.storage.sinks import MemoryRing
from tests.oidc.core.forging import (
    CLIENT,
    ISSUER,
    NONCE,
    NOW,
    b64,
    half_hash,
    id_claims,
    mac,
    signed,
    unb64,
    unsigned,
)

ACCESS_TOKEN = "the-access-token-beside-it"
SECRET = "the-client-secret-of-at-least-32-octets"


@dataclass(frozen=True)
class Forge:
    """What a forger may have: the issuer's keys and somebody else's."""

    ring: KeyRing
    strange: KeyRing

    @property
    def header(self) -> dict[str, Any]:
        return {"alg": "ES256", "kid": self.ring.signer("ES256").kid}

    def honest(self, **changed: Any) -> str:
        return signed(self.header, id_claims(**changed), self.ring.signer("ES256").key, "ES256")

    def headed(self, **changed: Any) -> str:
        """An honest token but for its header; the signature is right."""
        header = {name: value for name, value in (self.header | changed).items() if value is not ...}
        return signed(header, id_claims(), self.ring.signer("ES256").key, "ES256")

    def by_stranger(self, header: dict[str, Any]) -> str:
        return signed(header, id_claims(), self.strange.signer("ES256").key, "ES256")

    def raw(self, header: bytes, claims: bytes) -> str:
        return signed(header, claims, self.ring.signer("ES256").key, "ES256")

    def resigned(self, signature: bytes) -> str:
        return f"{self.honest().rpartition('.')[0]}.{b64(signature)}"

    def rsa_public(self, encoding: Encoding, form: PublicFormat) -> bytes:
        return self.ring.signer("RS256").key.public_key.public_bytes(encoding, form)


@pytest.fixture
def forge(ring: KeyRing, strange_ring: KeyRing) -> Forge:
    return Forge(ring, strange_ring)


def believe(forge: Forge, token: str, **changed: Any) -> dict[str, Any]:
    wanted: dict[str, Any] = {"keys": forge.ring.verifying(), "alg": "ES256", "issuer": ISSUER, "client_id": CLIENT,
                              "nonce": NONCE, "now": NOW, "access_token": ACCESS_TOKEN}
    return verify_id_token(token, **(wanted | changed))


Mutation = Callable[[Forge], str]

SIGNATURES: dict[str, tuple[Mutation, type[TokenRefused]]] = {
    "IDT-01 one bit of the signature": (lambda f: f.resigned(bytes([unb64(f.honest().rpartition(".")[2])[0] ^ 1]) +
                                                             unb64(f.honest().rpartition(".")[2])[1:]), SignatureWrong),
    "IDT-01 payload changed after signing": (
        lambda f: ".".join([f.honest().split(".")[0], b64(json.dumps(id_claims(sub="victim")).encode()),
                            f.honest().split(".")[2]]), SignatureWrong),
    "IDT-02 unknown key under a trusted kid": (lambda f: f.by_stranger(f.header), SignatureWrong),
    "IDT-03 alg none": (lambda f: unsigned({"alg": "none"}, id_claims()), AlgorithmRefused),
    "IDT-04 alg NoNe": (lambda f: unsigned({"alg": "NoNe"}, id_claims()), AlgorithmRefused),
    "IDT-04 alg NONE": (lambda f: unsigned({"alg": "NONE"}, id_claims()), AlgorithmRefused),
    "IDT-04 alg nOnE": (lambda f: unsigned({"alg": "nOnE"}, id_claims()), AlgorithmRefused),
    "IDT-04 alg none with a space": (lambda f: unsigned({"alg": "none "}, id_claims()), AlgorithmRefused),
    "IDT-05 alg none, signature left": (
        lambda f: unsigned({"alg": "none"}, id_claims(), f.honest().rpartition(".")[2]), AlgorithmRefused),
    "IDT-06 HMAC with the public key as SPKI PEM": (
        lambda f: mac({"alg": "HS256"}, id_claims(), f.rsa_public(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
        AlgorithmRefused),
    "IDT-06 HMAC with the public key as PKCS#1 PEM": (
        lambda f: mac({"alg": "HS256"}, id_claims(), f.rsa_public(Encoding.PEM, PublicFormat.PKCS1)), AlgorithmRefused),
    "IDT-06 HMAC with the public key as DER": (
        lambda f: mac({"alg": "HS256"}, id_claims(), f.rsa_public(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
        AlgorithmRefused),
    "IDT-06 HMAC with the JWK text": (
        lambda f: mac({"alg": "HS256", "kid": f.header["kid"]}, id_claims(), json.dumps(f.ring.public()["keys"][0]).encode()),
        AlgorithmRefused),
    "IDT-07 HS256 with the client secret": (lambda f: mac({"alg": "HS256"}, id_claims(), SECRET.encode()), AlgorithmRefused),
    "IDT-08 HMAC with an empty key": (lambda f: mac({"alg": "HS256"}, id_claims(), b""), AlgorithmRefused),
    "IDT-09 RS256 with a published key": (
        lambda f: signed({"alg": "RS256", "kid": f.ring.signer("RS256").kid}, id_claims(), f.ring.signer("RS256").key, "RS256"),
        AlgorithmRefused),
    "IDT-09 PS256 with a published key": (
        lambda f: signed({"alg": "PS256", "kid": f.ring.signer("RS256").kid}, id_claims(), f.ring.signer("RS256").key, "PS256"),
        AlgorithmRefused),
    "IDT-09 RS512 with a published key": (
        lambda f: signed({"alg": "RS512", "kid": f.ring.signer("RS256").kid}, id_claims(), f.ring.signer("RS256").key, "RS512"),
        AlgorithmRefused),
    "IDT-09 ES384 with another curve": (
        lambda f: signed({"alg": "ES384"}, id_claims(), ECKey.generate_key("P-384"), "ES384"), AlgorithmRefused),
    "no alg": (lambda f: f.headed(alg=...), AlgorithmRefused),
    "alg is a list": (lambda f: f.headed(alg=["ES256"]), AlgorithmRefused),
    "IDT-12 unknown kid": (lambda f: f.headed(kid="of-yesterday"), KeyUnknown),
    "IDT-13 kid is a path": (lambda f: f.headed(kid="../../../../dev/null"), KeyUnknown),
    "IDT-13 kid is SQL": (lambda f: f.headed(kid="' UNION SELECT 'k"), KeyUnknown),
    "IDT-13 kid is a command": (lambda f: f.headed(kid="|id"), KeyUnknown),
    "IDT-13 kid of ten kilobytes": (lambda f: f.headed(kid="k" * 10_000), KeyUnknown),
    "IDT-13 kid is a JWK": (lambda f: f.headed(kid={"kty": "oct", "k": "AA"}), HeaderRefused),
    "IDT-15 embedded jwk": (
        lambda f: f.by_stranger({"alg": "ES256", "jwk": f.strange.public()["keys"][0]}), SignatureWrong),
    "IDT-15 embedded jwk under its own kid": (
        lambda f: f.by_stranger({"alg": "ES256", "kid": f.strange.signer("ES256").kid, "jwk": f.strange.public()["keys"][0]}),
        KeyUnknown),
    "IDT-16 jku": (lambda f: f.by_stranger({"alg": "ES256", "jku": "http://localhost:1/jwks"}), SignatureWrong),
    "IDT-17 x5u": (lambda f: f.by_stranger({"alg": "ES256", "x5u": "http://localhost:1/cert"}), SignatureWrong),
    "IDT-18 x5c": (lambda f: f.by_stranger({"alg": "ES256", "x5c": [base64.b64encode(b"x").decode()]}), SignatureWrong),
    "IDT-19 unknown critical header": (lambda f: f.headed(**{"crit": ["x-sim"], "x-sim": 1}), HeaderRefused),
    "IDT-19 empty crit": (lambda f: f.headed(crit=[]), HeaderRefused),
    "IDT-19 crit names a registered header": (lambda f: f.headed(crit=["alg"]), HeaderRefused),
    "IDT-20 unencoded payload": (lambda f: f.headed(b64=False, crit=["b64"]), HeaderRefused),
    "IDT-20 b64 alone": (lambda f: f.headed(b64=True), HeaderRefused),
    "IDT-21 a JWE": (lambda f: "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMjU2R0NNIn0.AA.AA.AA.AA", Encrypted),
    "IDT-55 r = s = 0": (lambda f: f.resigned(bytes(64)), SignatureWrong),
    "IDT-55 DER signature": (lambda f: f.resigned(encode_dss_signature(2**255 - 19, 2**254 - 3)), SignatureWrong),
    "IDT-55 65 octets": (lambda f: f.resigned(unb64(f.honest().rpartition(".")[2]) + b"\0"), SignatureWrong),
    "IDT-55 r = s = the group order": (lambda f: f.resigned(
        (0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551).to_bytes(32, "big") * 2), SignatureWrong),
}

STRUCTURES: dict[str, tuple[Mutation, type[TokenRefused]]] = {
    "IDT-53 empty": (lambda f: "", Malformed),
    "IDT-53 two segments": (lambda f: f.honest().rpartition(".")[0], Malformed),
    "IDT-53 four segments": (lambda f: f.honest() + ".AA", Malformed),
    "IDT-53 JSON serialisation": (lambda f: json.dumps({"payload": "e30", "signatures": []}), Malformed),
    "IDT-53 padding": (lambda f: f.honest().replace(".", "=.", 1), Malformed),
    "IDT-53 whitespace inside": (lambda f: f.honest().replace(".", " .", 1), Malformed),
    "IDT-53 newline at the end": (lambda f: f.honest() + "\n", SignatureWrong),
    "IDT-53 not ASCII": (lambda f: f.honest() + "é", Malformed),
    "IDT-53 payload not UTF-8": (lambda f: f.raw(json.dumps(f.header).encode(), b'{"sub":"\xff"}'), Malformed),
    "IDT-53 payload with a byte order mark": (lambda f: f.raw(json.dumps(f.header).encode(), b"\xef\xbb\xbf{}"), Malformed),
    "IDT-53 payload in UTF-16": (
        lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(id_claims()).encode("utf-16")), Malformed),
    "IDT-53 payload is a list": (lambda f: f.raw(json.dumps(f.header).encode(), b"[]"), Malformed),
    "IDT-53 payload is null": (lambda f: f.raw(json.dumps(f.header).encode(), b"null"), Malformed),
    "IDT-53 header is text": (lambda f: f.raw(b'"alg"', json.dumps(id_claims()).encode()), Malformed),
    "IDT-52 sub twice": (lambda f: f.raw(json.dumps(f.header).encode(),
                                         json.dumps(id_claims()).encode()[:-1] + b',"sub":"victim"}'), Malformed),
    "IDT-52 alg twice": (lambda f: f.raw(b'{"alg":"none","alg":"ES256"}', json.dumps(id_claims()).encode()), Malformed),
    "IDT-54 oversized": (lambda f: f.honest(more="x" * MAX_TOKEN), Malformed),
    "IDT-54 nested 10 000 deep": (
        lambda f: f.raw(json.dumps(f.header).encode(), b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}"), Malformed),
    "IDT-54 half a character": (lambda f: f.raw(json.dumps(f.header).encode(), b'{"sub":"\\ud800"}'), Malformed),
    "IDT-35 exp is 1e400": (lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(id_claims(exp=...)).encode()[:-1] +
                                            b',"exp":1e400}'), Malformed),
    "IDT-35 exp is NaN": (lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(id_claims(exp=...)).encode()[:-1] +
                                          b',"exp":NaN}'), Malformed),
    "IDT-35 exp with 5000 digits": (lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(id_claims(exp=...)).encode()[:-1] +
                                                    b',"exp":' + b"9" * 5000 + b"}"), Malformed),
}

KINDS: dict[str, tuple[Mutation, type[TokenRefused]]] = {
    "IDT-22 typed as a logout token": (lambda f: f.headed(typ="logout+jwt"), WrongKind),
    "IDT-22 typed as an access token": (lambda f: f.headed(typ="at+jwt"), WrongKind),
    "IDT-22 typ is a number": (lambda f: f.headed(typ=7), HeaderRefused),
    "IDT-22 a logout token": (
        lambda f: f.honest(events={"http://schemas.openid.net/event/backchannel-logout": {}}, nonce=...), WrongKind),
    "IDT-22 a signed userinfo": (lambda f: f.honest(nonce=..., acr=..., auth_time=...), NonceForeign),
    "IDT-22 a client assertion": (lambda f: f.honest(iss=CLIENT, sub=CLIENT, aud=ISSUER), IssuerForeign),
}

CLAIMS: dict[str, tuple[dict[str, Any], type[TokenRefused]]] = {
    "IDT-23 another issuer": ({"iss": "http://localhost:4422"}, IssuerForeign),
    "IDT-24 no iss": ({"iss": ...}, IssuerForeign),
    "IDT-24 empty iss": ({"iss": ""}, IssuerForeign),
    "IDT-24 iss null": ({"iss": None}, IssuerForeign),
    "IDT-24 iss is a list": ({"iss": [ISSUER]}, IssuerForeign),
    "IDT-25 iss with a slash": ({"iss": ISSUER + "/"}, IssuerForeign),
    "IDT-25 iss in upper case": ({"iss": ISSUER.upper()}, IssuerForeign),
    "IDT-25 iss over https": ({"iss": ISSUER.replace("http", "https")}, IssuerForeign),
    "IDT-25 iss without its port": ({"iss": "http://localhost"}, IssuerForeign),
    "IDT-26 another audience": ({"aud": "somebody-else"}, AudienceForeign),
    "IDT-27 no aud": ({"aud": ...}, AudienceForeign),
    "IDT-27 aud null": ({"aud": None}, AudienceForeign),
    "IDT-27 empty list": ({"aud": []}, AudienceForeign),
    "IDT-27 aud is an object": ({"aud": {CLIENT: True}}, AudienceForeign),
    "IDT-27 aud contains us": ({"aud": CLIENT + "-2"}, AudienceForeign),
    "IDT-27 aud with a number": ({"aud": [CLIENT, 7]}, AudienceForeign),
    "IDT-28 a further audience": ({"aud": [CLIENT, "unknown"]}, AudienceForeign),
    "IDT-28 a further audience, azp is us": ({"aud": [CLIENT, "unknown"], "azp": CLIENT}, AudienceForeign),
    "trap 5: another audience, azp is us": ({"aud": "somebody-else", "azp": CLIENT}, AudienceForeign),
    "IDT-30 another azp": ({"azp": "somebody-else"}, AuthorizedPartyForeign),
    "IDT-30 azp is a list": ({"azp": [CLIENT]}, AuthorizedPartyForeign),
    "IDT-31 no nonce": ({"nonce": ...}, NonceForeign),
    "IDT-32 another nonce": ({"nonce": "constant"}, NonceForeign),
    "IDT-32 nonce in another case": ({"nonce": NONCE.upper()}, NonceForeign),
    "IDT-32 nonce is a list": ({"nonce": [NONCE]}, NonceForeign),
    "IDT-32 nonce null": ({"nonce": None}, NonceForeign),
    "IDT-33 a whole token of another login": ({"nonce": "n-of-the-last-login", "sub": "victim"}, NonceForeign),
    "IDT-34 expired a year ago": ({"exp": NOW - 31_536_000, "iat": NOW - 31_536_060}, Expired),
    "IDT-34 expired a second ago": ({"exp": NOW - 1}, Expired),
    "IDT-34 expired this very second": ({"exp": NOW}, Expired),
    "IDT-35 no exp": ({"exp": ...}, Expired),
    "IDT-35 exp is text": ({"exp": str(NOW + 60)}, Expired),
    "IDT-35 exp in milliseconds": ({"exp": (NOW + 60) * 1000}, Expired),
    "IDT-35 exp negative": ({"exp": -1}, Expired),
    "IDT-35 exp true": ({"exp": True}, Expired),
    "IDT-36 issued in ten minutes": ({"iat": NOW + 600, "exp": NOW + 900}, IssuedInFuture),
    "IDT-36 issued in a second": ({"iat": NOW + 1}, IssuedInFuture),
    "IDT-37 no iat": ({"iat": ...}, ClaimMissing),
    "IDT-37 iat is text": ({"iat": "now"}, IssuedInFuture),
    "IDT-37 issued a day ago, still valid": ({"iat": NOW - 86_400}, IssuedLongAgo),
    "IDT-38 not before in an hour": ({"nbf": NOW + 3600}, NotYetValid),
    "IDT-38 nbf is text": ({"nbf": "soon"}, NotYetValid),
    "IDT-39 no sub": ({"sub": ...}, SubjectUnusable),
    "IDT-39 sub null": ({"sub": None}, SubjectUnusable),
    "IDT-39 empty sub": ({"sub": ""}, SubjectUnusable),
    "IDT-39 sub is a number": ({"sub": 42}, SubjectUnusable),
    "IDT-39 sub is a list": ({"sub": ["a1b2c3d4", "victim"]}, SubjectUnusable),
    "IDT-39 sub of 256 characters": ({"sub": "a" * 256}, SubjectUnusable),
    "IDT-39 sub is not ASCII": ({"sub": "é"}, SubjectUnusable),
    "IDT-39 sub with a line break": ({"sub": "a\nb"}, SubjectUnusable),
    "IDT-46 acr is a list": ({"acr": ["eidas1"]}, AcrRefused),
    "IDT-46 acr is 0": ({"acr": 0}, AcrRefused),
    "IDT-48 amr is text": ({"amr": "pwd"}, AmrRefused),
    "IDT-48 amr with a number": ({"amr": ["pwd", 1]}, AmrRefused),
    "IDT-48 amr is an object": ({"amr": {"pwd": 1}}, AmrRefused),
    "IDT-44 auth_time is text": ({"auth_time": "yesterday"}, AuthTimeRefused),
    "IDT-49 random at_hash": ({"at_hash": half_hash("another")}, AccessTokenForeign),
    "IDT-49 at_hash of a longer hash": ({"at_hash": half_hash(ACCESS_TOKEN) + "AAAA"}, AccessTokenForeign),
    "IDT-49 empty at_hash": ({"at_hash": ""}, AccessTokenForeign),
    "IDT-49 at_hash is a list": ({"at_hash": [half_hash(ACCESS_TOKEN)]}, AccessTokenForeign),
}

LEVELS: dict[str, dict[str, Any]] = {
    "IDT-45 eidas1 where eidas2 was asked": {"acr": "eidas1"},
    "IDT-46 no acr": {"acr": ...},
    "IDT-46 empty acr": {"acr": ""},
    "IDT-46 unknown acr": {"acr": "eidas9"},
    "IDT-46 acr in upper case": {"acr": "EIDAS2"},
    "IDT-46 acr is a list": {"acr": ["eidas2"]},
    "IDT-46 acr is 0": {"acr": 0},
}

AGES: dict[str, dict[str, Any]] = {
    "IDT-43 no auth_time": {"auth_time": ...},
    "IDT-43 auth_time null": {"auth_time": None},
    "IDT-44 too old": {"auth_time": NOW - 301},
    "IDT-44 in an hour": {"auth_time": NOW + 3600},
    "IDT-44 text": {"auth_time": str(NOW)},
    "IDT-44 true": {"auth_time": True},
}

ACCEPTED: dict[str, dict[str, Any]] = {
    "honest": {},
    "IDT-29 aud is a list of one": {"aud": [CLIENT]},
    "azp is us": {"azp": CLIENT},
    "IDT-49 right at_hash": {"at_hash": half_hash(ACCESS_TOKEN)},
    "no acr, none asked": {"acr": ...},
    "acr is a SAML class, none asked": {"acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
    "amr is a list": {"amr": ["pwd", "otp"]},
    "claims nobody knows": {"s_hash": "x", "sid": "y", "https://example.org/claim": [1, {"a": None}]},
    "IDT-41 attributes of a victim": {"email": "victim@example.org", "preferred_username": "victim"},
    "dates with fractions": {"exp": NOW + 60.5, "iat": NOW - 0.5},
    "nbf has come": {"nbf": NOW},
    "sub of 255 characters": {"sub": "a" * 255},
}


@pytest.mark.parametrize("row", (SIGNATURES | STRUCTURES | KINDS).items(), ids=lambda row: row[0])
def test_a_token_that_is_not_genuine_meets_its_refusal(
    forge: Forge, row: tuple[str, tuple[Mutation, type[TokenRefused]]]
) -> None:
    mutation, refusal = row[1]
    with pytest.raises(TokenRefused) as refused:
        believe(forge, mutation(forge))
    assert type(refused.value) is refusal


@pytest.mark.parametrize("row", CLAIMS.items(), ids=lambda row: row[0])
def test_a_genuine_token_with_a_wrong_claim_meets_its_refusal(
    forge: Forge, row: tuple[str, tuple[dict[str, Any], type[TokenRefused]]]
) -> None:
    changed, refusal = row[1]
    with pytest.raises(TokenRefused) as refused:
        believe(forge, forge.honest(**changed))
    assert type(refused.value) is refusal


@pytest.mark.parametrize("changed", LEVELS.values(), ids=LEVELS)
def test_a_level_that_was_not_asked_for_is_refused(forge: Forge, changed: dict[str, Any]) -> None:
    with pytest.raises(AcrRefused):
        believe(forge, forge.honest(**changed), acr_values=("eidas2", "eidas3"))


@pytest.mark.parametrize("changed", AGES.values(), ids=AGES)
def test_an_authentication_older_than_was_asked_is_refused(forge: Forge, changed: dict[str, Any]) -> None:
    with pytest.raises(AuthTimeRefused):
        believe(forge, forge.honest(**changed), max_age=300)


@pytest.mark.parametrize("changed", ACCEPTED.values(), ids=ACCEPTED)
def test_what_the_specification_allows_is_accepted(forge: Forge, changed: dict[str, Any]) -> None:
    assert believe(forge, forge.honest(**changed)) == id_claims(**changed)


def test_max_age_zero_accepts_only_an_authentication_of_this_second(forge: Forge) -> None:
    assert believe(forge, forge.honest(auth_time=NOW), max_age=0)
    with pytest.raises(AuthTimeRefused):
        believe(forge, forge.honest(auth_time=NOW - 1), max_age=0)


def test_a_trusted_further_audience_is_accepted_with_and_without_azp(forge: Forge) -> None:
    both = {"aud": ["doublure-console", CLIENT]}
    assert believe(forge, forge.honest(**both), trusted_audiences={"doublure-console"})
    assert believe(forge, forge.honest(**both, azp=CLIENT), trusted_audiences={"doublure-console"})
    with pytest.raises(AuthorizedPartyForeign):
        believe(forge, forge.honest(**both, azp="doublure-console"), trusted_audiences={"doublure-console"})


def test_no_second_is_forgiven_unless_a_leeway_says_so(forge: Forge) -> None:
    late = forge.honest(exp=NOW - 1)
    with pytest.raises(Expired):
        believe(forge, late)
    assert believe(forge, late, leeway=2)
    assert believe(forge, forge.honest(iat=NOW + 2), leeway=2)


@pytest.mark.parametrize("typ", ["JWT", "jwt", "application/jwt"])
def test_a_plain_jwt_may_say_so(forge: Forge, typ: str) -> None:
    assert believe(forge, forge.headed(typ=typ))


def test_unknown_header_parameters_and_copies_of_claims_in_the_header_are_ignored(forge: Forge) -> None:
    assert believe(forge, forge.headed(**{"x-lab": 1, "sub": "victim", "iss": "http://victim"}))["sub"] == "a1b2c3d4"


def test_without_kid_the_only_fitting_key_is_taken(forge: Forge) -> None:
    assert believe(forge, forge.headed(kid=...))


def test_without_kid_every_fitting_key_is_tried(forge: Forge) -> None:
    both = PublicKeys.from_jwks({"keys": [*forge.strange.public()["keys"], *forge.ring.public()["keys"]]})
    assert believe(forge, forge.headed(kid=...), keys=both)


def test_an_rs256_token_is_believed_where_rs256_is_registered(forge: Forge) -> None:
    signer = forge.ring.signer("RS256")
    token = sign({"alg": "RS256", "kid": signer.kid}, id_claims(), signer)
    assert believe(forge, token, alg="RS256") == id_claims()
    with pytest.raises(AlgorithmRefused):
        believe(forge, forge.honest(), alg="RS256")


@pytest.mark.parametrize("kid", [None, "whatever"])
def test_an_hs256_token_is_believed_where_hs256_is_registered_and_its_kid_means_nothing(forge: Forge, kid: str | None) -> None:
    header = {"alg": "HS256"} | ({} if kid is None else {"kid": kid})
    assert believe(forge, mac(header, id_claims(), SECRET.encode()), alg="HS256", keys=secret_key(SECRET))


@pytest.mark.parametrize("key", [b"", b"secret", CLIENT.encode()])
def test_an_hs256_token_keyed_with_anything_weak_is_refused(forge: Forge, key: bytes) -> None:
    with pytest.raises(SignatureWrong):
        believe(forge, mac({"alg": "HS256"}, id_claims(), key), alg="HS256", keys=secret_key(SECRET))


def test_a_public_key_never_verifies_hs256(forge: Forge) -> None:
    with pytest.raises(KeyUnknown):
        believe(forge, mac({"alg": "HS256"}, id_claims(), b"x" * 32), alg="HS256")


def test_a_secret_never_verifies_an_asymmetric_algorithm(forge: Forge) -> None:
    with pytest.raises(KeyUnknown):
        believe(forge, forge.honest(), keys=secret_key(SECRET))


def test_a_key_signs_only_with_its_own_algorithm(forge: Forge) -> None:
    with pytest.raises(ValueError, match="a key of ES256 does not sign"):
        sign({"alg": "none"}, id_claims(), forge.ring.signer("ES256"))


def test_a_token_is_exactly_its_header_and_its_claims(forge: Forge) -> None:
    token = sign(forge.header, {"sub": "é", "aud": CLIENT}, forge.ring.signer("ES256"))
    head, payload, _ = token.split(".")
    assert json.loads(unb64(head)) == forge.header
    assert unb64(payload) == '{"sub":"é","aud":"doublure-hub"}'.encode()


def test_a_key_of_another_curve_is_passed_over_without_breaking_the_verification(forge: Forge) -> None:
    odd = RSAKey.generate_key(2048).as_dict(private=False) | {"kid": forge.header["kid"]}
    keys = PublicKeys.from_jwks({"keys": [odd, *forge.ring.public()["keys"]]})
    assert believe(forge, forge.honest(), keys=keys)


def test_a_hint_may_be_old_but_must_be_ours(forge: Forge) -> None:
    keys = forge.ring.verifying()
    old = forge.honest(exp=NOW - 86_400, iat=NOW - 86_460)
    assert verify_hint(old, keys=keys, alg="ES256", issuer=ISSUER)["sub"] == "a1b2c3d4"
    for token, refusal in [(forge.honest(iss="http://other"), IssuerForeign), (forge.by_stranger(forge.header), SignatureWrong),
                           (unsigned({"alg": "none"}, id_claims()), AlgorithmRefused), (forge.headed(typ="at+jwt"), WrongKind)]:
        with pytest.raises(refusal):
            verify_hint(token, keys=keys, alg="ES256", issuer=ISSUER)


def test_each_check_is_journaled_and_none_shows_a_secret(forge: Forge) -> None:
    watched = MemoryRing(100)
    trail = Journal("hub", FixedClock(NOW), (watched,)).trail(Thread(trace="0" * 32))
    with pytest.raises(NonceForeign):
        believe(forge, forge.honest(nonce="n-somebody-s-secret"), trail=trail)
    events = [record.event for record in watched.records()]
    assert [(event.rule, event.passed) for event in sorted(events, key=lambda event: event.passed, reverse=True)][-1] == (
        "nonce_is_ours", False)
    assert {event.rule for event in events if event.passed} >= {
        "signature_verifies", "issuer_is_expected", "audience_is_us", "authorized_party_is_us", "token_is_fresh",
        "token_was_issued"}
    assert "n-somebody-s-secret" not in str(events)
    assert NONCE not in str(events)


def test_the_order_of_the_specification_decides_which_refusal_is_named(forge: Forge) -> None:
    everything_wrong: dict[str, Any] = {"iss": "x", "aud": "x", "azp": "x", "exp": 1, "iat": NOW + 9, "nonce": "x", "acr": 0,
                                        "sub": 0}
    repaired: list[type[TokenRefused]] = []
    for claim in ("iss", "aud", "azp", "exp", "iat", "nonce", "acr", "sub"):
        with pytest.raises(TokenRefused) as refused:
            believe(forge, forge.honest(**everything_wrong))
        repaired.append(type(refused.value))
        del everything_wrong[claim]
    assert repaired == [IssuerForeign, AudienceForeign, AuthorizedPartyForeign, Expired, IssuedInFuture, NonceForeign, AcrRefused,
                        SubjectUnusable]


def test_a_genuine_signature_by_a_p256_key_made_elsewhere_verifies() -> None:
    native = ec.generate_private_key(ec.SECP256R1())
    key = ECKey.import_key(native)
    token = signed({"alg": "ES256"}, id_claims(), key, "ES256")
    keys = PublicKeys.from_jwks({"keys": [key.as_dict(private=False)]})
    assert verify_id_token(token, keys=keys, alg="ES256", issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=NOW)
