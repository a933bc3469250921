"""The browser that starts a login finishes it, once: CSRF, fixation, theft, double click, tabs (SES-03 to 05, 08 to 10)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from identity_providers.pending import MOST_TABS, Browser
from tests.identity_providers.household import Form, Visitor, arrived


def cookies(answer):
    return answer.headers.getlist("Set-Cookie")


def stranger(visitor):
    """Another browser at the same fake."""
    return Visitor(visitor.slug, visitor.app, visitor.ports)


def test_every_cookie_begins_with_the_slug_and_is_kept_from_scripts(visitor):
    page = visitor.authorize()
    (cookie,) = cookies(page)
    assert cookie.startswith(f"{visitor.slug}_login_")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=600" in cookie
    assert "Secure" not in cookie
    secret = cookie.split(";")[0].partition("=")[2]
    assert len(secret) == 43
    assert secret not in page.text


@pytest.mark.parametrize("token", ["", "x", None])
def test_a_form_without_its_token_does_nothing(visitor, token):
    form = visitor.open_form()
    fields = {**form.fields, "csrf_token": token, "identifier": "bruno", "password": "123", "action": "login"}
    answer = visitor.call("/login", {name: value for name, value in fields.items() if value is not None})
    assert answer.status_code == 403
    assert "Location" not in answer.headers


def test_the_token_of_another_login_does_nothing(visitor):
    first, second = visitor.open_form(), visitor.open_form()
    assert visitor.submit(first, "bruno", "123", csrf_token=second.fields["csrf_token"]).status_code == 403


def test_going_back_needs_the_token_too(visitor):
    assert visitor.submit(visitor.open_form(), action="cancel", csrf_token="x").status_code == 403


def test_a_stolen_form_is_worth_nothing_in_another_browser(visitor):
    form = visitor.open_form()
    thief = stranger(visitor)
    assert thief.submit(form, "bruno", "123").status_code == 403
    thief.open_form()
    assert thief.submit(form, "bruno", "123").status_code == 403
    assert thief.call(f"/login?interaction={form.fields['interaction']}").status_code == 403
    assert "code" in arrived(visitor.submit(form, "bruno", "123"))


def test_a_cookie_planted_beforehand_is_not_taken_over(visitor):
    attacker = stranger(visitor)
    attacker.open_form()
    planted = {cookie.key: cookie.value for cookie in attacker.client._cookies.values()}
    for name, value in planted.items():
        visitor.client.set_cookie(name, value, domain="localhost")
    answer = visitor.authorize()
    assert all(value not in "".join(cookies(answer)) for value in planted.values())
    assert attacker.submit(Form(answer.text), "bruno", "123").status_code == 403


def test_two_tabs_do_not_disturb_one_another(visitor):
    first, second = visitor.open_form(state="one"), visitor.open_form(state="two")
    assert arrived(visitor.submit(second, "bruno", "123"))["state"] == "two"
    assert arrived(visitor.submit(first, "bloque", "123"))["state"] == "one"


def test_only_so_many_tabs_are_remembered_and_the_newest_always_works(visitor):
    for _ in range(3 * MOST_TABS):
        form = visitor.open_form()
    assert len(visitor.client._cookies) <= MOST_TABS
    assert "code" in arrived(visitor.submit(form, "bruno", "123"))


def test_the_form_posted_twice_gives_one_code_that_works_once(visitor):
    form = visitor.open_form()
    first = arrived(visitor.submit(form, "bruno", "123"))
    second = arrived(visitor.submit(form, "bruno", "123"))
    assert first == second
    assert visitor.redeem(first["code"]).status_code == 200
    third = arrived(visitor.submit(form, "bruno", "123"))
    assert visitor.redeem(third["code"]).get_json()["error"] == "invalid_grant"


def test_a_double_click_gives_one_code(visitor):
    form = visitor.open_form()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: visitor.submit(form, "bruno", "123"), range(8)))
    assert len({arrived(answer)["code"] for answer in answers}) == 1


def test_an_answered_login_is_open_to_nobody_else(visitor):
    form = visitor.open_form()
    visitor.submit(form, "bruno", "123")
    assert visitor.submit(form, "bloque", "123").status_code == 403


def test_an_answered_login_closes_when_its_code_has_expired(visitor):
    form = visitor.open_form()
    first = arrived(visitor.submit(form, "bruno", "123"))
    visitor.ports.clock.advance(29)
    assert arrived(visitor.submit(form, "bruno", "123")) == first
    visitor.ports.clock.advance(1)
    assert visitor.submit(form, "bruno", "123").status_code == 403


def test_a_login_waits_ten_minutes(visitor):
    form = visitor.open_form()
    visitor.ports.clock.advance(599)
    assert visitor.submit(form, "bruno", "wrong").status_code == 403
    assert "error-message" in Form(visitor.submit(form, "bruno", "wrong").text).by_test_id
    visitor.ports.clock.advance(1)
    assert "login_not_open" in visitor.submit(form, "bruno", "123").text


@pytest.mark.parametrize("interaction", ["", "x", "x" * 43, "../../etc", None])
def test_a_login_that_does_not_exist_gets_a_page(visitor, interaction):
    query = "" if interaction is None else f"?interaction={interaction}"
    for answer in (visitor.call(f"/login{query}"), visitor.call("/login", {"interaction": interaction or ""})):
        assert answer.status_code in {400, 403}
        assert "Location" not in answer.headers


def test_the_code_depends_on_the_login_and_on_the_secret_of_the_browser():
    pairs = [("a" * 43, "x" * 43), ("a" * 43, "y" * 43), ("b" * 43, "x" * 43), ("b" * 43, "y" * 43)]
    endings = {Browser("impots", *pair).code_ending(27) for pair in pairs}
    assert len(endings) == 4
    assert all(len(ending) == 27 for ending in endings)


def test_the_code_cannot_be_made_from_what_the_address_bar_shows(visitor):
    form = visitor.open_form()
    code = arrived(visitor.submit(form, "bruno", "123"))["code"]
    assert code[:16] == form.fields["interaction"][:16]
    assert code[16:] not in form.fields["interaction"]
    assert code[16:] not in visitor.open_form().fields["csrf_token"]
