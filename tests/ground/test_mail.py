"""Letters are captured, marked as a simulator's, and never leave."""

from __future__ import annotations

import pytest

from doublure.clock import FixedClock
from doublure.mail import BANNER, CapturedOutbox, Letter, captured, captured_letter, forget_mail
from doublure.storage.control import ControlStore
from doublure.storage.opening import open_control


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_795_424_400)


@pytest.fixture
def control(clock: FixedClock) -> ControlStore:
    return open_control("memory:", clock=clock)


def letter(to: str = "camille@example.org", subject: str = "Inscription") -> Letter:
    return Letter(to=to, subject=subject, text="Bonjour", html="<p>Bonjour</p>", sender="nepasrepondre@example.org",
                  application="moncompteformation")


def test_a_letter_is_captured_with_the_banner_in_both_forms(control: ControlStore, clock: FixedClock) -> None:
    CapturedOutbox(control, clock).send(letter())
    (mail,) = captured(control)
    assert mail["text"].startswith(BANNER)
    assert mail["text"].endswith("Bonjour")
    assert "aucun lien avec l&#39;État" in mail["html"]
    assert (mail["to"], mail["application"], mail["at"]) == ("camille@example.org", "moncompteformation", clock.now_ms())
    assert captured_letter(control, mail["id"]) == mail


def test_letters_come_newest_first_and_by_address(control: ControlStore, clock: FixedClock) -> None:
    outbox = CapturedOutbox(control, clock)
    for number in range(3):
        outbox.send(letter(subject=str(number)))
        clock.advance(1)
    outbox.send(letter(to="bruno@example.org", subject="other"))
    assert [mail["subject"] for mail in captured(control, "CAMILLE@example.org")] == ["2", "1", "0"]


def test_two_equal_letters_of_one_moment_are_two(control: ControlStore, clock: FixedClock) -> None:
    outbox = CapturedOutbox(control, clock)
    outbox.send(letter())
    outbox.send(letter())
    assert len(captured(control)) == 2


def test_letters_of_one_moment_keep_their_order(control: ControlStore, clock: FixedClock) -> None:
    outbox = CapturedOutbox(control, clock)
    for number in range(12):
        outbox.send(letter(subject=str(number)))
    assert [found["subject"] for found in captured(control)] == [str(number) for number in reversed(range(12))]


def test_the_oldest_letters_make_room(control: ControlStore, clock: FixedClock) -> None:
    outbox = CapturedOutbox(control, clock)
    for number in range(502):
        outbox.send(letter(subject=str(number)))
        clock.advance(1)
    kept = captured(control)
    assert (len(kept), kept[0]["subject"], kept[-1]["subject"]) == (500, "501", "2")


def test_forgotten_mail_is_gone(control: ControlStore, clock: FixedClock) -> None:
    CapturedOutbox(control, clock).send(letter())
    forget_mail(control)
    assert captured(control) == []
    assert captured_letter(control, "0") is None
