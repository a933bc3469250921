"""A real issuer in one process: its clients, a store that counts flushes, seams that keep a record, a journal in memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

from doublure.clock import Clock, FixedClock
from doublure.exchange import Answer, Parameters, Request
from doublure.journal import Journal, Thread
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import token, userinfo
from doublure.oidc.provider.clients import Client, ClientSecret
from doublure.oidc.provider.grants import Grant, Grants
from doublure.oidc.provider.provider import Provider
from doublure.oidc.seams import Passage, Seams, Sign
from doublure.randomness import SystemRandomness
from doublure.storage import open_store
from doublure.storage.interface import Key, Operation, Result, Store
from doublure.storage.sinks import MemoryRing

NOW = 1_795_500_000
ISSUER = "http://localhost:4400/api/v2"
CALLBACK = "http://localhost:3000/callback?tenant=1"
SECRET = "s3cret+with/signs=and%percent-long-enough"
OTHER_SECRET = "another-secret-that-is-long-enough-too"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CLAIMS = {"given_name": "Angela Claire Louise", "family_name": "DUBOIS", "birthplace": ""}


class CountingStore:
    """A store that counts the round trips made through it."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.clock = inner.clock
        self.trips: list[str] = []

    def put(self, key: Key, value: bytes, expires_at: int) -> None:
        self.trips.append("put")
        self.inner.put(key, value, expires_at)

    def get(self, key: Key) -> bytes | None:
        self.trips.append("get")
        return self.inner.get(key)

    def take(self, key: Key) -> bytes | None:
        self.trips.append("take")
        return self.inner.take(key)

    def once(self, key: Key, expires_at: int) -> bool:
        self.trips.append("once")
        return self.inner.once(key, expires_at)

    def drop(self, key: Key) -> None:
        self.trips.append("drop")
        self.inner.drop(key)

    def batch(self, *operations: Operation) -> tuple[Result, ...]:
        self.trips.append("+".join(type(operation).__name__ for operation in operations))
        return self.inner.batch(*operations)

    def at(self, clock: Clock) -> Store:
        return self.inner.at(clock)

    def wipe(self) -> None:
        self.inner.wipe()

    def ping(self) -> None:
        self.inner.ping()


class RecordingSeams(Seams):
    """Seams that change nothing and remember which message passed where."""

    def __init__(self) -> None:
        self.passed: list[tuple[str, Passage]] = []

    def parameters(self, passage: Passage, parameters: Mapping[str, str]) -> Mapping[str, str]:
        self.passed.append(("parameters", passage))
        return parameters

    def document(self, passage: Passage, document: Mapping[str, Any]) -> Mapping[str, Any]:
        self.passed.append(("document", passage))
        return document

    def signed(self, passage: Passage, header: Mapping[str, Any], claims: Mapping[str, Any], sign: Sign) -> str:
        self.passed.append(("signed", passage))
        return sign(header, claims)

    def transport(self, passage: Passage, answer: Answer) -> Answer:
        self.passed.append(("transport", passage))
        return answer

    @property
    def names(self) -> list[tuple[str, str]]:
        return [(seam, passage.message.value) for seam, passage in self.passed]


class Releasing:
    """A policy with one more ID token claim, and the grant's memo at userinfo."""

    def id_token_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        return {"amr": list(grant.amr)} if grant.amr else {}

    def userinfo_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        return dict(grant.memo)


@dataclass
class Directory:
    """The clients, by name."""

    clients: dict[str, Client] = field(default_factory=dict)

    def find(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)


def client(client_id: str = "party", **changes: Any) -> Client:
    """A confidential client with everything registered."""
    usual = Client(
        client_id=client_id, secret=ClientSecret.clear(SECRET), redirect_uris=(CALLBACK, "http://localhost:3000/other"),
        post_logout_redirect_uris=("http://localhost:3000/bye?from=1",),
        scope=frozenset({"openid", "identite_pivot", "email"}),
        token_endpoint_auth_method=("client_secret_post", "client_secret_basic"),
        id_token_signed_response_alg="ES256", userinfo_signed_response_alg="ES256",
    )
    return replace(usual, **changes)


class Issuer:
    """One issuer and everything about it a test may look at."""

    def __init__(self, keys: KeyRing, *clients: Client, url: str = "memory:") -> None:
        self.clock = FixedClock(NOW)
        self.store = CountingStore(open_store(url, clock=self.clock, prefix="provider"))
        self.seams = RecordingSeams()
        self.ring = MemoryRing()
        self.directory = Directory({each.client_id: each for each in clients or (client(), client("other"))})
        randomness = SystemRandomness()
        self.provider = Provider(
            issuer=ISSUER, token_endpoint=f"{ISSUER}/token", keys=keys, clients=self.directory,
            grants=Grants(self.store, self.clock, randomness, grant_s=30), clock=self.clock, randomness=randomness,
            journal=Journal(house="hub", clock=self.clock, sinks=(self.ring,)), policy=Releasing(), seams=self.seams,
        )

    def grant(self, **changes: Any) -> Grant:
        """A grant of this moment, for `party`."""
        journey = self.provider.randomness.token(16)
        usual = Grant(
            id=journey, client_id="party", redirect_uri=CALLBACK, sub="a" * 64 + "v1", scope=("openid", "identite_pivot"),
            auth_time=NOW - 5, issued_at=NOW, code_expires_at=NOW + 30, expires_at=NOW + 30,
            thread=Thread(trace="ab" * 16, run="run-1"), nonce="n-0S6_WzA2Mj-and-longer", acr="eidas1", memo=dict(CLAIMS),
        )
        return replace(usual, **changes)

    def code(self, **changes: Any) -> str:
        """The code of a fresh grant."""
        grant = self.grant(**changes)
        return self.provider.grants.issue(grant, grant.id[:16])

    def form(self, code: str, /, **changes: str | None) -> dict[str, str]:
        """The form of a right token request of `party`; `None` removes a field."""
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": "party",
            "client_secret": SECRET,
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def redeem(self, code: str, /, **changes: str | None) -> Answer:
        """The answer to a token request with client_secret_post."""
        return self.post(self.form(code, **changes))

    def post(self, form: Mapping[str, str] | list[tuple[str, str]], **headers: str) -> Answer:
        """The answer to a token request."""
        return token.answer(self.provider, Request(method="POST", path="/token", form=Parameters.of(form), headers=headers))

    def read(self, access_token: str, **headers: str) -> Answer:
        """The answer to a userinfo request."""
        given = {"authorization": f"Bearer {access_token}"} | headers
        return userinfo.answer(self.provider, Request(path="/userinfo", headers=given))


def basic(client_id: str, secret: str) -> str:
    """An Authorization header as RFC 6749 §2.3.1 wants it."""
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()


def body(answer: Answer) -> dict[str, Any]:
    """The JSON of an answer."""
    document: dict[str, Any] = json.loads(answer.body)
    return document


def payload(jws: str | bytes) -> dict[str, Any]:
    """The claims of a compact JWS, read without this project's code."""
    part = (jws.decode() if isinstance(jws, bytes) else jws).split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def header(jws: str) -> dict[str, Any]:
    """The header of a compact JWS."""
    part = jws.split(".")[0]
    document: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return document


def query(answer: Answer) -> dict[str, list[str]]:
    """The query of the address an answer sends to."""
    return parse_qs(urlsplit(answer.header("Location") or "").query, keep_blank_values=True)
