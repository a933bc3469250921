"""Mode `realistic` by plain HTTP and the control API, without a browser: who has a test writes this story in ten lines."""

from __future__ import annotations

import re

import pytest

from doublure.testing.control import Refused
from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.stories.federation import THE_SIX, Federation, Service

CODES = {"laposte": "123456", "mobileconnect": "1234", "alicem": "123456"}
#: At msa a temporary password is good once: nobody else's test may have used hers.
LOGINS = {"msa": "mael"}


def at_the_first_page(person: Person, service: Service, idp: str) -> Page:
    """From the service to the provider's first page in mode `realistic`."""
    person.opens(service.asks().url)
    person.presses(f"idp-{idp}")
    return person.presses("mode-realistic")


def identified(person: Person, idp: str, login: str) -> Page:
    """Send the first page."""
    fields = {} if idp == "alicem" else {"identifier": login}
    if idp in {"impots", "ameli", "msa"}:
        fields["password"] = "Provisoire2026" if idp == "msa" else "123"
    return person.presses("login-submit", fields)


def through_the_second_step(person: Person, federation: Federation, page: Page, idp: str, login: str) -> Page:
    """Do what the second step asks, by the control API where it asks a phone or mailbox."""
    api = federation.api
    if idp == "ameli":
        return page
    if idp == "impots":
        letter = api.call("GET", f"/api/mail/{api.mail(f'{login}@example.org')[0]['id']}").json
        return person.presses("second-step-submit", {"code": re.findall(r"\b\d{6}\b", letter["text"])[0]})
    if idp == "msa":
        return person.presses("second-step-submit", {"new_password": "Essai-2026", "new_password_confirmation": "Essai-2026"})
    if idp == "alicem":
        assert api.call("POST", f"/api/phone/{login}/requests", {"code": page.said("second-step-pairing")}).status == 201
    (asked, *_) = api.phone_requests(login)
    assert (asked["provider"], asked["matching"]) == (idp, page.said("second-step-matching"))
    assert api.answer_phone(login, asked["id"], code=CODES[idp])["state"] == "accepted"
    return person.presses("second-step-submit")


@pytest.mark.parametrize("idp", THE_SIX)
def test_the_second_step_of_each_leads_to_the_service(federation: Federation, service: Service, idp: str) -> None:
    person, login = service.person(), LOGINS.get(idp, "bruno")
    at_the_first_page(person, service, idp)
    page = through_the_second_step(person, federation, identified(person, idp, login), idp, login)
    assert page.has("consent-continue"), page.text
    assert person.presses("consent-continue").url.startswith(service.callback)
    assert "code" in person.query()


def test_a_refusal_and_a_wrong_pin_are_answered_by_the_api_and_seen_on_the_page(federation: Federation, service: Service) -> None:
    person, api = service.person(), federation.api
    at_the_first_page(person, service, "mobileconnect")
    identified(person, "mobileconnect", "anais974")
    asked = api.phone_requests("anais974")[0]
    with pytest.raises(Refused) as refused:
        api.answer_phone("anais974", asked["id"], code="0000")
    assert refused.value.reply.json["errors"][0]["field"] == "code"
    assert api.answer_phone("anais974", asked["id"], "refuse")["state"] == "refused"
    page = person.presses("second-step-submit")
    assert (page.status, page.said("error-message")) == (403, "La demande a été refusée sur le téléphone.")
    assert person.presses("login-cancel").has("interaction-error-message")


def test_a_phone_that_accepts_by_itself_needs_nobody(federation: Federation, service: Service) -> None:
    person, api = service.person(), federation.api
    api.call("PUT", "/api/phone/theo", {"speed": "fast", "answers": "accepts"})
    at_the_first_page(person, service, "laposte")
    identified(person, "laposte", "06 39 98 01 04")
    assert person.presses("second-step-submit").has("consent-continue")


def test_the_phones_own_pages_do_the_same_without_a_script(federation: Federation, service: Service) -> None:
    person, holder = service.person(), Person()
    at_the_first_page(person, service, "alicem")
    waiting = identified(person, "alicem", "bruno")
    holder.opens(waiting.link("open-telephone") or "")
    holder.presses("phone-0639980102")
    holder.presses("phone-scan-submit")
    assert holder.page
    assert holder.page.said("phone-matching") == waiting.said("second-step-matching")
    wrong = holder.presses("phone-accept", {"code": "654321"})
    assert wrong.said("error-message") == "Code faux. Il reste 2 essais."
    assert "acceptée" in holder.presses("phone-accept", {"code": "123456"}).said("phone-state")
    assert person.presses("second-step-submit").has("consent-continue")
