"""Family JWK: the keys of a hostile provider."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from joserfc.jwk import ECKey, RSAKey

from doublure.oidc.keys import KeyRing
from tests.hostile.discovery import answers, drips, never_answers
from tests.hostile.forgery import Play, bad_token
from tests.hostile.provider import Hostile
from tests.hostile.rows import ACCEPTED, Form, Row, forms
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.forging import b64, signed, weak_rsa
from tests.oidc.core.loopback import Said, said_json

__all__ = ["ROWS"]

Keys = list[dict[str, Any]]


def published(change: Callable[[Hostile, Keys], Keys]) -> Play:
    """The set of keys is what *change* makes of the honest one."""

    def play(hostile: Hostile) -> None:
        keys = change(hostile, [dict(key) for key in hostile.ring.public()["keys"]])
        hostile.route("/jwks", lambda _: said_json({"keys": keys}))

    return play


def marked(**members: Any) -> Play:
    """The honest RSA key, published with *members* changed; `...` leaves one out."""
    return published(lambda one, keys: [{name: value for name, value in (key | members).items() if value is not ...}
                                        for key in keys if key["kty"] == "RSA"])


def _only(document: dict[str, Any], key: ECKey | RSAKey, alg: str) -> Play:
    """One key is published, and signs."""

    def play(hostile: Hostile) -> None:
        hostile.route("/jwks", lambda _: said_json({"keys": [document | {"kid": "only", "use": "sig"}]}))
        hostile.forge = lambda one: signed({"alg": alg, "kid": "only"}, one.claims(), key, alg)

    return play


def _rotated(scene: Scene) -> Saw:
    scene.logs_in()
    _sign_with(scene.provider, scene.provider.ring.announced("RS256"))
    saw = scene.logs_in()
    assert len(scene.provider.calls("/jwks")) == 2, "once when first needed, once for the new key"
    return saw


def _rotated_in_between(scene: Scene) -> Saw:
    scene.logs_in()
    _sign_with(scene.provider, KeyRing.generate(["ES256", "RS256"]))
    return scene.logs_in()


def _sign_with(hostile: Hostile, ring: KeyRing) -> None:
    newest = ring.public()["keys"][-1]["kid"]
    hostile.ring = ring.promoted(newest)


def _retired(hostile: Hostile) -> None:
    old = hostile.ring
    hostile.ring = hostile.stranger
    hostile.forge = lambda one: signed(
        {"alg": "RS256", "kid": old.signer("RS256").kid}, one.claims(), old.signer("RS256").key, "RS256")


def _wrong_first(hostile: Hostile, keys: Keys) -> Keys:
    kid = hostile.ring.signer("RS256").kid
    return [key | {"kid": kid} for key in hostile.stranger.public()["keys"]] + keys


def _elliptic(change: Callable[[Hostile, Keys], Keys]) -> Play:
    """As `published`, and ES256 signs."""

    def play(hostile: Hostile) -> None:
        hostile.alg = "ES256"
        published(change)(hostile)

    return play


def _weak_exponent(hostile: Hostile, keys: Keys) -> Keys:
    return [key | {"e": "Aw"} for key in keys if key["kty"] == "RSA"]


def _amplified(scene: Scene) -> Saw:
    hostile = scene.provider
    saw = scene.logs_in()
    for _ in range(6):
        kid = secrets.token_hex(8)
        hostile.forge = lambda one, kid=kid: signed(one.header(kid=kid), one.claims(), one.ring.signer("RS256").key, "RS256")
        saw = scene.logs_in()
    assert len(hostile.calls("/jwks")) == 2, "six invented keys are one refresh"
    hostile.server.seen.clear()
    return saw


def _another_point(hostile: Hostile, keys: Keys) -> Keys:
    return [key | {"y": b64(bytes(32))} for key in keys if key["kty"] == "EC"]


RSA_1024 = weak_rsa(private=False)
P256 = ECKey.generate_key("P-256")
ES256 = {"id_token_signed_response_alg": "ES256"}

ROWS: tuple[Row, ...] = (
    Row("JWK-01", "Planned rotation (positive)", "a new key published and used, the old one kept, between two logins",
        (Form("between two logins", ACCEPTED, walk=_rotated),)),
    Row("JWK-02", "Rotation at signing time", "every key replaced between two logins",
        (Form("all keys", ACCEPTED, walk=_rotated_in_between),)),
    Row("JWK-03", "Retired key still used", "signed with a key that is not published any more",
        forms(bad_token("key_is_published"), {"retired": _retired}),
        note="a set that the hub has already read is believed for ten minutes more"),
    Row("JWK-04", "Duplicate kids", "two RSA keys under one `kid`, the wrong one first",
        forms(ACCEPTED, {"wrong one first": published(_wrong_first)})),
    Row("JWK-05", "Weak keys", "keys that are too weak, or on another curve", (
        *forms(bad_token("id_token"), {"exponent 3": published(_weak_exponent)}),
        *forms(bad_token("id_token"), {
            "RSA 1024": published(lambda one, keys: [RSA_1024 | {"kid": one.ring.signer("RS256").kid}])}),
        *forms(bad_token("id_token"), {"secp256k1": _elliptic(
            lambda one, keys: [ECKey.generate_key("secp256k1").as_dict(private=False) | {"kid": one.ring.signer("ES256").kid}])},
               registered=ES256))),
    Row("JWK-06", "Unknown key types (positive)", "keys of other kinds beside the good one", forms(ACCEPTED, {
        "OKP, AKP, X": published(
            lambda one, keys: [{"kty": "OKP", "crv": "Ed448", "x": "AA"}, {"kty": "AKP"}, {"kty": "X"}, *keys])})),
    Row("JWK-07", "Private or symmetric key published", "a private key, or a secret, for everybody to read", (
        *forms(bad_token("id_token"), {"private": _only(P256.as_dict(private=True), P256, "ES256")}, registered=ES256),
        *forms(bad_token("id_token"), {"oct": published(lambda one, keys: [{"kty": "oct", "k": "AA", "kid": "s"}])}))),
    Row("JWK-08", "use/alg/key_ops mismatch", "a key for another purpose", (
        *forms(bad_token("id_token"), {"use enc": marked(use="enc"), "key_ops without verify": marked(key_ops=["sign"])}),
        *forms(bad_token("key_is_published"), {"alg RS512": marked(alg="RS512")}))),
    Row("JWK-09", "Empty, missing or broken JWKS", "no set of keys", forms(bad_token("id_token"), {
        "empty": published(lambda one, keys: []), "404": answers(Said(status=404), "/jwks"),
        "500": answers(Said(status=500), "/jwks"),
        "HTML": answers(Said(b"<html>", media="text/html"), "/jwks")})),
    Row("JWK-10", "Oversized JWKS", "more keys than anybody has", (
        *forms(bad_token("id_token"), {"1 MB": answers(Said(b" " * 1_000_000), "/jwks")}),
        *forms(bad_token("key_is_published"), {
            "the real one behind 60 others": published(lambda one, keys: [P256.as_dict(private=False)] * 60 + keys)}))),
    Row("JWK-11", "Slow JWKS", "a set that never comes", forms(
        bad_token("id_token"), {"an octet from time to time": drips("/jwks"), "silence": never_answers("/jwks")},
        registered={"timeout": 0.4})),
    Row("JWK-12", "JWKS redirect", "a redirection instead of a set", forms(bad_token("id_token"), {
        str(status): (lambda one, status=status: answers(
            Said(b"", status, headers={"Location": one.canary}), "/jwks")(one)) for status in (302, 307)})),
    Row("JWK-13", "Refresh amplification", "six logins, each with an invented `kid`",
        (Form("six", bad_token("key_is_published"), walk=_amplified),)),
    Row("JWK-14", "Invalid curve point", "a key that is no key", (
        *forms(bad_token("id_token"), {"not on the curve": _elliptic(_another_point)}, registered=ES256),
        *forms(bad_token("id_token"), {"another certificate": marked(x5c=["AAAA"])}))),
)
