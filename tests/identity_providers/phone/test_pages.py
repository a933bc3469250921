"""The page of a phone: whoever opens it holds the phone, and no other site's form can answer for her."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from doublure.journal import Thread
from identity_providers.phone.app import create_app, from_environment
from identity_providers.phone.desk import Desk
from identity_providers.phone.opening import desk_of
from identity_providers.phone.pairing import Pairing
from identity_providers.phone.requests import Ask, Sheet, State
from identity_providers.phone.settings import TelephoneSettings, load_telephone
from tests.identity_providers.household import CONFIG, Form, make_ports

NUMBER, PAGE, ORIGIN = "0639980102", "/telephone/0639980102", "http://localhost:4430"


def ask(sheet: Sheet = "application") -> Ask:
    return Ask(provider="alicem", title="Alicem", service="FranceConnect (simulé)", place="192.0.2.7", sheet=sheet,
               thread=Thread(trace="a" * 32))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Desk]:
    ports = make_ports(tmp_path_factory.mktemp("state"))
    return create_app(TelephoneSettings(), ports), desk_of(TelephoneSettings(), ports)


@pytest.fixture
def desk(made: tuple[Flask, Desk]) -> Desk:
    made[1].store.wipe()
    return made[1]


@pytest.fixture
def holder(made: tuple[Flask, Desk], desk: Desk) -> Client:
    return made[0].test_client()


def get(holder: Client, path: str = PAGE) -> TestResponse:
    return holder.get(path, base_url=ORIGIN)


def post(holder: Client, form: Form, path: str = PAGE, **fields: str) -> TestResponse:
    return holder.post(path, base_url=ORIGIN, data=form.fields | fields)


def test_the_page_tells_who_asks_for_which_service_when_and_from_where(holder: Client, desk: Desk) -> None:
    sent = desk.send(ask(), NUMBER)
    form = Form(get(holder).text)
    assert [form.said(f"phone-{name}") for name in ("provider", "service", "matching")] == [
        "Alicem", "FranceConnect (simulé)", sent.matching]
    text = unescape(get(holder).text)
    assert "192.0.2.7" in text
    assert "01:00:00" in text
    assert "Bruno FACTICE" in text
    assert desk.look(NUMBER, sent.id).state is State.SHOWN


def test_a_login_or_another_spelling_leads_to_the_number(holder: Client) -> None:
    for who in ("bruno", "+33639980102", "06 39 98 01 02", "06-39-98-01-02"):
        assert get(holder, f"/telephone/{who}").location == PAGE


@pytest.mark.parametrize("who", ["0612345678", "nobody", "1234", "<script>", "jeanne@gmail.com"])
def test_what_is_no_test_phone_has_no_page(holder: Client, who: str) -> None:
    for path in ("", "/state", "/scan", "/settings"):
        answer = get(holder, f"/telephone/{who}{path}")
        assert answer.status_code == 404
        assert "<script>" not in answer.text


def test_a_number_of_the_range_for_fiction_has_a_phone_that_is_nobodys(holder: Client) -> None:
    assert "Ce numéro n’est à personne." in unescape(get(holder, "/telephone/0639980199").text)


@pytest.mark.parametrize(("path", "fields"), [
    ("", {"action": "accept", "code": "123456"}), ("", {"action": "refuse"}), ("/scan", {"code": "ABCDEF"}),
    ("/settings", {"action": "save", "speed": "never", "answers": "accepts"}), ("/settings", {"action": "unblock"}),
])
def test_a_form_that_is_not_the_phones_own_does_nothing(made, holder: Client, desk: Desk, path: str, fields: dict) -> None:
    sent = desk.send(ask(), NUMBER)
    form = Form(get(holder, PAGE).text)
    stranger = made[0].test_client()
    for browser, token in ((stranger, form.fields["csrf_token"]), (holder, "x"), (holder, "")):
        answer = browser.post(PAGE + path, base_url=ORIGIN, data={"request": sent.id, **fields, "csrf_token": token})
        assert answer.status_code == 403
    assert desk.look(NUMBER, sent.id).state is State.SHOWN
    assert desk.devices.of(NUMBER).speed == "fast"


def test_the_form_of_one_phone_answers_for_no_other(holder: Client, desk: Desk) -> None:
    other = desk.send(ask(), "0639980101")
    form = Form(get(holder, "/telephone/0639980101").text)
    assert post(holder, form, PAGE, action="accept", code="123456").status_code == 403
    assert desk.look("0639980101", other.id).state is State.SHOWN


def test_accepting_and_refusing_are_said_on_the_page(holder: Client, desk: Desk) -> None:
    for action, said in (("accept", "Demande acceptée."), ("refuse", "Demande refusée.")):
        desk.send(ask(), NUMBER)
        answer = post(holder, Form(get(holder).text), action=action, code="123456")
        assert answer.location == PAGE
        assert said in unescape(get(holder).text)


def test_wrong_codes_are_counted_and_the_last_one_blocks_until_the_settings_unblock(holder: Client, desk: Desk) -> None:
    desk.send(ask("sim"), NUMBER)
    form = Form(get(holder).text)
    answers = [post(holder, form, action="accept", code=code) for code in ("12345", "0000", "0000", "0000")]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 303]
    assert [Form(answer.text).problem for answer in answers[:3]] == [
        "Le code se compose de chiffres : 4.", "Code faux. Il reste 2 essais.", "Code faux. Il reste 1 essai."]
    assert "Téléphone bloqué" in unescape(get(holder).text)
    settings = Form(get(holder, PAGE + "/settings").text)
    assert "phone-unblock" in settings.by_test_id
    post(holder, settings, PAGE + "/settings", action="unblock")
    desk.send(ask("sim"), NUMBER)
    assert "phone-accept" in Form(get(holder).text).by_test_id


@pytest.mark.parametrize("fields", [{"title": "identity card"}, {"face": "mask"}])
def test_what_no_button_says_is_refused(holder: Client, desk: Desk, fields: dict) -> None:
    sent = desk.send(ask("title"), NUMBER)
    assert post(holder, Form(get(holder).text), action="accept", code="123456", **fields).status_code == 404
    assert desk.look(NUMBER, sent.id).state is State.SHOWN


def test_a_late_answer_is_told_so(holder: Client, desk: Desk) -> None:
    desk.send(ask(), NUMBER)
    form = Form(get(holder).text)
    desk.send(ask(), NUMBER)
    late = post(holder, form, action="accept", code="123456")
    assert (late.status_code, Form(late.text).problem) == (409, "Cette demande est déjà terminée.")
    unknown = post(holder, form, action="accept", code="123456", request="unknown")
    assert (unknown.status_code, Form(unknown.text).problem) == (404, "Cette demande n’existe pas sur ce téléphone.")


def test_the_script_learns_of_another_request(holder: Client, desk: Desk) -> None:
    idle = get(holder, PAGE + "/state").get_json()
    sent = desk.send(ask(), NUMBER)
    assert idle == {"now": ""}
    assert get(holder, PAGE + "/state").get_json() == {"now": f"{sent.id}:shown"}


def test_a_code_is_taken_up_on_the_page_or_told_why_not(holder: Client, desk: Desk) -> None:
    offer = Pairing(desk).offer(ask("title"))
    wrong = post(holder, Form(get(holder, PAGE + "/scan").text), PAGE + "/scan", code="AAAAAA")
    assert Form(wrong.text).problem == "Aucune connexion n’attend sous ce code. Il a peut-être expiré."
    camille = "/telephone/0639980101/scan"
    none = post(holder, Form(get(holder, camille).text), camille, code=offer.code)
    assert Form(none.text).problem == "La personne à qui est ce téléphone n’a pas de compte chez ce fournisseur."
    assert post(holder, Form(wrong.text), PAGE + "/scan", code=offer.code).location == PAGE
    assert "phone-title" in Form(get(holder).text).by_test_id


def test_the_shipped_file_says_what_holds_without_it(tmp_path) -> None:
    assert load_telephone(CONFIG) == load_telephone(tmp_path) == TelephoneSettings()


def test_a_production_server_starts_the_phones_on_their_own(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path))
    monkeypatch.setenv("DOUBLURE_CONFIG", str(CONFIG))
    phones = from_environment().test_client()
    assert phones.get("/readyz", base_url=ORIGIN).status_code == 200
    assert "phone-0639980102" in Form(get(phones, "/").text).by_test_id
