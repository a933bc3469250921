"""A slow provider holds back those who chose it, and nobody else; its health is known without anybody waiting for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from broker.bulkhead import Bulkhead, Full
from broker.health import FRESH_S, Health
from broker.parties import IdentityProvider, identity_provider_from
from doublure.clock import FixedClock


def provider(**changed: object) -> IdentityProvider:
    return identity_provider_from({
        "uid": "11111111-2222-4333-8444-555555555555", "slug": "seventh", "url": "https://id.example.org", "name": "seventh",
        "title": "Le septième", "allowedAcr": ["eidas1"], "clientID": "a-hub", "client_secret": "s" * 32, **changed,
    })


class TestBulkhead:
    def test_a_provider_has_only_so_many_seats_and_the_next_one_learns_at_once_when_it_is_slow(self) -> None:
        now = [0.0]
        bulkhead = Bulkhead(seats=3, patience_s=5, monotonic=lambda: now[0])
        with ExitStack() as sitting:
            for _ in range(3):
                sitting.enter_context(bulkhead.seat("slow"))
            now[0] = 5.0
            with pytest.raises(Full), bulkhead.seat("slow"):
                pass

    def test_other_providers_do_not_notice(self) -> None:
        bulkhead = Bulkhead(seats=1, patience_s=0)
        with bulkhead.seat("slow"), bulkhead.seat("quick"), pytest.raises(Full), bulkhead.seat("slow"):
            pass

    def test_whoever_waits_gets_the_seat_that_becomes_free(self) -> None:
        bulkhead, seated, leave = Bulkhead(seats=1, patience_s=30), threading.Event(), threading.Event()

        def first() -> None:
            with bulkhead.seat("busy"):
                seated.set()
                leave.wait(10)

        def second() -> bool:
            with bulkhead.seat("busy"):
                return True

        with ThreadPoolExecutor(2) as pool:
            pool.submit(first)
            assert seated.wait(10)
            waiting = pool.submit(second)
            leave.set()
            assert waiting.result(10)

    def test_an_accident_gives_the_seat_back(self) -> None:
        bulkhead = Bulkhead(seats=1, patience_s=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError), bulkhead.seat("unlucky"):
                raise ZeroDivisionError


class TestHealth:
    """Observations are made beside the request: here, when the test says so."""

    def setup_method(self) -> None:
        self.clock = FixedClock(1000)
        self.waiting: list[Callable[[], None]] = []
        self.probed: list[str] = []
        self.up = True
        self.health = Health(self._probe, self.clock, self.waiting.append)

    def _probe(self, provider: IdentityProvider) -> bool:
        self.probed.append(provider.uid)
        return self.up

    def observe(self) -> None:
        while self.waiting:
            self.waiting.pop()()

    def test_nobody_waits_for_the_first_observation(self) -> None:
        asked = provider()
        assert self.health.answers(asked) is None
        assert self.probed == []
        self.observe()
        assert self.health.answers(asked) is True

    def test_an_observation_is_kept_for_a_while_and_shown_until_the_next_one_is_made(self) -> None:
        asked = provider()
        self.health.answers(asked)
        self.observe()
        self.up = False
        for _ in range(100):
            assert self.health.answers(asked) is True
        assert self.waiting == []
        self.clock.seconds += FRESH_S
        assert self.health.answers(asked) is True, "old, and better than waiting"
        self.observe()
        assert self.health.answers(asked) is False

    def test_a_hundred_pages_at_once_are_one_observation(self) -> None:
        asked = provider()
        for _ in range(100):
            self.health.answers(asked)
        assert len(self.waiting) == 1

    def test_many_providers_are_observed_a_few_at_a_time(self) -> None:
        many = [provider(uid=f"11111111-2222-4333-8444-{number:012}") for number in range(40)]
        for each in many:
            self.health.answers(each)
        assert len(self.waiting) == 4
        for _ in many:
            self.observe()
            for each in many:
                self.health.answers(each)
        assert {self.health.answers(each) for each in many} == {True}

    def test_a_registration_that_changed_is_another_provider(self) -> None:
        self.health.answers(provider())
        self.observe()
        assert self.health.answers(provider(url="https://elsewhere.example.org")) is None

    def test_a_provider_whose_health_is_not_asked_after_is_left_alone(self) -> None:
        assert self.health.answers(provider(health=False)) is None
        assert self.waiting == []

    def test_a_probe_that_breaks_is_made_again(self) -> None:
        asked = provider()
        broken = Health(lambda _: 1 // 0, self.clock, self.waiting.append)
        broken.answers(asked)
        with pytest.raises(ZeroDivisionError):
            self.observe()
        broken.answers(asked)
        assert len(self.waiting) == 1
