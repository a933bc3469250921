"""Family IDT: the ID token of a hostile provider."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import unicodedata

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.hostile.forgery import (
    VICTIM,
    bad_token,
    by_stranger,
    client_assertion,
    der,
    ecdsa,
    encrypted,
    flipped,
    forging,
    garbled,
    heading,
    honest,
    is_bruno,
    its_jwk,
    json_serialisation,
    kid_of_the_honest_provider,
    later,
    members,
    named,
    no_refresh,
    one_refresh,
    payload,
    pem,
    public_key_as_secret,
    published_beside,
    raw_signature,
    replayed,
    saying,
    sealed,
    several_rsa_keys,
    signed_inside,
    strangely,
    sub_of_a_victim,
    twice,
    two_algorithms,
)
from tests.hostile.provider import HUB_SECRET, Hostile
from tests.hostile.rows import ACCEPTED, Ends, Form, Row, forms, refused
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.forging import CLIENT, SUB, b64, half_hash, mac, unsigned
from tests.oidc.core.upstream import ACCESS_TOKEN

__all__ = ["ROWS"]

#: A persona whose given names have accents, each written as a letter and a mark.
CAMILLE_APART = {"given_name": unicodedata.normalize("NFD", "Camille Léa Inès"), "family_name": "SPECIMEN", "gender": "female",
                 "birthdate": "1987-03-14", "birthplace": "55140"}


def is_camille_as_registered(scene: Scene, saw: Saw) -> None:
    assert scene.notes["known"].userinfo["given_name"] == "Camille Léa Inès"


#: The ID token comes encrypted for the hub.
SEALED = {"id_token_encrypted_response_alg": "RSA-OAEP-256"}
SAME_RSA = RSAKey.generate_key(2048)

ROWS: tuple[Row, ...] = (
    Row("IDT-01", "Corrupted signature", "one bit of the signature flipped",
        forms(bad_token("signature_verifies"), {"one bit": forging(flipped)}, also=no_refresh)),
    Row("IDT-02", "Signed by an unknown key under a trusted kid", "signed with a fresh key, the published `kid` kept",
        forms(bad_token("signature_verifies"), {"RSA": by_stranger()}, also=no_refresh)),
    Row("IDT-03", "alg none, empty signature", "`alg` none and nothing behind the second dot",
        forms(bad_token("algorithm_is_registered"),
              {"none": forging(lambda one: unsigned(one.header(alg="none"), one.claims()))})),
    Row("IDT-04", "alg none in mixed case", "the same, spelt otherwise",
        tuple(form for word in ("NoNe", "NONE", "nOnE", "none ") for form in forms(
            bad_token("algorithm_is_registered"),
            {repr(word): forging(lambda one, word=word: unsigned(one.header(alg=word), one.claims()))}))),
    Row("IDT-05", "alg none with a signature left in place", "`alg` none, the old signature kept",
        forms(bad_token("algorithm_is_registered"), {
            "RS256 kept": forging(lambda one: unsigned(one.header(alg="none"), one.claims(),
                                                       Hostile.id_token(honest(one)).split(".")[2]))})),
    Row("IDT-06", "RSA→HMAC confusion", "HS256 keyed with the provider's public key",
        forms(bad_token("algorithm_is_registered"), {
            "SPKI PEM": public_key_as_secret(pem(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
            "SPKI PEM without final newline": public_key_as_secret(
                lambda key: pem(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)(key).strip()),
            "SPKI PEM without header": public_key_as_secret(
                lambda key: b"".join(pem(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)(key).split(b"\n")[1:-2])),
            "PKCS#1 PEM": public_key_as_secret(pem(Encoding.PEM, PublicFormat.PKCS1)),
            "SPKI DER": public_key_as_secret(pem(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
            "PKCS#1 DER": public_key_as_secret(pem(Encoding.DER, PublicFormat.PKCS1)),
            "JWK as text": public_key_as_secret(lambda key: json.dumps(members(key)).encode()),
            "modulus": public_key_as_secret(lambda key: str(members(key)["n"]).encode()),
            "exponent": public_key_as_secret(lambda key: str(members(key)["e"]).encode()),
            "the word RSA": public_key_as_secret(lambda key: b"RSA"),
            "the word RS256": public_key_as_secret(lambda key: b"RS256"),
        })),
    Row("IDT-07", "HS256 where RS/ES256 is registered", "a correct HS256 under the hub's real client secret",
        forms(bad_token("algorithm_is_registered"),
              {"client_secret": forging(lambda one: mac({"alg": "HS256"}, one.claims(), HUB_SECRET.encode()))})),
    Row("IDT-08", "HMAC with a weak or empty key", "HS256 under a key that anybody guesses",
        tuple(form for word in ("", "secret", CLIENT) for form in forms(
            bad_token("signature_verifies"),
            {repr(word): forging(lambda one, word=word: mac({"alg": "HS256"}, one.claims(), word.encode()))},
            registered={"id_token_signed_response_alg": "HS256"}))),
    Row("IDT-09", "Unregistered asymmetric algorithm", "another algorithm, with a key published for it",
        forms(bad_token("algorithm_is_registered"), {
            "RS512": published_beside(SAME_RSA, "RS512"), "PS256": published_beside(SAME_RSA, "PS256"),
            "ES384": published_beside(ECKey.generate_key("P-384"), "ES384"),
            "EdDSA": published_beside(OKPKey.generate_key("Ed25519"), "EdDSA"),
        })),
    Row("IDT-10", "kid absent, one key (positive)", "no `kid`, one fitting key published",
        forms(ACCEPTED, {"one key": heading(kid=...)})),
    Row("IDT-11", "kid absent, several keys", "no `kid`, two RSA keys published, the wrong one first",
        forms(ACCEPTED, {"two keys": several_rsa_keys})),
    Row("IDT-12", "Unknown kid", "a `kid` that the set does not hold",
        forms(bad_token("key_is_published"), {"unknown": heading(kid="nobody's")}, also=one_refresh)),
    Row("IDT-13", "kid injection", "a `kid` that would be a path, a query, a command, an address, a key",
        tuple(form for kid in ("../../../../dev/null", "' UNION SELECT 'k", "|id", "http://localhost/canary",
                               json.dumps({"kty": "oct", "k": "AA"})) for form in forms(
            bad_token("key_is_published"), {kid: heading(kid=kid)}))
        + forms(bad_token("key_is_published"), {"10 kB": heading(kid="k" * 10_000)})),
    Row("IDT-14", "kid owned by another IdP", "its own key under the `kid` of impots.gouv.fr, whose keys the hub knows",
        (Form("kid of impots", bad_token("key_is_published"), walk=kid_of_the_honest_provider,
              registered={"id_token_signed_response_alg": "ES256"}),)),
    Row("IDT-15", "Embedded jwk header", "the header brings the key that signed",
        forms(bad_token("signature_verifies"), {
            "under the trusted kid": forging(lambda one: strangely(one, jwk=its_jwk(one))),
            "without kid": forging(lambda one: strangely(one, kid=..., jwk=its_jwk(one))),
        })),
    Row("IDT-16", "jku header", "the header names an address of keys; nobody fetches it",
        forms(bad_token("signature_verifies"), {
            "canary": forging(lambda one: strangely(one, jku=one.canary)),
            "canary behind the real one": forging(lambda one: strangely(one, jku=f"{one.issuer}/jwks {one.canary}")),
        })),
    Row("IDT-17", "x5u header", "the header names an address of a certificate; nobody fetches it",
        forms(bad_token("signature_verifies"), {
            "canary": forging(lambda one: strangely(one, x5u=one.canary))})),
    Row("IDT-18", "x5c header", "the header brings a certificate chain",
        forms(bad_token("signature_verifies"), {"self-signed": by_stranger(x5c=[base64.b64encode(b"no certificate").decode()])})),
    Row("IDT-19", "Unknown critical header", "a `crit` that must be understood, an empty one, one of a registered header",
        forms(bad_token("header_is_understood"), {
            "x-sim": heading(crit=["x-sim"], **{"x-sim": 1}), "empty": heading(crit=[]), "alg": heading(crit=["alg"])})),
    Row("IDT-20", "Unencoded payload option", "`b64` false",
        forms(bad_token("header_is_understood"), {"b64": heading(b64=False, crit=["b64"]), "without crit": heading(b64=False)})),
    Row("IDT-21", "Unexpected or hollow encryption", "an encrypted token, though none is registered",
        (*forms(bad_token("token_is_not_encrypted"), {
            "around a signed one": encrypted("RSA-OAEP", signed_inside, cty="JWT"),
            "around an unsigned one": encrypted("RSA-OAEP", lambda one: unsigned({"alg": "none"}, one.claims()).encode()),
            "RSA1_5": encrypted("RSA1_5", signed_inside),
            "compressed bomb": encrypted("RSA-OAEP", lambda one: b"0" * 5_000_000, zip="DEF"),
        }),
         Form("registered, around an unsigned one", bad_token("algorithm_is_registered"), registered=SEALED,
              walk=sealed(lambda one: unsigned({"alg": "none"}, one.claims()).encode())),
         Form("registered, around a stranger's", bad_token("signature_verifies"), registered=SEALED,
              walk=sealed(lambda one: strangely(one).encode())),
         Form("registered, around a signed one (positive)", ACCEPTED, registered=SEALED, walk=sealed(signed_inside)))),
    Row("IDT-22", "Cross-JWT confusion", "a genuine token of another kind",
        (
            *forms(bad_token("token_is_of_its_kind"), {
                "logout token": saying(events={"http://schemas.openid.net/event/backchannel-logout": {}}),
                "access token": heading(typ="at+jwt"), "logout token by its typ": heading(typ="logout+jwt")}),
            *forms(bad_token("nonce_is_ours"), {"signed userinfo": saying(nonce=..., acr=..., given_name="Bruno")}),
            *forms(bad_token("issuer_is_expected"), {"client assertion": forging(client_assertion)}),
        )),
    Row("IDT-23", "Wrong iss", "another issuer", forms(bad_token("issuer_is_expected"), {
        "another": saying(iss="http://localhost:1"), "an honest provider": saying(iss="http://localhost:4421")})),
    Row("IDT-24", "Missing or empty iss", "no issuer", forms(bad_token("issuer_is_expected"), {
        "absent": saying(iss=...), "empty": saying(iss=""), "null": saying(iss=None)})),
    Row("IDT-25", "Near-miss iss", "the issuer, almost", forms(bad_token("issuer_is_expected"), {
        "slash": lambda one: saying(iss=one.issuer + "/")(one),
        "upper case": lambda one: saying(iss=one.issuer.replace("localhost", "LOCALHOST"))(one),
        "scheme": lambda one: saying(iss=one.issuer.replace("http:", "https:"))(one),
        "default port": lambda one: saying(iss="http://localhost")(one),
        "path": lambda one: saying(iss=one.issuer + "/Path")(one)})),
    Row("IDT-26", "Wrong aud", "another client", forms(bad_token("audience_is_us"), {
        "another": saying(aud="somebody-else"), "a list": saying(aud=["somebody-else"]),
        "another, for us by azp": saying(aud="somebody-else", azp=CLIENT)})),
    Row("IDT-27", "Missing aud", "no audience", forms(bad_token("audience_is_us"), {
        "absent": saying(aud=...), "empty": saying(aud=""), "empty list": saying(aud=[]), "null": saying(aud=None)})),
    Row("IDT-28", "Extra untrusted audience, no azp", "the hub and somebody unknown", forms(bad_token("audience_is_us"), {
        "without azp": saying(aud=[CLIENT, "unknown"]), "with azp": saying(aud=[CLIENT, "unknown"], azp=CLIENT)})),
    Row("IDT-29", "aud as one-element array (positive)", "`aud` as a list of one",
        forms(ACCEPTED, {"list": saying(aud=[CLIENT])})),
    Row("IDT-30", "Wrong azp", "the audience right, the authorized party another", forms(bad_token("authorized_party_is_us"), {
        "another": saying(azp="somebody-else"), "ill-typed": saying(azp=[CLIENT])})),
    Row("IDT-31", "nonce missing", "no nonce", forms(bad_token("nonce_is_ours"), {
        "absent": saying(nonce=...), "null": saying(nonce=None), "empty": saying(nonce="")})),
    Row("IDT-32", "nonce different", "another nonce", forms(bad_token("nonce_is_ours"), {
        "constant": saying(nonce="0" * 64), "longer": lambda one: saying(nonce=one.nonce + "A")(one),
        "a list": lambda one: saying(nonce=[one.nonce])(one)})),
    Row("IDT-33", "Whole ID token replayed", "the still valid token of an earlier login",
        (Form("an earlier login", bad_token("nonce_is_ours"), walk=replayed),)),
    Row("IDT-34", "Expired", "past its end", forms(bad_token("token_is_fresh"), {
        "6 min": later(-360, "exp"), "1 day": later(-86_400, "exp"), "1 year": later(-31_536_000, "exp")})),
    Row("IDT-35", "exp missing or ill-typed", "an end that is no date", forms(bad_token("token_is_fresh"), {
        "absent": saying(exp=...), "text": saying(exp="4102444800"),
        "milliseconds": lambda one: saying(exp=int(time.time() * 1000) + 60_000)(one),
        "negative": saying(exp=-1), "true": saying(exp=True)})
        + forms(bad_token("token_is_a_jws"), {"1e400": payload(
            lambda octets: octets.replace(b'"exp": ', b'"exp": 1e400, "was": '))})),
    Row("IDT-36", "iat in the future", "made tomorrow", forms(bad_token("token_was_issued"), {
        "10 min": later(600, "iat", "exp"), "1 day": later(86_400, "iat", "exp")})),
    Row("IDT-37", "iat far in the past or missing", "made for another login", (
        *forms(bad_token("token_was_issued_for_this_login"), {"1 day": later(-86_400, "iat")}),
        *forms(bad_token("claims_are_present"), {"absent": saying(iat=...)}),
        *forms(bad_token("token_was_issued"), {"text": saying(iat="now")}))),
    Row("IDT-38", "nbf in the future", "not valid yet", forms(bad_token("token_is_valid_now"), {
        "1 h": later(3600, "nbf"), "text": saying(nbf="later")})),
    Row("IDT-39", "sub missing or malformed", "a subject that names nobody", forms(bad_token("subject_is_usable"), {
        "absent": saying(sub=...), "null": saying(sub=None), "empty": saying(sub=""), "integer": saying(sub=42),
        "list": saying(sub=[SUB]), "256 characters": saying(sub="s" * 256), "not ASCII": saying(sub="léa")})),
    Row("IDT-40", "sub of a victim", "the `sub` under which another provider knows somebody, with an identity of its own",
        forms(ACCEPTED, {"sub of camille": sub_of_a_victim}, also=is_bruno),
        note="a relying party's `sub` comes from the pivot identity, never from a provider's `sub`"),
    Row("IDT-41", "Victim attributes in the ID token", "name and e-mail of a victim in the ID token, its own at userinfo",
        forms(ACCEPTED, {"camille": saying(**{name: value for name, value in VICTIM.items() if name != "sub"})}, also=is_bruno)),
    Row("IDT-42", "Identity claims in the JOSE header", "`iss`, `sub`, `aud` of a victim in the header",
        forms(ACCEPTED, {"copies": heading(iss="http://localhost:1", sub="camille", aud="somebody-else")}, also=is_bruno)),
    Row("IDT-43", "auth_time missing with max_age", "no `auth_time`", forms(ACCEPTED, {"absent": saying(auth_time=...)}),
        note="the hub sends `prompt=login` and never `max_age` (contract §5.1), so the claim is not owed"),
    Row("IDT-44", "auth_time too old or in the future", "an `auth_time` of another day", (
        *forms(ACCEPTED, {"a year ago": later(-31_536_000, "auth_time")}),
        *forms(bad_token("authentication_is_recent"), {"text": saying(auth_time="yesterday"), "true": saying(auth_time=True)})),
        note="as IDT-43: read only for its type"),
    Row("IDT-45", "ACR downgrade", "asked for eidas2, the lowest that the provider is registered with, it answers eidas1",
        forms(refused("Y100018"), {"eidas1": saying(acr="eidas1")}, registered={"allowedAcr": ["eidas2", "eidas3"]})),
    Row("IDT-46", "ACR missing, unknown or odd", "a level that is none", (
        *forms(refused("Y020030"), {"absent": saying(acr=...), "empty": saying(acr="")}),
        *forms(refused("Y100001", "level_is_enough"), {"eidas9": saying(acr="eidas9"), "EIDAS2": saying(acr="EIDAS2")}),
        *(Form(name, Ends("refused", "Y020026", 502, "level_is_accepted"), saying(acr=value))
          for name, value in {"list": ["eidas1"], "0": 0}.items()))),
    Row("IDT-47", "ACR above the provider's accreditation", "eidas3 from a provider registered for eidas1",
        forms(refused("Y100018"), {"eidas3": saying(acr="eidas3"), "eidas2": saying(acr="eidas2")})),
    Row("IDT-48", "amr missing or wrong type", "methods that are none", (
        *forms(ACCEPTED, {"absent": saying(amr=...), "unknown": saying(amr=["telepathy"])}),
        *forms(bad_token("methods_are_a_list"), {"text": saying(amr="pwd"), "numbers": saying(amr=[1])}))),
    Row("IDT-49", "at_hash wrong or missing", "the hash of another access token", (
        *forms(bad_token("access_token_belongs"), {
            "of another token": saying(at_hash=half_hash("another")), "of SHA-512": saying(
                at_hash=b64(hashlib.sha512(ACCESS_TOKEN.encode()).digest()[:32])), "empty": saying(at_hash=""), "list": saying(
                at_hash=[half_hash(ACCESS_TOKEN)])}),
        *forms(ACCEPTED, {"absent": saying(at_hash=...), "right": saying(at_hash=half_hash(ACCESS_TOKEN))})),
        note="optional in the code flow (Core §3.1.3.6)"),
    Row("IDT-52", "Duplicate JSON members", "a member twice", (
        *forms(bad_token("token_is_a_jws"), {
            "sub, the victim last": twice('"sub": "camille"'), "sub, the victim first": twice('"sub": "camille"', first=True),
            "alg in the header": forging(two_algorithms)}),
    )),
    Row("IDT-53", "Structural garbage", "no compact token", (
        *forms(bad_token("token_is_a_jws"), {
            "JSON serialisation": garbled(json_serialisation), "2 segments": garbled(lambda token: token.rpartition(".")[0]),
            "4 segments": garbled(lambda token: token + ".e30"), "padding": garbled(lambda token: token.replace(".", "==.", 1)),
            "whitespace": garbled(lambda token: token.replace(".", " .", 1)), "not UTF-8": payload(
                lambda octets: octets.replace(b'"iss"', b'"\xff": 1, "iss"')),
            "byte order mark": payload(lambda octets: b"\xef\xbb\xbf" + octets), "UTF-16": payload(
                lambda octets: octets.decode().encode("utf-16"))}),
        *forms(bad_token("token_is_not_encrypted"), {"5 segments": garbled(lambda token: token + ".e30.e30")}))),
    Row("IDT-54", "Oversized token", "more than anybody has to say", (
        *forms(bad_token("token_endpoint_answers"), {
            "5 MB": saying(more="m" * 5_000_000), "100 000 claims": saying(**{f"c{number}": 0 for number in range(100_000)})}),
        *forms(bad_token("token_is_a_jws"), {
            "10 000 nested lists": twice('"more": ' + "[" * 10_000 + "]" * 10_000)}))),
    Row("IDT-55", "Degenerate ECDSA signature", "an ES256 signature that is none",
        forms(bad_token("signature_verifies"), {
            "r = s = 0": ecdsa(lambda one, parts: bytes(64)), "DER": ecdsa(der),
            "65 octets": ecdsa(lambda one, parts: raw_signature(one, parts) + b"\0")},
              registered={"id_token_signed_response_alg": "ES256"})),
    Row("IDT-57", "Look-alike identity text", "names that look like somebody's, or that nobody can see", (
        *forms(refused("Y600006", "identity_is_valid"), {
            "zero width": named(given_name="Bru\u200bno"), "right to left": named(family_name="\u202eECITCAF"),
            "line feed": named(given_name="Bruno\nAdmin")}),
        *forms(refused("Y010008"), {"homoglyphs": named(family_name="FАСТIСЕ")}),
        *forms(ACCEPTED, {"trailing space": named(given_name="Bruno ", family_name="FACTICE ")}, also=is_bruno),
        *forms(ACCEPTED, {"accents apart": named(**CAMILLE_APART)}, also=is_camille_as_registered)),
        note="the civil registry compares folded names, and relying parties get its spelling"),
)
