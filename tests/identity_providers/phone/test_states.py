"""The states of a request to a phone, as a table; and that nothing written beside a request can undo what ended it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from doublure.clock import FixedClock
from doublure.journal import Journal, Thread
from doublure.randomness import SystemRandomness
from doublure.storage import Key, open_store
from doublure.testing.servers import RedisServer
from identity_providers.phone.deciding import Trouble, accept, refuse
from identity_providers.phone.desk import Desk
from identity_providers.phone.device import Device
from identity_providers.phone.requests import Ask, Outcome, PhoneRequest, Reason, State, state_of
from identity_providers.phone.settings import TelephoneSettings

_numbers = itertools.count(1)
NOW, NUMBER = 1_795_392_000, "0639980102"
ASK = Ask(provider="laposte", title="La Poste", service="FranceConnect (simulé)", place="127.0.0.1", sheet="application",
          thread=Thread(trace="a" * 32))
REQUEST = PhoneRequest(**{name: getattr(ASK, name) for name in Ask.__dataclass_fields__}, id="r", number=NUMBER, matching="42",
                       created_at=NOW, arrives_at=NOW, expires_at=NOW + 120)
ACCEPTS, REFUSES = replace(REQUEST, answer="accepts", answers_at=NOW + 6), replace(REQUEST, answer="refuses", answers_at=NOW + 6)


def ended(state: State) -> Outcome:
    return Outcome(state=state, at=NOW)


@pytest.mark.parametrize(("request_", "newest", "shown", "outcome", "at", "state"), [
    (REQUEST, True, False, None, 0, "created"),
    (REQUEST, True, False, None, 119, "created"),
    (REQUEST, True, False, None, 120, "expired"),
    (REQUEST, True, True, None, 0, "shown"),
    (REQUEST, True, True, None, 119, "shown"),
    (REQUEST, True, True, None, 120, "expired"),
    (REQUEST, False, False, None, 0, "expired"),
    (REQUEST, False, True, None, 0, "expired"),
    *[(REQUEST, newest, shown, ended(state), at, state) for state in (State.ACCEPTED, State.REFUSED, State.BLOCKED, State.EXPIRED)
      for newest in (True, False) for shown in (True, False) for at in (0, 119, 120, 9999)],
    (ACCEPTS, True, False, None, 5, "created"),
    (ACCEPTS, True, True, None, 5, "shown"),
    (ACCEPTS, True, True, None, 6, "accepted"),
    (ACCEPTS, True, False, None, 9999, "accepted"),
    (ACCEPTS, False, False, None, 6, "expired"),
    (ACCEPTS, True, False, ended(State.REFUSED), 6, "refused"),
    (replace(ACCEPTS, answers_at=NOW + 120), True, False, None, 120, "expired"),
    (REFUSES, True, True, None, 6, "refused"),
    (REFUSES, True, True, ended(State.ACCEPTED), 6, "accepted"),
])
def test_the_state_of_a_request(request_, newest, shown, outcome, at, state) -> None:
    assert state_of(request_, newest=newest, shown=shown, outcome=outcome, now=NOW + at).state == state


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(params=["memory", "redis"])
def desks(request: pytest.FixtureRequest, clock: FixedClock) -> tuple[Desk, Desk]:
    """Two desks as two processes open them; in one process they share its memory."""
    if request.param == "redis":
        url = request.getfixturevalue("redis_server").url
        prefix = f"phone-{next(_numbers)}"
        stores = [open_store(url, clock=clock, prefix=prefix) for _ in range(2)]
    else:
        stores = [open_store("memory:", clock=clock)] * 2
    first, second = (Desk(store=store, clock=clock, randomness=SystemRandomness(), settings=TelephoneSettings(),
                          journal=Journal("telephone", clock)) for store in stores)
    return first, second


@pytest.fixture
def desk(desks: tuple[Desk, Desk]) -> Desk:
    return desks[0]


def state(desk: Desk, request: PhoneRequest) -> State:
    seen = desk.look(request.number, request.id)
    assert seen is not None
    return seen.state


def test_a_request_is_created_shown_accepted_and_stays_so(desk: Desk, clock: FixedClock) -> None:
    sent = desk.send(ASK, NUMBER)
    assert state(desk, sent) is State.CREATED
    assert desk.show(NUMBER).state is State.SHOWN
    assert accept(desk, NUMBER, sent.id, code="123456").trouble is None
    clock.advance(600)
    assert state(desk, sent) is State.ACCEPTED
    assert accept(desk, NUMBER, sent.id, code="123456").trouble is Trouble.OVER
    assert refuse(desk, NUMBER, sent.id).trouble is Trouble.OVER


def test_another_process_shows_and_answers_what_this_one_has_sent(desks: tuple[Desk, Desk]) -> None:
    here, there = desks
    sent = here.send(ASK, NUMBER)
    assert there.show(NUMBER).request == sent
    assert state(here, sent) is State.SHOWN
    assert accept(there, NUMBER, sent.id, code="123456").trouble is None
    assert state(here, sent) is State.ACCEPTED
    there.devices.block(NUMBER)
    assert state(here, here.send(ASK, NUMBER)) is State.BLOCKED


def test_a_second_request_to_the_phone_ends_the_first(desk: Desk) -> None:
    first, second = desk.send(ASK, NUMBER), desk.send(ASK, NUMBER)
    assert (state(desk, first), state(desk, second)) == (State.EXPIRED, State.CREATED)
    assert accept(desk, NUMBER, first.id, code="123456").trouble is Trouble.OVER
    assert accept(desk, NUMBER, second.id, code="123456").seen.state is State.ACCEPTED
    assert [seen.request.id for seen in desk.all(NUMBER)] == [second.id, first.id]


def test_what_was_accepted_stays_accepted_when_another_request_comes(desk: Desk) -> None:
    first = desk.send(ASK, NUMBER)
    accept(desk, NUMBER, first.id, code="123456")
    desk.devices.set(NUMBER, Device(speed="fast", answers="accepts"))
    second, third = desk.send(ASK, NUMBER), desk.send(ASK, NUMBER)
    assert [state(desk, each) for each in (first, second, third)] == [State.ACCEPTED] * 3


def test_a_request_of_another_phone_is_not_this_phones(desk: Desk) -> None:
    sent = desk.send(ASK, NUMBER)
    assert desk.look("0639980101", sent.id) is None
    assert accept(desk, "0639980101", sent.id, code="123456").trouble is Trouble.UNKNOWN
    assert state(desk, sent) is State.CREATED


def test_three_wrong_codes_block_the_phone_until_it_is_unlocked_or_the_time_is_over(desk: Desk, clock: FixedClock) -> None:
    sent = desk.send(ASK, NUMBER)
    assert [accept(desk, NUMBER, sent.id, code=code).trouble for code in ("12", "abc", "1234567", "")] == [Trouble.MALFORMED] * 4
    replies = [accept(desk, NUMBER, sent.id, code="000000") for _ in range(3)]
    assert [(reply.trouble, reply.left) for reply in replies] == [
        (Trouble.WRONG_CODE, 2), (Trouble.WRONG_CODE, 1), (Trouble.BLOCKED, 0)]
    assert accept(desk, NUMBER, sent.id, code="123456").trouble is Trouble.OVER
    assert state(desk, desk.send(ASK, NUMBER)) is State.BLOCKED
    desk.devices.unblock(NUMBER)
    assert state(desk, desk.send(ASK, NUMBER)) is State.CREATED
    desk.devices.block(NUMBER)
    clock.advance(900)
    assert state(desk, desk.send(ASK, NUMBER)) is State.CREATED


def test_simultaneous_guesses_have_no_more_tries_than_one_after_the_other(desk: Desk) -> None:
    sent = desk.send(ASK, NUMBER)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda code: accept(desk, NUMBER, sent.id, code=code), [f"{n:06}" for n in range(40)]))
    assert sum(reply.trouble is Trouble.WRONG_CODE for reply in replies) == 2
    assert state(desk, sent) is State.BLOCKED


def test_the_right_code_comes_too_late_when_others_have_taken_every_try(desk: Desk) -> None:
    sent = desk.send(ASK, NUMBER)
    for place in range(3):
        desk.store.once(Key("phone-try", f"{sent.id}:{place}"), sent.expires_at)
    assert accept(desk, NUMBER, sent.id, code="123456").trouble is Trouble.BLOCKED
    assert state(desk, sent) is State.BLOCKED


def test_of_a_simultaneous_acceptance_and_refusal_one_holds(desk: Desk) -> None:
    for _ in range(20):
        sent = desk.send(ASK, NUMBER)
        with ThreadPoolExecutor(2) as pool:
            accepted = pool.submit(accept, desk, NUMBER, sent.id, code="123456")
            refused = pool.submit(refuse, desk, NUMBER, sent.id)
        assert [accepted.result().trouble, refused.result().trouble].count(None) == 1
        assert state(desk, sent) is (State.ACCEPTED if accepted.result().trouble is None else State.REFUSED)


@pytest.mark.parametrize(("speed", "before", "after"), [("fast", None, 0), ("realistic", 2, 3), ("slow", 29, 30)])
def test_a_request_reaches_the_phone_at_its_speed(desk: Desk, clock: FixedClock, speed, before, after) -> None:
    desk.devices.set(NUMBER, Device(speed=speed, answers="by hand"))
    sent = desk.send(ASK, NUMBER)
    if before is not None:
        clock.seconds = NOW + before
        assert desk.show(NUMBER) is None
        assert accept(desk, NUMBER, sent.id, code="123456").trouble is Trouble.NOT_ARRIVED
    clock.seconds = NOW + after
    assert desk.show(NUMBER).state is State.SHOWN


def test_a_phone_that_is_switched_off_never_hears_of_it(desk: Desk, clock: FixedClock) -> None:
    desk.devices.set(NUMBER, Device(speed="never", answers="accepts"))
    sent = desk.send(ASK, NUMBER)
    clock.advance(119)
    assert (desk.show(NUMBER), state(desk, sent)) == (None, State.CREATED)
    clock.advance(1)
    assert state(desk, sent) is State.EXPIRED


@pytest.mark.parametrize(("answers", "ended_as"), [("accepts", State.ACCEPTED), ("refuses", State.REFUSED)])
@pytest.mark.parametrize(("speed", "after"), [("fast", 0), ("realistic", 6), ("slow", 60)])
def test_a_phone_may_answer_by_itself(desk: Desk, clock: FixedClock, answers, ended_as, speed, after) -> None:
    desk.devices.set(NUMBER, Device(speed=speed, answers=answers))
    sent = desk.send(ASK, NUMBER)
    if after:
        clock.seconds = NOW + after - 1
        assert state(desk, sent) is State.CREATED
    clock.seconds = NOW + after
    assert state(desk, sent) is ended_as


@pytest.mark.parametrize(("title", "face", "reason"), [
    ("passport", "recognised", Reason.NONE), ("residence permit", "recognised", Reason.NONE),
    ("expired", "recognised", Reason.TITLE_EXPIRED), ("chip unreadable", "recognised", Reason.CHIP_UNREADABLE),
    ("passport", "not recognised", Reason.FACE_FAILED), ("passport", "no consent", Reason.NO_CONSENT),
])
def test_reading_a_document_has_its_outcomes_and_only_where_it_is_asked(desk: Desk, title, face, reason) -> None:
    reading = desk.send(replace(ASK, sheet="title"), NUMBER)
    seen = accept(desk, NUMBER, reading.id, code="123456", title=title, face=face).seen
    assert (seen.state, seen.reason) == (State.REFUSED if reason else State.ACCEPTED, reason)
    plain = desk.send(ASK, NUMBER)
    assert accept(desk, NUMBER, plain.id, code="123456", title=title, face=face).seen.state is State.ACCEPTED


def test_the_sim_card_asks_its_pin_and_an_application_its_code(desk: Desk) -> None:
    sim = desk.send(replace(ASK, sheet="sim"), NUMBER)
    assert accept(desk, NUMBER, sim.id, code="123456").trouble is Trouble.MALFORMED
    assert accept(desk, NUMBER, sim.id, code="1234").seen.state is State.ACCEPTED


def test_the_number_to_compare_always_has_two_digits(desk: Desk) -> None:
    assert {len(desk.send(ASK, NUMBER).matching) for _ in range(50)} == {2}
