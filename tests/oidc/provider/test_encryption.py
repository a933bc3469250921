"""Clients whose tokens are encrypted (Core §10.2), read with jwcrypto: signed, then sealed for one of their keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from jwcrypto import jwe, jwk, jws

from doublure.clock import Clock
from doublure.exchange import Answer
from doublure.oidc.encryption import Encryption
from doublure.oidc.encryption_keys import KEY_MANAGEMENT
from doublure.oidc.keys import KeyRing
from doublure.oidc.party_keys import PartyKeys, PartyKeysCache
from doublure.oidc.wire import Wire
from tests.oidc.core.loopback import Loopback, Said, said_json
from tests.oidc.provider.issuer import CLAIMS, ISSUER, Issuer, body, client, header

GCM = "A256GCM"
PAIRS = {"EC": jwk.JWK.generate(kty="EC", crv="P-256", use="enc", kid="party-ec"),
         "RSA": jwk.JWK.generate(kty="RSA", size=2048, use="enc", kid="party-rsa")}
SET = {"keys": [json.loads(pair.export_public()) for pair in PAIRS.values()]}


def reader(alg: str | None = "ECDH-ES", **changes: Any) -> Any:
    encryption = None if alg is None else Encryption(alg, GCM)
    return client(**({"id_token_encryption": encryption, "userinfo_encryption": encryption, "jwks": SET} | changes))


def opened(sealed: str) -> str:
    token = jwe.JWE()
    token.deserialize(sealed, PAIRS[KEY_MANAGEMENT[header(sealed)["alg"]]])
    return str(token.payload.decode())


def believed(signed: str, keys: KeyRing) -> dict[str, Any]:
    """The claims of *signed*, verified with the issuer's published keys."""
    token = jws.JWS()
    token.deserialize(signed)
    token.verify(jwk.JWKSet.from_json(json.dumps(keys.public())).get_key(header(signed)["kid"]))
    claims: dict[str, Any] = json.loads(token.payload)
    return claims


@pytest.mark.parametrize("alg", KEY_MANAGEMENT)
def test_an_encrypted_client_reads_what_was_signed_and_then_sealed_for_it(keys: KeyRing, alg: str) -> None:
    issuer = Issuer(keys, reader(alg))
    tokens = body(issuer.redeem(issuer.code()))
    answer = issuer.read(tokens["access_token"])
    assert answer.content_type == "application/jwt; charset=utf-8"
    expected = {"alg": alg, "enc": GCM, "cty": "JWT", "kid": PAIRS[KEY_MANAGEMENT[alg]]["kid"], "iss": ISSUER, "aud": "party"}
    for sealed in (tokens["id_token"], answer.body.decode()):
        protected = header(sealed)
        assert protected.pop("epk", {"kty": "EC"})["kty"] == "EC"
        assert ("epk" in header(sealed)) is (alg == "ECDH-ES")
        assert protected == expected
    assert believed(opened(tokens["id_token"]), keys)["nonce"]
    assert believed(opened(answer.body.decode()), keys).items() >= CLAIMS.items()


def test_each_kind_of_token_is_encrypted_as_it_is_registered(keys: KeyRing) -> None:
    issuer = Issuer(keys, reader(userinfo_encryption=None))
    tokens = body(issuer.redeem(issuer.code()))
    assert tokens["id_token"].count(".") == 4
    assert issuer.read(tokens["access_token"]).body.count(b".") == 2
    issuer.directory.clients["party"] = reader(id_token_encryption=None)
    tokens = body(issuer.redeem(issuer.code()))
    assert tokens["id_token"].count(".") == 2
    assert issuer.read(tokens["access_token"]).body.count(b".") == 4


def test_claims_may_be_encrypted_without_being_signed(keys: KeyRing) -> None:
    issuer = Issuer(keys, reader(userinfo_signed_response_alg=None))
    answer = issuer.read(body(issuer.redeem(issuer.code()))["access_token"])
    assert answer.content_type == "application/jwt; charset=utf-8"
    assert "cty" not in header(answer.body.decode())
    assert json.loads(opened(answer.body.decode())) == {**CLAIMS, "sub": "a" * 64 + "v1"}
    assert issuer.seams.names[-2:] == [("document", "userinfo"), ("transport", "userinfo")]


def test_an_encrypted_token_passes_its_seam_once_and_signed(keys: KeyRing) -> None:
    issuer = Issuer(keys, reader())
    tokens = body(issuer.redeem(issuer.code()))
    issuer.read(tokens["access_token"])
    assert issuer.seams.names == [
        ("signed", "id_token"), ("document", "token_response"), ("transport", "token_response"),
        ("signed", "userinfo"), ("transport", "userinfo"),
    ]


def refused(answer: Answer) -> tuple[int, str, str]:
    document = body(answer)
    return answer.status, document["error"], document["error_description"]


@pytest.fixture
def far(keys: KeyRing) -> Iterator[tuple[Issuer, Loopback]]:
    """An issuer, and the server of a party that publishes its keys there."""
    with Loopback() as server:
        server.routes["/jwks"] = lambda _: said_json(SET)
        issuer = Issuer(keys, reader(jwks=None, jwks_uri=f"{server.origin}/jwks"))
        object.__setattr__(issuer.provider, "party_keys", Source(server, issuer.clock))
        yield issuer, server


class Source:
    """The keys of one address."""

    def __init__(self, server: Loopback, clock: Clock) -> None:
        wire = Wire({server.origin: server.origin}, timeout_s=2.0, max_bytes=20_000)
        self._cache = PartyKeysCache(wire, f"{server.origin}/jwks", clock)

    def party_keys(self, uri: str, *, again: bool = False) -> PartyKeys:
        return self._cache.get(again=again)


def test_keys_are_fetched_once_a_minute(far: tuple[Issuer, Loopback]) -> None:
    issuer, server = far
    for _ in range(3):
        assert issuer.read(body(issuer.redeem(issuer.code()))["access_token"]).status == 200
    assert len(server.seen) == 1
    issuer.clock.advance(61)
    assert issuer.redeem(issuer.code(issued_at=issuer.clock.now(), code_expires_at=issuer.clock.now() + 30,
                                     expires_at=issuer.clock.now() + 30)).status == 200
    assert len(server.seen) == 2


NO_SET = (400, "invalid_client_metadata", "the client's jwks_uri holds no set of keys")
NOT_HAD = (400, "invalid_client_metadata", "the client's keys cannot be had")
NO_KEY = (400, "invalid_client_metadata", "the client published no key to encrypt for")


@pytest.mark.parametrize(("said", "answer"), [
    (Said(status=404), NOT_HAD), (Said(status=500), NOT_HAD), (said_json(SET, 302), NOT_HAD),
    (Said(b"x" * 30_000), NOT_HAD), (Said(b"no JSON"), NO_SET), (said_json([SET]), NO_SET), (said_json({"key": []}), NO_SET),
    (said_json({"keys": []}), NO_KEY), (said_json({"keys": SET["keys"][1:]}), NO_KEY),
])
def test_a_set_that_cannot_be_used_is_the_clients_fault_at_both_endpoints(
    far: tuple[Issuer, Loopback], said: Said, answer: tuple[int, str, str]
) -> None:
    issuer, server = far
    token = body(issuer.redeem(issuer.code()))["access_token"]
    server.routes["/jwks"] = lambda _: said
    object.__setattr__(issuer.provider, "party_keys", Source(server, issuer.clock))
    assert refused(issuer.read(token)) == answer
    code = issuer.code()
    assert refused(issuer.redeem(code)) == answer
    assert refused(issuer.redeem(code))[1] == "invalid_grant"


def test_a_copy_does_not_outlive_its_minute_when_the_set_is_gone(far: tuple[Issuer, Loopback]) -> None:
    issuer, server = far
    assert issuer.redeem(issuer.code()).status == 200
    server.routes["/jwks"] = lambda _: Said(status=503)
    assert issuer.redeem(issuer.code()).status == 200
    issuer.clock.advance(61)
    now = issuer.clock.now()
    assert refused(issuer.redeem(issuer.code(issued_at=now, code_expires_at=now + 30, expires_at=now + 30))) == NOT_HAD


def test_a_key_published_since_is_found_by_asking_once_more(far: tuple[Issuer, Loopback]) -> None:
    issuer, server = far
    server.routes["/jwks"] = lambda _: said_json({"keys": SET["keys"][1:]})
    assert refused(issuer.redeem(issuer.code())) == NO_KEY
    asked = len(server.seen)
    for _ in range(5):
        assert refused(issuer.redeem(issuer.code())) == NO_KEY
    assert (asked, len(server.seen)) == (2, 2)
    server.routes["/jwks"] = lambda _: said_json(SET)
    issuer.clock.advance(31)
    now = issuer.clock.now()
    assert issuer.redeem(issuer.code(issued_at=now, code_expires_at=now + 30, expires_at=now + 30)).status == 200


def test_nobodys_keys_are_fetched_for_a_request_that_is_refused_anyway(far: tuple[Issuer, Loopback]) -> None:
    issuer, server = far
    issuer.redeem(issuer.code(), client_secret="wrong" * 10)
    issuer.redeem("A" * 43)
    issuer.read("A" * 43)
    assert not server.seen


def test_a_client_without_any_keys_and_an_issuer_that_fetches_none_refuse(keys: KeyRing) -> None:
    issuer = Issuer(keys, reader(jwks=None))
    assert refused(issuer.redeem(issuer.code())) == NO_KEY
    issuer.directory.clients["party"] = replace(reader(jwks=None), jwks_uri="http://localhost:3000/jwks")
    assert refused(issuer.redeem(issuer.code())) == NOT_HAD
