"""La Poste, MobileConnect, Alicem: what the phone says lets in, or not, the browser that started the login."""

from __future__ import annotations

import pytest
import segno

from identity_providers.phone.deciding import accept, refuse
from identity_providers.phone.requests import Reason, State
from identity_providers.registry import THE_SIX
from tests.identity_providers.household import STATE, Form, Visitor, arrived
from tests.identity_providers.realistic import BRUNO, CODE, approve, at_phone, take_up

PHONE = pytest.mark.parametrize("slug", ["laposte", "mobileconnect", "alicem"])


@PHONE
def test_the_page_waits_until_the_phone_has_answered_and_both_show_one_number(at, slug):
    visitor = at(slug)
    form = at_phone(visitor)
    path = f"/login/progress?interaction={form.fields['interaction']}"
    assert visitor.call(path).get_json() == {"waiting": True}
    early = visitor.step(form)
    assert (early.status_code, Form(early.text).problem) == (200, "Le téléphone n’a pas encore répondu.")
    seen = visitor.phones.show(BRUNO)
    assert seen.request.matching == form.said("second-step-matching")
    assert (seen.request.title, seen.request.service) == (THE_SIX[slug].title, "FranceConnect (simulé)")
    approve(visitor)
    assert visitor.call(path).get_json() == {"waiting": False}
    assert "code" in arrived(visitor.step(form))
    assert "code" in arrived(visitor.step(form))


@PHONE
def test_an_acceptance_lets_in_the_browser_that_started_and_no_other(at, slug):
    visitor = at(slug)
    thief = Visitor(slug, visitor.app, visitor.ports)
    form = at_phone(visitor)
    approve(visitor)
    for path in ("/login/step", "/login/progress"):
        assert thief.call(f"{path}?interaction={form.fields['interaction']}").status_code == 403
    assert thief.step(form).status_code == 403
    own = thief.open_realistic()
    assert thief.step(own).status_code == 403
    assert thief.step(form, interaction=own.fields["interaction"], csrf_token=own.fields["csrf_token"]).status_code == 403
    assert "code" in arrived(visitor.step(form))


@PHONE
def test_an_acceptance_of_the_second_login_does_not_let_in_the_first(at, slug):
    victim = at(slug)
    attacker = Visitor(slug, victim.app, victim.ports)
    planted = at_phone(attacker)
    own = at_phone(victim)
    approve(victim)
    assert attacker.step(planted).status_code == 403
    assert "code" in arrived(victim.step(own))


@PHONE
@pytest.mark.parametrize(("ending", "problem"), [
    ("refused", "La demande a été refusée sur le téléphone."),
    ("expired", "La demande a expiré sur le téléphone : recommencez."),
    ("blocked", "Le téléphone est bloqué après trop de codes faux."),
])
def test_whatever_else_the_phone_says_leads_back_to_the_first_page(at, slug, ending, problem):
    visitor = at(slug)
    form = at_phone(visitor)
    request = visitor.phones.show(BRUNO).request
    if ending == "refused":
        refuse(visitor.phones, BRUNO, request.id)
    elif ending == "expired":
        visitor.ports.clock.advance(120)
    else:
        for _ in range(3):
            accept(visitor.phones, BRUNO, request.id, code="0" * len(CODE[slug]))
    answer = visitor.step(form)
    assert (answer.status_code, Form(answer.text).problem) == (403, problem)
    assert "login-submit" in Form(answer.text).by_test_id
    assert arrived(visitor.submit(Form(answer.text), action="cancel"))["state"] == STATE


@pytest.mark.parametrize(("title", "face", "problem"), [
    ("expired", "recognised", "Le titre lu par le téléphone est périmé."),
    ("chip unreadable", "recognised", "La puce du titre n’a pas pu être lue."),
    ("passport", "not recognised", "Le visage n’a pas été reconnu."),
    ("passport", "no consent", "Sans consentement à la comparaison du visage, il n’y a pas de compte."),
])
def test_reading_the_document_may_fail(at, title, face, problem):
    visitor = at("alicem")
    form = at_phone(visitor)
    accept(visitor.phones, BRUNO, visitor.phones.show(BRUNO).request.id, code="123456", title=title, face=face)
    assert Form(visitor.step(form).text).problem == problem


@PHONE
def test_going_back_withdraws_the_request(at, slug):
    visitor = at(slug)
    form = at_phone(visitor)
    assert arrived(visitor.step(form, "cancel"))["error"] == "access_denied"
    seen = visitor.phones.all(BRUNO)[0]
    assert (seen.state, seen.reason) == (State.EXPIRED, Reason.WITHDRAWN)


def test_starting_again_withdraws_the_code_and_shows_the_first_page(at):
    visitor = at("alicem")
    form = visitor.waiting()
    first = Form(visitor.follow(visitor.step(form, "restart")).text)
    assert "login-submit" in first.by_test_id
    take_up(visitor, form)
    assert visitor.phones.all(BRUNO) == ()
    assert visitor.step(form).status_code == 403


def test_the_qr_code_holds_the_address_of_the_phones_with_the_code(at, monkeypatch):
    drawn, make = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **more: (drawn.append(text), make(text, **more))[1])
    visitor = at("alicem")
    form = visitor.waiting()
    assert drawn == [f"http://localhost:4430/?code={form.said('second-step-pairing')}"]
    assert form.by_test_id["open-telephone"]["href"] == drawn[0]


def test_alicem_waits_for_a_phone_then_expires(at):
    visitor = at("alicem")
    form = visitor.waiting()
    assert Form(visitor.step(form).text).problem == "Aucun téléphone n’a encore lu ce code."
    visitor.ports.clock.advance(120)
    assert visitor.call(f"/login/progress?interaction={form.fields['interaction']}").get_json() == {"waiting": False}
    assert Form(visitor.step(form).text).problem == "La demande a expiré sur le téléphone : recommencez."
