"""Forms that are wrong, old, forged or sent twice: each has its own answer, and the honest login goes on."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from doublure.testing.person import Person
from tests.stories.federation import Federation, Service, log_in
from tests.stories.refusals import NASTY, clear, succeeds


def test_a_wrong_password_is_refused_and_the_right_one_still_works(federation: Federation, service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    bruno.presses("idp-ameli")
    page = log_in(bruno, password="wrong" + NASTY)
    assert page.status == 403
    assert page.said("error-message") == "Identifiant ou mot de passe incorrect."
    assert NASTY not in page.text
    assert "wrong" not in page.text, "a password never comes back"
    page = log_in(bruno, login=NASTY, password="123")
    assert page.said("error-message") == "Identifiant ou mot de passe incorrect.", "the same words, whichever was wrong"
    assert "<script>alert" not in page.text
    log_in(bruno)
    bruno.presses("consent-continue")
    assert service.knows(bruno, question).userinfo["family_name"] == "FACTICE"


def test_the_form_of_the_provider_posted_twice_is_one_login(service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    page = bruno.presses("idp-msa")
    form = page.form_with("login-submit")
    body = urlencode(form.values("login-submit") | {"identifier": "bruno", "password": "123"})
    target = page.url.split("/authorize")[0] + form.action
    first, second = (bruno.request("POST", target, body) for _ in range(2))
    assert first.status == second.status == 303
    assert first.headers["Location"] == second.headers["Location"], "one code, given twice to the same browser"
    bruno.opens(second.headers["Location"])
    bruno.presses("consent-continue")
    service.knows(bruno, question)


def test_the_choice_posted_twice_leaves_by_the_second_and_the_first_is_void(federation: Federation, service: Service) -> None:
    bruno, question = service.person(), service.asks()
    page = bruno.opens(question.url)
    first = bruno.presses("idp-laposte")
    bruno.page = page
    bruno.presses("idp-alicem")
    second = bruno.page
    bruno.page = first
    clear(log_in(bruno), 403, "Y020022", "")
    bruno.page = second
    log_in(bruno)
    bruno.presses("consent-continue")
    service.knows(bruno, question)


def test_the_confirmation_posted_twice_gives_one_code_and_says_why_there_is_no_second(service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    bruno.presses("idp-impots")
    confirmation = log_in(bruno)
    bruno.presses("consent-continue")
    answer, code = bruno.page, bruno.query()["code"]
    bruno.page = confirmation
    clear(bruno.presses("consent-continue"), 400, "Y420001", "Cette étape a déjà eu lieu")
    bruno.page = answer
    assert service.redeems(code).status == 200, "the first code is still good"


@pytest.mark.parametrize(("change", "status", "code"), [
    ({"csrfToken": ""}, 400, "Y470002"), (None, 400, "Y470002"), ({"csrfToken": "x" * 59}, 401, "Y470001"),
])
@pytest.mark.parametrize("step", ["choice", "confirmation"])
def test_a_form_without_its_anti_forgery_value_is_refused_and_the_page_still_works(
    service: Service, step: str, change: dict[str, str] | None, status: int, code: str,
) -> None:
    bruno, question = service.person(), service.asks()
    page = bruno.opens(question.url)
    button = "idp-impots"
    if step == "confirmation":
        bruno.presses("idp-impots")
        page, button = log_in(bruno), "consent-continue"
    form = page.form_with(button)
    values = form.values(button)
    if change is None:
        del values["csrfToken"]
    clear(bruno.request("POST", form.action, urlencode(values | (change or {}))), status, code, "")
    bruno.page = page
    bruno.presses(button)
    if step == "choice":
        log_in(bruno)
        bruno.presses("consent-continue")
    service.knows(bruno, question)


def test_an_anti_forgery_value_of_another_browser_is_refused(service: Service) -> None:
    bruno, thief = service.person(), service.person()
    question = service.asks()
    page = bruno.opens(question.url)
    thief.opens(service.asks().url)
    form = page.form_with("idp-impots")
    clear(thief.request("POST", form.action, urlencode(form.values("idp-impots"))), 401, "Y470001", "")
    succeeds(service, bruno, question)


def test_a_form_without_any_session_is_told_so(service: Service) -> None:
    page = service.person().opens(service.asks().url)
    form = page.form_with("idp-impots")
    clear(Person().request("POST", form.action, urlencode(form.values("idp-impots"))), 401, "Y470003", "session")
