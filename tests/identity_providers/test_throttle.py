"""SES-15: guesses are throttled per account and per address, and never locked for good."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from doublure.clock import FixedClock
from doublure.storage.memory import MemoryStore
from identity_providers.throttle import Throttle


@pytest.fixture
def clock():
    return FixedClock(1_795_400_000)


@pytest.fixture
def store(clock):
    return MemoryStore(clock)


@pytest.fixture
def throttle(store, clock):
    return Throttle(store=store, clock=clock, slug="ameli", per_account=5, per_address=8, pause=30)


def wait(throttle, store, identifier, address="192.0.2.1"):
    return throttle.wait(store.batch(*throttle.asking(identifier, address)))


def test_the_fifth_failure_for_one_identifier_closes_its_door_from_every_address(throttle, store):
    for address in range(4):
        throttle.failed("bruno", f"192.0.2.{address}")
    assert wait(throttle, store, "bruno") == 0
    throttle.failed("bruno", "192.0.2.4")
    assert wait(throttle, store, "bruno", "198.51.100.1") == 30
    assert wait(throttle, store, "camille", "198.51.100.1") == 0


def test_one_password_tried_on_many_identifiers_closes_the_address(throttle, store):
    for number in range(8):
        throttle.failed(f"somebody{number}", "192.0.2.1")
    assert wait(throttle, store, "camille", "192.0.2.1") == 30
    assert wait(throttle, store, "camille", "192.0.2.2") == 0


def test_the_door_opens_again_by_itself_and_may_be_closed_again(throttle, store, clock):
    for _ in range(3):
        for _ in range(5):
            throttle.failed("bruno", "192.0.2.1")
        clock.advance(29)
        assert wait(throttle, store, "bruno", "198.51.100.1") == 1
        clock.advance(1)
        assert wait(throttle, store, "bruno", "198.51.100.1") == 0


def test_spaces_and_case_do_not_make_another_identifier(throttle, store):
    for spelling in ("2 87 03 55 140 901", "2870355140901", "2.87.03.55.140.901", " 2870355140901", "28-70355140901"):
        throttle.failed(spelling, "192.0.2.1")
    assert wait(throttle, store, "2870355140901", "198.51.100.1") == 30


def test_simultaneous_failures_are_all_counted(throttle, store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: throttle.failed("bruno", f"192.0.2.{n}"), range(5)))
    assert wait(throttle, store, "bruno", "198.51.100.1") == 30


def test_another_fake_in_the_same_store_is_not_concerned(throttle, store, clock):
    for _ in range(5):
        throttle.failed("bruno", "192.0.2.1")
    other = Throttle(store=store, clock=clock, slug="msa", per_account=5, per_address=8, pause=30)
    assert wait(other, store, "bruno") == 0
