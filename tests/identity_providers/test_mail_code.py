"""impots: a code of six digits by mail, on a browser that is not known yet; ameli the same where it is set so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.identity_providers.household import Form, Visitor, arrived
from tests.identity_providers.realistic import set_otherwise


def test_the_code_goes_to_the_mailbox_which_the_page_only_hints_at(at):
    visitor = at("impots")
    page = visitor.follow(visitor.submit(visitor.open_realistic(), "bruno", "123"))
    assert "b•••@example.org" in page.text
    assert "bruno@example.org" not in page.text
    assert visitor.letters[0]["to"] == "bruno@example.org"
    assert (len(visitor.letters), visitor.letters[0]["application"]) == (1, "impots")
    assert visitor.mailed_code() not in page.text


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "<script>", "12 34", "x" * 5000, "-12345",
                                  "1e5"])
def test_what_is_no_code_is_said_to_be_none_and_costs_no_try(at, code):
    visitor = at("impots")
    form = visitor.waiting()
    answer = visitor.step(form, code=code)
    assert (answer.status_code, Form(answer.text).problem) == (403, "Le code se compose de six chiffres.")
    assert "code" in arrived(visitor.step(form, code=visitor.mailed_code()))


def test_three_wrong_codes_start_the_login_again(at):
    visitor = at("impots")
    form = visitor.waiting()
    wrong = "000000" if visitor.mailed_code() != "000000" else "111111"
    assert [Form(visitor.step(form, code=wrong).text).problem for _ in range(2)] == [
        "Code faux. Regardez le dernier message reçu."] * 2
    assert "login-password" in Form(visitor.step(form, code=wrong).text).by_test_id
    assert visitor.step(form, code=visitor.mailed_code()).status_code == 403


def test_simultaneous_guesses_have_no_more_tries_than_one_after_the_other(at):
    visitor = at("impots")
    form, right = visitor.waiting(), visitor.mailed_code()
    guesses = [code for code in (f"{n:06}" for n in range(25)) if code != right][:24]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda code: visitor.step(form, code=code), guesses))
    assert [Form(answer.text).problem for answer in answers].count("Code faux. Regardez le dernier message reçu.") == 2
    assert visitor.step(form, code=right).status_code == 403


def test_a_code_expires_and_spaces_in_it_do_not_matter(at):
    visitor = at("impots")
    form = visitor.waiting()
    visitor.ports.clock.advance(599)
    code = visitor.mailed_code()
    assert "code" in arrived(visitor.step(form, code=f" {code[:3]} {code[3:]} "))
    form = visitor.waiting()
    visitor.ports.clock.advance(300)
    visitor.step(form, "resend")
    visitor.ports.clock.advance(599)
    assert visitor.step(form, code="").status_code == 403
    visitor.ports.clock.advance(1)
    answer = Form(visitor.step(form, code=visitor.mailed_code()).text)
    assert answer.problem == "Le code a expiré : recommencez la connexion."


def test_another_code_replaces_the_first_and_three_are_sent_at_most(at):
    visitor = at("impots")
    form = visitor.waiting()
    first = visitor.mailed_code()
    for _ in range(4):
        page = visitor.step(form, "resend")
    assert len(visitor.letters) == 3
    assert Form(page.text).problem == "Trois codes ont été envoyés : utilisez le dernier, ou recommencez."
    if first != visitor.mailed_code():
        assert Form(visitor.step(form, code=first).text).problem == "Code faux. Regardez le dernier message reçu."
    assert "code" in arrived(visitor.step(form, code=visitor.mailed_code()))


def test_a_remembered_browser_is_asked_no_code_for_183_days_and_only_for_that_person(at):
    visitor = at("impots")
    answer = visitor.step(visitor.waiting(), code=visitor.mailed_code(), remember="yes")
    assert "code" in arrived(answer)
    remembered = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("impots_browser_"))
    assert "HttpOnly" in remembered
    assert f"Max-Age={183 * 86_400}" in remembered
    again = visitor.submit(visitor.open_realistic(), "bruno", "123")
    tokens = visitor.redeem(arrived(again)["code"]).get_json()
    assert visitor.read(tokens["id_token"])["amr"] == ["pwd"]
    assert visitor.submit(visitor.open_realistic(), "camille", "123").location.startswith("/login/step")
    assert Visitor("impots", visitor.app, visitor.ports).waiting()
    visitor.ports.clock.advance(183 * 86_400)
    assert visitor.submit(visitor.open_realistic(), "bruno", "123").location.startswith("/login/step")


def test_without_the_box_the_browser_is_not_remembered(at):
    visitor = at("impots")
    visitor.step(visitor.waiting(), code=visitor.mailed_code())
    assert visitor.submit(visitor.open_realistic(), "bruno", "123").location.startswith("/login/step")


def test_wrong_codes_of_many_logins_close_the_account_for_a_while(at):
    visitor = at("impots")
    problems = []
    for _ in range(4):
        form = visitor.waiting("3999998002378")
        for _ in range(3):
            wrong = visitor.step(form, code="000000" if visitor.mailed_code() != "000000" else "111111")
            problems.append(Form(wrong.text).problem)
    assert problems[10] == "Trop de codes faux pour ce compte. Attendez un peu, puis recommencez."
    visitor.ports.clock.advance(30)
    assert "code" in arrived(visitor.step(visitor.waiting("3999998002378"), code=visitor.mailed_code()))


def test_the_code_may_be_asked_at_ameli_too_always_or_never(state):
    assert set_otherwise("ameli", state, mail_code="always").waiting().by_test_id["second-step-code"]["tag"] == "input"
    impots = set_otherwise("impots", state, mail_code="never")
    assert "code" in arrived(impots.submit(impots.open_realistic(), "bruno", "123"))
