"""How a hostile provider makes what it sends: plays that arm it, and the tokens they forge."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from doublure.testing.wire import send
from tests.hostile.provider import Hostile
from tests.hostile.rows import Ends, refused
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.forging import CLIENT, b64, mac, signed, unb64
from tests.oidc.core.loopback import said_json
from tests.stories.federation import through

Play = Callable[[Hostile], None]
Forge = Callable[[Hostile], str]

#: Somebody whom the honest provider knows.
VICTIM = {"sub": "camille", "given_name": "Camille Léa Inès", "family_name": "SPECIMEN", "email": "camille@example.org"}


def bad_token(rule: str) -> Ends:
    """The ID token is not believed: nothing of the answer is."""
    return refused("Y020026", rule)


def forging(forge: Forge) -> Play:
    """The ID token is made by *forge*."""

    def play(hostile: Hostile) -> None:
        hostile.forge = forge

    return play


def saying(**claims: Any) -> Play:
    """The ID token is signed as it should be, and says otherwise; `...` leaves a claim out."""

    def play(hostile: Hostile) -> None:
        hostile.id_claims = claims

    return play


def later(seconds: int, *names: str) -> Play:
    """The times *names* lie *seconds* from now."""

    def play(hostile: Hostile) -> None:
        hostile.id_claims = {name: int(time.time()) + seconds for name in names}

    return play


def heading(**header: Any) -> Play:
    """The ID token is signed as it should be, under a changed header."""

    return forging(lambda hostile: signed(hostile.header(**header), hostile.claims(), rsa(hostile), "RS256"))


def by_stranger(**header: Any) -> Play:
    """The ID token is signed by a key that was never published, under a changed header."""
    return forging(lambda hostile: strangely(hostile, **header))


def strangely(hostile: Hostile, **header: Any) -> str:
    """An ID token under the signature of a key that was never published."""
    return signed(hostile.header(**header), hostile.claims(), hostile.stranger.signer("RS256").key, "RS256")


def flipped(hostile: Hostile) -> str:
    head, payload, signature = Hostile.id_token(honest(hostile)).split(".")
    octets = bytearray(unb64(signature))
    octets[len(octets) // 2] ^= 1
    return f"{head}.{payload}.{b64(bytes(octets))}"


def honest(hostile: Hostile) -> Hostile:
    hostile.forge = None
    return hostile


def public_key_as_secret(part: Callable[[RSAKey], bytes]) -> Play:
    return forging(lambda hostile: mac(hostile.header(alg="HS256"), hostile.claims(), part(rsa(hostile))))


def rsa(hostile: Hostile) -> RSAKey:
    key = hostile.ring.signer("RS256").key
    assert isinstance(key, RSAKey)
    return key


def pem(encoding: Encoding, form: PublicFormat) -> Callable[[RSAKey], bytes]:
    return lambda key: key.public_key.public_bytes(encoding, form)


def members(key: RSAKey) -> Mapping[str, Any]:
    return key.as_dict(private=False)


def published_beside(key: ECKey | OKPKey | RSAKey, alg: str) -> Play:
    """Signed with a key that is published for exactly this algorithm; the registration names another one."""

    def play(hostile: Hostile) -> None:
        document = {**key.as_dict(private=False), "kid": "other", "alg": alg, "use": "sig"}
        published = {"keys": [*hostile.ring.public()["keys"], document]}
        hostile.route("/jwks", lambda _: said_json(published))
        hostile.forge = lambda one: signed({"alg": alg, "kid": "other"}, one.claims(), key, alg)  # type: ignore[arg-type]

    return play


def several_rsa_keys(hostile: Hostile) -> None:
    published = {"keys": [*hostile.stranger.public()["keys"], *hostile.ring.public()["keys"]]}
    hostile.route("/jwks", lambda _: said_json(published))
    hostile.id_header = hostile.header(kid=...)


def kid_of_the_honest_provider(scene: Scene) -> Saw:
    keys = send("GET", scene.federation.public("impots") + "/jwks").json["keys"]
    kid = next(key["kid"] for key in keys if key["alg"] == "ES256")
    key = scene.provider.stranger.signer("ES256").key
    scene.provider.forge = lambda one: signed({"alg": "ES256", "kid": kid}, one.claims(), key, "ES256")
    # The hub has met the other provider's keys a moment ago.
    person = scene.service.person()
    person.opens(scene.service.asks().url)
    through(person, "impots")
    return scene.logs_in()


def one_refresh(scene: Scene, saw: Saw) -> None:
    assert len(scene.provider.calls("/jwks")) == 2, "fetched once, and once more for the unknown key"


def no_refresh(scene: Scene, saw: Saw) -> None:
    assert len(scene.provider.calls("/jwks")) <= 2


def replayed(scene: Scene) -> Saw:
    scene.logs_in()
    old = scene.provider.id_token()
    scene.provider.server.seen.clear()
    scene.provider.forge = lambda _: old
    return scene.logs_in()


def encrypted(alg: str, inner: Callable[[Hostile], bytes], **header: str) -> Play:
    def forge(hostile: Hostile) -> str:
        registry = jwe.JWERegistry(algorithms=[alg, "A256GCM", "DEF"])
        with warnings.catch_warnings():
            # RSA1_5 is deprecated: that is why it is played.
            warnings.simplefilter("ignore")
            return jwe.encrypt_compact({"alg": alg, "enc": "A256GCM", **header}, inner(hostile), rsa(hostile), registry=registry)

    return forging(forge)


def signed_inside(hostile: Hostile) -> bytes:
    return Hostile.id_token(honest(hostile)).encode()


def client_assertion(hostile: Hostile) -> str:
    claims = hostile.claims() | {"iss": CLIENT, "sub": CLIENT, "aud": hostile.issuer}
    return signed(hostile.header(), claims, rsa(hostile), "RS256")


def ecdsa(signature: Callable[[Hostile, str], bytes]) -> Play:
    def forge(hostile: Hostile) -> str:
        header = hostile.header(alg="ES256", kid=hostile.ring.signer("ES256").kid)
        parts = ".".join(b64(json.dumps(part).encode()) for part in (header, hostile.claims()))
        return f"{parts}.{b64(signature(hostile, parts))}"

    return forging(forge)


def raw_signature(hostile: Hostile, parts: str) -> bytes:
    return jws.JWSRegistry.algorithms["ES256"].sign(parts.encode(), hostile.ring.signer("ES256").key)


def der(hostile: Hostile, parts: str) -> bytes:
    raw = raw_signature(hostile, parts)
    return encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))


def claims_text(hostile: Hostile, extra: str, *, first: bool = False) -> bytes:
    text = json.dumps(hostile.claims())
    return (f"{{{extra}, {text[1:]}" if first else f"{text[:-1]}, {extra}}}").encode()


def twice(extra: str, *, first: bool = False) -> Play:
    return forging(lambda hostile: signed(hostile.header(), claims_text(hostile, extra, first=first), rsa(hostile), "RS256"))


def two_algorithms(hostile: Hostile) -> str:
    header = b'{"alg": "none", ' + json.dumps(hostile.header()).encode()[1:]
    return signed(header, json.dumps(hostile.claims()).encode(), rsa(hostile), "RS256")


def its_jwk(hostile: Hostile) -> dict[str, Any]:
    return dict(hostile.stranger.signer("RS256").key.as_dict(private=False))


def garbled(change: Callable[[str], str]) -> Play:
    return forging(lambda hostile: change(Hostile.id_token(honest(hostile))))


def json_serialisation(token: str) -> str:
    head, payload, signature = token.split(".")
    return json.dumps({"payload": payload, "signatures": [{"protected": head, "signature": signature}]})


def payload(octets: Callable[[bytes], bytes]) -> Play:
    def forge(hostile: Hostile) -> str:
        return signed(hostile.header(), octets(json.dumps(hostile.claims()).encode()), rsa(hostile), "RS256")

    return forging(forge)


def named(**names: str) -> Play:
    def play(hostile: Hostile) -> None:
        hostile.userinfo |= names

    return play


def is_bruno(scene: Scene, saw: Saw) -> None:
    known = scene.notes["known"].userinfo
    assert (known["given_name"], known["family_name"], known["email"]) == ("Bruno", "FACTICE", "bruno@example.org")
    assert "camille" not in json.dumps(known).lower()


def sub_of_a_victim(hostile: Hostile) -> None:
    hostile.id_claims = {"sub": VICTIM["sub"]}
    hostile.userinfo |= {"sub": VICTIM["sub"]}


def sealed(inner: Callable[[Hostile], bytes]) -> Callable[[Scene], Saw]:
    """The login whose ID token is encrypted for the hub, as registered, around *inner*."""

    def walk(scene: Scene) -> Saw:
        published = send("GET", f"{scene.federation.issuer}/client/.well-known/keys").json["keys"]
        document = next(key for key in published if key["use"] == "enc" and key["kty"] == "RSA")
        header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": document["kid"]}
        key = RSAKey.import_key({name: document[name] for name in ("kty", "n", "e")})
        scene.provider.forge = lambda one: jwe.encrypt_compact(header, inner(one), key, algorithms=["RSA-OAEP-256", "A256GCM"])
        return scene.logs_in()

    return walk
