"""Answers of providers that are forged, mixed up or somebody else's, and sessions that are lost: the honest login goes on."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from doublure.testing.person import Person
from tests.stories.federation import Federation, Service, log_in, through
from tests.stories.refusals import NASTY, TRACES, clear, succeeds


def test_a_forged_callback_is_refused_and_the_real_one_still_works(federation: Federation, service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    page = bruno.presses("idp-ameli")
    state = parse_qs(urlsplit(page.url).query)["state"][0]
    callback = f"{federation.issuer}/oidc-callback"

    forged = {"code": "x" * 43, "state": state[:-4] + "AAAA", "iss": federation.public("ameli")}
    clear(bruno.opens(f"{callback}?{urlencode(forged)}"), 403, "Y020022", "")
    clear(bruno.opens(f"{callback}?{urlencode({'code': 'x' * 43})}"), 400, "Y020021", "a mal répondu")
    clear(bruno.opens(f"{callback}?{urlencode({'state': state})}"), 400, "Y020025", "a mal répondu")

    bruno.page = page
    log_in(bruno)
    bruno.presses("consent-continue")
    service.knows(bruno, question)


def test_a_callback_with_an_invented_code_logs_nobody_in_and_leads_back_to_a_fresh_start(
    federation: Federation, service: Service,
) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    page = bruno.presses("idp-ameli")
    state = parse_qs(urlsplit(page.url).query)["state"][0]
    invented = urlencode({"code": "x" * 43, "state": state, "iss": federation.public("ameli")})
    clear(bruno.opens(f"{federation.issuer}/oidc-callback?{invented}"), 502, "Y020026", "a mal répondu")
    question = service.asks()
    bruno.opens(question.url)
    succeeds(service, bruno, question)


def test_an_answer_of_one_provider_is_not_accepted_as_another_s(federation: Federation, service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    page = bruno.presses("idp-ameli")
    state = parse_qs(urlsplit(page.url).query)["state"][0]
    mixed = urlencode({"code": "x" * 43, "state": state, "iss": federation.public("impots")})
    page = bruno.opens(f"{federation.issuer}/oidc-callback?{mixed}")
    assert page.status >= 400
    assert re.fullmatch(r"[YP][0-9A-F]{4,6}", page.said("error-code"))


def test_the_callback_of_another_browser_is_refused_and_the_first_browser_goes_on(service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    page = bruno.presses("idp-impots")
    form = page.form_with("login-submit")
    body = urlencode(form.values("login-submit") | {"identifier": "bruno", "password": "123"})
    sent_to = bruno.request("POST", page.url.split("/authorize")[0] + form.action, body).headers["Location"]

    clear(Person().opens(sent_to), 401, "Y190001", "session")
    busy = service.person()
    busy.opens(service.asks().url)
    stolen = busy.opens(sent_to)
    assert stolen.status in {403, 409}
    assert stolen.said("error-code") in {"Y020022", "Y190004"}

    bruno.opens(sent_to)
    bruno.presses("consent-continue")
    service.knows(bruno, question)


def test_a_callback_used_twice_says_that_the_step_is_done(service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    bruno.presses("idp-impots")
    confirmation = log_in(bruno)
    used = next(url for url in bruno.visited if "/oidc-callback" in url)
    clear(bruno.opens(used), 400, "Y420001", "Cette étape a déjà eu lieu")
    bruno.page = confirmation
    bruno.presses("consent-continue")
    service.knows(bruno, question)


def test_a_lost_session_is_told_so_and_a_new_login_works(service: Service) -> None:
    bruno = service.person()
    page = bruno.opens(service.asks().url)
    bruno.cookies.clear()
    clear(bruno.opens(page.url), 401, "Y190001", "session a expiré")
    question = service.asks()
    bruno.opens(question.url)
    succeeds(service, bruno, question)


def test_an_altered_session_cookie_is_told_so(service: Service) -> None:
    bruno = service.person()
    page = bruno.opens(service.asks().url)
    bruno.cookies["localhost"]["fc_session_id"] = NASTY.replace('"', "")
    clear(bruno.opens(page.url), 401, "Y190012", "session")


def test_a_step_that_was_skipped_is_told_so(federation: Federation, service: Service) -> None:
    bruno, question = service.person(), service.asks()
    page = bruno.opens(question.url)
    bruno.opens(page.url + "/consent")
    assert bruno.page is not None
    clear(bruno.page, 403, "Y100004", "")
    bruno.opens(page.url + "/verify")
    clear(bruno.page, 400, "Y420002", "Cette étape")
    bruno.page = page
    succeeds(service, bruno, question)


def test_a_page_that_does_not_exist_says_so_in_every_house(federation: Federation) -> None:
    for slug in ("hub", "moncompteformation", "impots", "console"):
        page = Person().opens(f"{federation.public(slug)}/{NASTY}")
        assert page.status == 404
        assert "<script>alert" not in page.text
        assert not TRACES.search(page.text)


def test_a_forged_callback_logs_nobody_in_at_moncompteformation(federation: Federation) -> None:
    site = federation.public("moncompteformation")
    person = Person()
    forged = urlencode({"code": NASTY, "state": NASTY, "iss": federation.issuer})
    page = person.opens(f"{site}/franceconnect/callback?{forged}")
    assert page.status == 400
    assert "pour votre sécurité" in page.said("error-message")
    assert "<script>alert" not in page.text
    assert not person.opens(site + "/espace").has("account-name")


def test_the_callback_of_another_browser_logs_nobody_in_at_moncompteformation(federation: Federation) -> None:
    site = federation.public("moncompteformation")
    person, thief = Person(stop_at=(f"{site}/franceconnect/callback",)), Person()
    person.opens(site + "/")
    person.presses("franceconnect-button")
    caught = through(person, "ameli", "jeanloup").url
    page = thief.opens(caught)
    assert page.status == 400
    assert "pour votre sécurité" in page.said("error-message")
    assert not thief.opens(site + "/espace").has("account-name")
    person.stop_at = ()
    assert person.opens(caught).said("account-name"), "the thief has not spent it"
