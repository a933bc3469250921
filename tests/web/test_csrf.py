"""Anti-forgery values: one browser, one journey, one purpose, and found by the journey's tag."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from doublure.storage.interface import tag_of
from doublure.web import csrf

JOURNEY = "0123456789abcdef-the-rest-of-the-journey"


def test_the_value_is_good_for_its_browser_journey_and_purpose_only() -> None:
    value = csrf.token("session", JOURNEY, "consent")
    assert csrf.check(value, "session", JOURNEY, "consent")
    assert not csrf.check(value, "another", JOURNEY, "consent")
    assert not csrf.check(value, "session", JOURNEY + "2", "consent")
    assert not csrf.check(value, "session", JOURNEY, "choose")


def test_it_begins_with_the_tag_and_shows_nothing_else_of_what_it_binds() -> None:
    value = csrf.token("session-secret", JOURNEY, "consent")
    assert value.startswith(tag_of(JOURNEY))
    assert len(value) == len(tag_of(JOURNEY)) + 43
    assert "secret" not in value
    assert "rest" not in value


def test_nothing_and_almost_nothing_are_refused() -> None:
    value = csrf.token("session", JOURNEY, "consent")
    for wrong in (None, "", value[:-1], value + "A", value.swapcase(), " " + value):
        assert not csrf.check(wrong, "session", JOURNEY, "consent")


@given(st.text())
def test_whatever_is_posted_is_judged_without_raising(value: str) -> None:
    assert not csrf.check(value, "session", JOURNEY, "consent")
