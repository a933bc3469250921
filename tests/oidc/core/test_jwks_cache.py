"""The keys of a provider over time, as rows of the catalogue of attacks (JWK): asked for when needed, never more than that."""

from __future__ import annotations

import json
import threading

import pytest

from doublure.clock import FixedClock
from doublure.oidc.jwks_cache import JwksCache
from doublure.oidc.keys import KeyRing
from doublure.oidc.wire import Wire, WireFailed
from tests.oidc.core.forging import NOW
from tests.oidc.core.loopback import Loopback, Said, said_json


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def cache(server: Loopback, ring: KeyRing, clock: FixedClock) -> JwksCache:
    server.routes["/jwks"] = lambda _: said_json(ring.public())
    return JwksCache(Wire({server.origin: server.origin}, timeout_s=2.0), f"{server.origin}/jwks", clock)


def test_keys_are_fetched_once(server: Loopback, cache: JwksCache, ring: KeyRing) -> None:
    for _ in range(5):
        assert cache.find(ring.signer("ES256").kid, "ES256")
        assert cache.find(ring.signer("RS256").kid, "RS256")
        assert cache.find(None, "ES256")
    assert len(server.seen) == 1


def test_a_new_key_is_found_after_one_refresh(server: Loopback, cache: JwksCache, ring: KeyRing, strange_ring: KeyRing) -> None:
    assert cache.find(ring.signer("ES256").kid, "ES256")
    both = {"keys": ring.public()["keys"] + strange_ring.public()["keys"]}
    server.routes["/jwks"] = lambda _: said_json(both)
    assert cache.find(strange_ring.signer("ES256").kid, "ES256")
    assert cache.find(ring.signer("ES256").kid, "ES256")
    assert len(server.seen) == 2


def test_a_thousand_tokens_with_invented_kids_are_one_refresh(server: Loopback, cache: JwksCache, clock: FixedClock) -> None:
    for number in range(1000):
        assert cache.find(f"invented-{number}", "ES256") == ()
    assert len(server.seen) == 2
    clock.advance(31)
    for number in range(1000):
        assert cache.find(f"invented-{number}", "ES256") == ()
    assert len(server.seen) == 3


def test_a_retired_key_is_no_longer_found_after_ten_minutes(
    server: Loopback, cache: JwksCache, ring: KeyRing, strange_ring: KeyRing, clock: FixedClock
) -> None:
    kid = ring.signer("ES256").kid
    assert cache.find(kid, "ES256")
    server.routes["/jwks"] = lambda _: said_json(strange_ring.public())
    clock.advance(599)
    assert cache.find(kid, "ES256")
    clock.advance(2)
    assert cache.find(kid, "ES256") == ()


BROKEN = {
    "empty": said_json({"keys": []}), "404": Said(status=404), "500": Said(status=500),
    "HTML": Said(b"<html>", media="text/html"),
    "no set": said_json({}), "only secrets": said_json({"keys": [{"kty": "oct", "k": "AAAA"}]}),
    "huge": Said(b"x" * 300_000), "redirect": Said(status=302, headers={"Location": "/other"}),
    "50 000 keys": Said(json.dumps({"keys": [{"kty": "X"}] * 20_000}).encode()),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_broken_set_never_replaces_a_good_one(
    server: Loopback, cache: JwksCache, ring: KeyRing, clock: FixedClock, answer: Said
) -> None:
    kid = ring.signer("ES256").kid
    assert cache.find(kid, "ES256")
    server.routes["/jwks"] = lambda _: answer
    clock.advance(3600)
    assert cache.find(kid, "ES256")
    assert cache.find("unknown", "ES256") == ()
    assert cache.current().find(kid, "ES256")


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_without_a_good_set_there_is_no_key_at_all(server: Loopback, cache: JwksCache, ring: KeyRing, answer: Said) -> None:
    server.routes["/jwks"] = lambda _: answer
    with pytest.raises(WireFailed):
        cache.find(ring.signer("ES256").kid, "ES256")


def test_a_set_that_comes_back_is_used_at_once(server: Loopback, cache: JwksCache, ring: KeyRing) -> None:
    honest = server.routes["/jwks"]
    server.routes["/jwks"] = lambda _: Said(status=503)
    with pytest.raises(WireFailed):
        cache.find(None, "ES256")
    server.routes["/jwks"] = honest
    assert cache.find(ring.signer("ES256").kid, "ES256")


def test_a_clock_set_back_makes_nothing_fresh_for_ever(server: Loopback, cache: JwksCache, clock: FixedClock) -> None:
    cache.find(None, "ES256")
    clock.advance(-86_400)
    cache.find(None, "ES256")
    assert len(server.seen) == 2


def test_threads_that_need_keys_at_once_share_one_fetch(server: Loopback, cache: JwksCache, ring: KeyRing) -> None:
    together = threading.Barrier(16)
    honest = server.routes["/jwks"]

    def slow(seen: object) -> Said:
        server.wait(0.2)
        answer = honest(seen)  # type: ignore[arg-type]
        assert isinstance(answer, Said)
        return answer

    server.routes["/jwks"] = slow
    found: list[int] = []

    def ask() -> None:
        together.wait()
        found.append(len(cache.find(ring.signer("ES256").kid, "ES256")))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 16
    assert len(server.seen) == 1


def test_threads_that_wait_for_a_failing_fetch_share_its_failure(server: Loopback, cache: JwksCache) -> None:
    together = threading.Barrier(16)

    def slow(seen: object) -> Said:
        server.wait(0.3)
        return Said(status=503)

    server.routes["/jwks"] = slow
    failed: list[str] = []

    def ask() -> None:
        together.wait()
        try:
            cache.find(None, "ES256")
        except WireFailed as failure:
            failed.append(failure.kind)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == ["status_503"] * 16
    assert len(server.seen) < 4


def test_one_cache_never_answers_for_another(
    server: Loopback, cache: JwksCache, strange_ring: KeyRing, clock: FixedClock
) -> None:
    server.routes["/others"] = lambda _: said_json(strange_ring.public())
    other = JwksCache(Wire({server.origin: server.origin}), f"{server.origin}/others", clock)
    assert other.find(strange_ring.signer("ES256").kid, "ES256")
    assert cache.find(strange_ring.signer("ES256").kid, "ES256") == ()
