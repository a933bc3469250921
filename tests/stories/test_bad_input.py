"""Everything people and programs send wrong: each has its own clear answer, and the honest login goes on."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from doublure.testing.pages import Page
from doublure.testing.person import Person
from doublure.testing.stack import Stack, StackDidNotStart
from doublure.testing.wire import send
from tests.stories.federation import Federation, Known, Question, Service, log_in, through

NASTY = "\"><script>alert(1)</script>'"
TRACES = re.compile(r"Traceback|File &#34;|File \"|\.py\b|werkzeug|site-packages")


@pytest.fixture
def service(federation: Federation) -> Service:
    return federation.service()


def clear(page: Page, status: int, code: str, sentence: str) -> None:
    """An error page of its own: code, status, a sentence for the person, and nothing of the machinery."""
    assert (page.status, page.said("error-code")) == (status, code), page.text
    assert sentence in page.said("error-message")
    assert not TRACES.search(page.text)
    assert "<script>alert" not in page.text


def succeeds(service: Service, person: Person, question: Question) -> Known:
    """*person* finishes the login of *question*, from the choice page on."""
    through(person, "impots")
    known = service.knows(person, question)
    assert known.id_token["nonce"] == question.nonce
    return known


# What a relying party sends wrong to /authorize.

def test_an_unknown_client_is_told_so_on_a_page_and_nobody_is_sent_anywhere(service: Service) -> None:
    page = service.person().opens(service.asks(client_id="nobody").url)
    clear(page, 400, "Y04EA6EF", "n’est pas connu ici")
    assert not page.has("back-to-sp-link"), "no way back to an address nobody vouches for"
    assert "Register the client" in page.said("diagnosis")


@pytest.mark.parametrize("uri", [
    "http://localhost:3000/callback/", "http://localhost:3000/callback?next=1", "http://localhost:3000/callback#a",
    "http://localhost:3001/callback", "http://localhost:3000@evil.example/callback", "http://evil.example/callback",
])
def test_an_unregistered_redirect_uri_is_told_so_and_never_followed(service: Service, uri: str) -> None:
    page = service.person().opens(service.asks(redirect_uri=uri).url)
    clear(page, 400, "Y04C013C", "L’adresse de retour")
    assert not page.has("back-to-sp-link")


@pytest.mark.parametrize("name", ["client_id", "response_type", "redirect_uri", "scope", "acr_values", "state", "nonce"])
def test_a_missing_field_is_named(service: Service, name: str) -> None:
    page = service.person().opens(service.asks(**{name: None}).url)
    clear(page, 400, "Y030007", "")
    assert name in page.said("diagnosis")


def test_what_is_typed_into_the_address_is_never_reflected_as_markup(service: Service) -> None:
    for change in ({"client_id": NASTY}, {"redirect_uri": NASTY}, {"state": NASTY, "client_id": "nobody"}, {"prompt": NASTY},
                   {NASTY: "1"}):
        page = service.person().opens(service.asks(**change).url)
        assert page.status == 400
        assert "<script>alert" not in page.text
        assert not TRACES.search(page.text)


# What a browser sends wrong on the way.

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


# What a relying party's server sends wrong.

def test_a_code_works_once_and_its_replay_revokes_what_it_gave(service: Service) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, "impots")
    code = bruno.query()["code"]
    first = service.redeems(code)
    assert service.reads(first.json["access_token"]).status == 200
    again = service.redeems(code)
    assert (again.status, again.json["error"]) == (400, "invalid_grant")
    assert "already consumed" in again.json["error_description"]
    late = service.reads(first.json["access_token"])
    assert late.status == 401
    assert "access_token" not in again.text


@pytest.mark.parametrize(("change", "status", "error"), [
    ({"client_secret": "wrong"}, 401, "invalid_client"), ({"client_id": "nobody"}, 401, "invalid_client"),
    ({"code": "x" * 43}, 400, "invalid_grant"), ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"code": ""}, 400, "invalid_request"),
])
def test_a_wrong_token_request_is_refused_in_json_and_the_right_one_still_works(
    service: Service, change: dict[str, str], status: int, error: str,
) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, "impots")
    code = bruno.query()["code"]
    refused = service.redeems(**{"code": code} | change)
    told: dict[str, Any] = json.loads(refused.body)
    assert (refused.status, told["error"]) == (status, error)
    assert told["error_description"]
    assert not TRACES.search(refused.text)
    service.knows(bruno, question)


@pytest.mark.parametrize("change", [
    {"redirect_uri": "http://localhost:8080/callback"},
    {"client_id": "moncompteformation", "client_secret": "moncompteformation-secret-for-local-use-only-0123456789"},
])
def test_a_code_in_wrong_hands_is_worth_nothing_any_more_to_anybody(service: Service, change: dict[str, str]) -> None:
    bruno, question = service.person(), service.asks()
    bruno.opens(question.url)
    through(bruno, "impots")
    for changes in (change, {}):
        refused = service.redeems(bruno.query()["code"], **changes)
        assert (refused.status, refused.json["error"]) == (400, "invalid_grant")
    question = service.asks()
    bruno.opens(question.url)
    bruno.presses("consent-continue")
    service.knows(bruno, question)


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer " + "x" * 43, "Basic eDp5", "Bearer a b"])
def test_userinfo_without_a_good_token_is_refused_in_json(service: Service, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    refused = send("GET", f"{service.issuer}/userinfo", headers=headers)
    assert refused.status in {400, 401}
    assert json.loads(refused.body)["error"] in {"invalid_request", "invalid_token"}
    assert not TRACES.search(refused.text)


# What reaches moncompteformation.

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


# What a person starts wrong.

def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack = Stack(only=("hub",), arguments=("--base-port", str(port)), state=tmp_path)
        with pytest.raises(StackDidNotStart) as refused:
            stack.start()
        stack.__exit__(None, None, None)
    assert str(port) in str(refused.value)
    assert not TRACES.search(str(refused.value))
