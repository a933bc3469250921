"""SES-15, SES-16 at the page: guesses are slowed down alike for known and unknown, and nobody is locked out."""

from tests.identity_providers.household import Form, arrived


def tries(visitor, identifier, password, count):
    return [visitor.submit(visitor.open_form(), identifier, password).status_code for _ in range(count)]


def test_repeated_failures_are_slowed_down_and_the_right_password_waits_too(visitor):
    assert tries(visitor, "bruno", "wrong", 10) == [403] * 10
    for password in ("wrong", "123"):
        answer = visitor.submit(visitor.open_form(), "bruno", password)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
        assert Form(answer.text).inputs["password"]["value"] == ""
    assert "code" in visitor.log_in("bloque")
    visitor.ports.clock.advance(30)
    assert "code" in visitor.log_in("bruno")


def test_an_unknown_identifier_is_slowed_down_like_a_known_one(visitor):
    assert tries(visitor, "bruno", "wrong", 12) == tries(visitor, "nobody", "wrong", 12) == [403] * 10 + [429] * 2


def test_a_success_between_failures_is_no_failure(visitor):
    for _ in range(15):
        assert "code" in visitor.log_in("bruno")


def test_one_address_that_tries_everybody_is_slowed_down_and_others_are_not(visitor):
    visitor.address = "192.0.2.7"
    statuses = [visitor.submit(visitor.open_form(), f"somebody{n}", "123").status_code for n in range(65)]
    assert set(statuses) == {403, 429}
    assert set(statuses[-4:]) == {429}
    assert visitor.submit(visitor.open_form(), "bruno", "123").status_code == 429
    visitor.address = "192.0.2.8"
    assert "code" in visitor.log_in("bruno")


def test_going_back_is_never_slowed_down(visitor):
    tries(visitor, "bruno", "wrong", 11)
    assert arrived(visitor.submit(visitor.open_form(), "bruno", action="cancel"))["error"] == "access_denied"
