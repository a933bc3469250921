"""The data provider toward a hub that fails or lies: its own codes (contract §7.3); unless signed for it, nothing counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jwcrypto import jwe, jwk, jws

from doublure.clock import FixedClock
from doublure.exchange import Parameters, Request
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.jwks_cache import JwksCache
from doublure.oidc.wire import Wire
from doublure.settings import config_folder
from simulator.data_provider.answering import DataProvider
from simulator.data_provider.asking import MEDIA, Hub
from simulator.data_provider.settings import load_settings
from tests.oidc.core.loopback import Loopback, Said, said_json

NOW = 1_795_500_000
OURS = DecryptionKeys.generate(["EC"])
SIGNING = jwk.JWK.generate(kty="EC", crv="P-256", kid="hub", use="sig", alg="ES256")
STRANGER = jwk.JWK.generate(kty="EC", crv="P-256", kid="hub", use="sig", alg="ES256")
GOOD = {"active": True, "sub": "a" * 64 + "v1", "aud": "sandbox", "scope": "dgfip_rfr dgfip_nmUsaDec1"}


class FakeHub:
    """A hub whose answers a test writes, and the data provider that asks it."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.issuer = f"{server.origin}/api/v2"
        server.routes["/api/v2/jwks"] = lambda _: said_json({"keys": [json.loads(SIGNING.export_public())]})
        settings = load_settings(config_folder())
        wire = Wire({server.origin: server.origin}, timeout_s=0.3)
        hub = Hub(settings=settings.hubs["franceconnect"], issuer=self.issuer, wire=wire, keys=lambda: OURS,
                  signing=JwksCache(wire, f"{self.issuer}/jwks", FixedClock(NOW)), clock=FixedClock(NOW))
        self.provider = DataProvider(settings=settings, keys=lambda: OURS, hubs={"franceconnect": hub})

    def tells(self, key: jwk.JWK = SIGNING, alg: str = "ES256", enc: str = "A256GCM", recipient: DecryptionKeys = OURS,
              said: Any = GOOD, **claims: Any) -> None:
        """Answer with *said*, each part of the envelope as given."""
        payload = {"token_introspection": said, "iss": self.issuer, "aud": "data-provider", "iat": NOW, **claims}
        token = jws.JWS(json.dumps(payload))
        token.add_signature(key, alg, json.dumps({"alg": alg, "kid": "hub"}))
        reader = jwk.JWK(**recipient.public()["keys"][0])
        sealed = jwe.JWE(token.serialize(compact=True).encode(), json.dumps({"alg": "ECDH-ES", "enc": enc}), recipient=reader)
        body = sealed.serialize(compact=True).encode()
        self.server.routes["/api/v2/checktoken"] = lambda _: Said(body, media=MEDIA)

    def asked(self, token: str = "t" * 43) -> tuple[int, dict[str, Any]]:
        """What a relying party with *token* gets."""
        answer = self.provider.data(Request(headers={"authorization": f"Bearer {token}"}))
        return answer.status, json.loads(answer.body)


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with Loopback() as server:
        yield FakeHub(server)


def test_only_what_is_held_here_and_in_scope_is_told_and_the_same_each_time(hub: FakeHub) -> None:
    hub.tells()
    status, document = hub.asked()
    assert (status, set(document["data"]), document["for"]) == (200, {"dgfip_rfr"}, "sandbox")
    assert hub.asked() == (status, document)
    seen = hub.server.paths("/api/v2/checktoken")[0]
    assert set(seen.form) == {"token", "client_id", "client_secret"}


def _silent(hub: FakeHub) -> None:
    def route(_: Any) -> Said:
        hub.server.wait(1.0)
        return Said()

    hub.server.routes["/api/v2/checktoken"] = route


def _answering(said: Said) -> Callable[[FakeHub], None]:
    def arrange(hub: FakeHub) -> None:
        hub.server.routes["/api/v2/checktoken"] = lambda _: said

    return arrange


def _keyless(hub: FakeHub) -> None:
    hub.tells()
    hub.server.routes["/api/v2/jwks"] = lambda _: Said(status=500)


FAULTS: list[tuple[str, Callable[[FakeHub], None], int, str, str | None]] = [
    ("silence", _silent, 408, "temporarily_unavailable", "Y430001"),
    ("an error", _answering(Said(status=500)), 500, "server_error", "Y430002"),
    ("a refusal", _answering(said_json({"error": "invalid_client"}, 401)), 500, "server_error", "Y430002"),
    ("another media type", _answering(said_json({"active": True})), 500, "server_error", "Y430002"),
    ("no introspection", lambda hub: hub.tells(said="yes"), 500, "server_error", "Y430002"),
    ("no keys", _keyless, 500, "server_error", "Y430003"),
    ("a stranger's signature", lambda hub: hub.tells(key=STRANGER), 500, "server_error", "Y430004"),
    ("another issuer", lambda hub: hub.tells(iss="http://localhost:1"), 500, "server_error", "Y430004"),
    ("another audience", lambda hub: hub.tells(aud="somebody"), 500, "server_error", "Y430004"),
    ("an old answer", lambda hub: hub.tells(iat=NOW - 61), 500, "server_error", "Y430004"),
    ("an answer of the future", lambda hub: hub.tells(iat=NOW + 61), 500, "server_error", "Y430004"),
    ("no date", lambda hub: hub.tells(iat="now"), 500, "server_error", "Y430004"),
    ("another encryption", lambda hub: hub.tells(enc="A128GCM"), 500, "server_error", "Y430005"),
    ("a foreign envelope", lambda hub: hub.tells(recipient=DecryptionKeys.generate(["EC"])), 500, "server_error", "Y430005"),
    ("no envelope", _answering(Said(b"a.b.c", media=MEDIA)), 500, "server_error", "Y430005"),
    ("a dead token", lambda hub: hub.tells(said={"active": False}), 401, "invalid_token", None),
    ("an active that is no truth", lambda hub: hub.tells(said=GOOD | {"active": "true"}), 401, "invalid_token", None),
    ("no scope of ours", lambda hub: hub.tells(said=GOOD | {"scope": ""}), 403, "insufficient_scope", None),
]


@pytest.mark.parametrize(("arrange", "status", "error", "code"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_each_failure_of_the_hub_has_its_answer_and_no_data(
    hub: FakeHub, arrange: Callable[[FakeHub], None], status: int, error: str, code: str | None
) -> None:
    arrange(hub)
    told_status, document = hub.asked()
    assert (told_status, document["error"], document.get("code")) == (status, error, code)
    assert "data" not in document
    assert "t" * 43 not in json.dumps(document)


def test_a_call_that_cannot_be_understood_reaches_no_hub(hub: FakeHub) -> None:
    for request in (Request(), Request(headers={"authorization": "Basic abc"}), Request(headers={"authorization": "Bearer "}),
                    Request(method="POST", form=Parameters.of({"token": "dA==", "auth_secret": "wrong"})),
                    Request(fault="not UTF-8", headers={"authorization": "Bearer abc"})):
        answer = hub.provider.data(request)
        assert (answer.status, json.loads(answer.body)["error"]) == (400, "invalid_request")
    assert not hub.server.seen
