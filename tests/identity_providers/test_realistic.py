"""Mode `realistic`: each fake's own first page and second step, chosen by configuration or for one login (domain §3, §3.1)."""

from __future__ import annotations

from html import unescape

import pytest

from doublure.settings import SettingsError
from doublure.storage.memory import MemoryStore
from identity_providers.realistic import MailCode, NewPassword, Realistic
from identity_providers.registry import THE_SIX
from tests.identity_providers.household import Form, arrived
from tests.identity_providers.realistic import BRUNO, CODE, FULL_AMR, pass_through, set_otherwise


def test_each_of_the_six_goes_to_its_end_with_its_own_methods(visitor):
    tokens = visitor.redeem(pass_through(visitor)["code"]).get_json()
    claims = visitor.read(tokens["id_token"])
    assert claims["amr"] == FULL_AMR[visitor.slug]
    assert visitor.read(visitor.userinfo(tokens["access_token"]).text)["family_name"]


def test_the_mode_is_a_choice_of_one_login_and_can_be_taken_back(visitor):
    form = visitor.open_realistic()
    assert "mode-seed" in form.by_test_id
    assert "mode-realistic" in visitor.open_form().by_test_id
    back = Form(visitor.follow(visitor.submit(form, action="seed")).text)
    assert back.labels == {"identifier": "Mon identifiant", "password": "Mon mot de passe"}
    assert "code" in arrived(visitor.submit(back, "bruno", "123"))


@pytest.mark.parametrize("slug", THE_SIX)
def test_the_mode_is_a_setting_too(slug, state):
    visitor = set_otherwise(slug, state, mode="realistic")
    form = visitor.open_form()
    assert "mode-seed" in form.by_test_id
    answer = visitor.submit(form, "bruno", "123")
    assert answer.location.startswith("/login/step" if slug not in {"ameli", "msa"} else visitor.callback)


def test_the_level_is_the_one_that_the_mode_reaches(at, state):
    laposte = set_otherwise("laposte", state, levels=("eidas1",))
    for visitor, expected in ((at("laposte"), "eidas2"), (laposte, "eidas1")):
        code = pass_through(visitor, acr_values="eidas2")["code"]
        assert visitor.read(visitor.redeem(code).get_json()["id_token"])["acr"] == expected


@pytest.mark.parametrize(("slug", "labels"), [
    ("impots", {"identifier": "Mon identifiant", "password": "Mon mot de passe"}),
    ("ameli", {"identifier": "Mon identifiant", "password": "Mon mot de passe"}),
    ("msa", {"identifier": "Mon identifiant", "password": "Mon mot de passe"}),
    ("laposte", {"identifier": "Mon numéro de mobile"}), ("mobileconnect", {"identifier": "Mon numéro de mobile"}),
    ("alicem", {}),
])
def test_the_first_page_asks_what_the_service_asks(at, slug, labels):
    visitor = at(slug)
    form = visitor.open_realistic()
    assert form.labels == labels
    assert {"login-submit", "login-cancel"} <= set(form.by_test_id)
    assert arrived(visitor.submit(form, action="cancel"))["error"] == "access_denied"


def test_a_chosen_persona_fills_in_her_own_identifier(at):
    for slug in ("impots", "ameli", "laposte", "mobileconnect", "msa"):
        visitor = at(slug)
        filled = Form(visitor.call(unescape(visitor.open_realistic().by_test_id["persona-bruno"]["href"])).text)
        own = THE_SIX[slug].identifiers(visitor.ports.people().by_login("bruno"))[-1]
        assert filled.fields["identifier"] == own
        password = {"laposte": "", "mobileconnect": "", "msa": "Provisoire2026"}.get(slug, "123")
        assert filled.fields.get("password", "") == password
        assert visitor.submit(filled, own, filled.fields.get("password", "")).status_code == 303


def test_a_second_step_cannot_be_skipped_or_sent_without_its_token(visitor):
    form = visitor.open_realistic()
    assert visitor.step(form).status_code == 403
    assert visitor.call(f"/login/step?interaction={form.fields['interaction']}").status_code == 403
    if visitor.slug in {"impots", "laposte", "mobileconnect", "alicem"}:
        form = visitor.waiting()
        assert visitor.step(form, csrf_token="x").status_code == 403


def test_an_answered_login_closes_with_its_code_whatever_is_pressed_meanwhile(at):
    visitor = at("impots")
    form = visitor.waiting()
    assert "code" in arrived(visitor.step(form, code=visitor.mailed_code()))
    first = Form(visitor.follow(visitor.step(form, "restart")).text)
    assert visitor.submit(first, action="seed").status_code == 303
    visitor.ports.clock.advance(30)
    assert visitor.submit(first, "bruno", "123").status_code == 403


def test_the_journal_tells_the_steps_and_never_a_code_or_number(visitor):
    pass_through(visitor)
    (ring,) = visitor.ports.sinks
    events = [record.event for record in ring.records() if record.event.kind == "event"]
    told = repr(events)
    assert BRUNO not in told
    if visitor.letters:
        assert visitor.mailed_code() not in told
    if visitor.slug != "ameli":
        assert {"IDP_SECOND_STEP_ASKED", "IDP_SECOND_STEP_PASSED"} <= {event.name for event in events}
    if visitor.slug in CODE:
        assert {"PHONE_REQUEST_SENT", "PHONE_REQUEST_SHOWN", "PHONE_REQUEST_ACCEPTED"} <= {event.name for event in events}
        assert len({record.thread.trace for record in ring.records()}) == 1


def test_the_store_holds_no_usable_code(at, monkeypatch):
    kept = []
    batch = MemoryStore.batch
    monkeypatch.setattr(MemoryStore, "batch", lambda self, *operations: (kept.extend(operations), batch(self, *operations))[1])
    visitor = at("impots")
    visitor.waiting()
    assert kept
    assert visitor.mailed_code() not in repr(kept)


@pytest.mark.parametrize("steps", [(MailCode(), NewPassword()), (NewPassword(), MailCode())])
def test_a_plugin_may_ask_several_second_steps_in_its_order(state, monkeypatch, steps):
    class Strict(type(THE_SIX["impots"])):
        realistic = Realistic(asks="identifier and password", hint="numéro", steps=steps)

    monkeypatch.setattr("identity_providers.app.plugin_for", lambda *_: Strict())
    visitor = set_otherwise("impots", state, temporary_password="Provisoire2026")
    answer = visitor.submit(visitor.open_realistic(), "bruno", "Provisoire2026")
    for step in steps:
        form = Form(visitor.follow(answer).text)
        fields = {"code": visitor.mailed_code()} if isinstance(step, MailCode) else {
            "new_password": "Essai-2026", "new_password_confirmation": "Essai-2026"}
        answer = visitor.step(form, **fields)
    assert "code" in arrived(answer)
    again = visitor.submit(visitor.open_realistic(), "bruno", "123")
    assert "second-step-code" in Form(visitor.follow(again).text).by_test_id


def test_a_plugin_without_the_mode_cannot_be_set_to_it_and_offers_no_switch(state, monkeypatch):
    class Bare:
        slug, title, level, amr, hint = "impots", "Bare", "eidas1", ("pwd",), "hint"
        identifiers, find = THE_SIX["impots"].identifiers, THE_SIX["impots"].find

    monkeypatch.setattr("identity_providers.app.plugin_for", lambda *_: Bare())
    with pytest.raises(SettingsError, match=r"\[impots\], key 'mode': Bare has the mode 'seed' only"):
        set_otherwise("impots", state, mode="realistic")
    visitor = set_otherwise("impots", state)
    form = visitor.open_form()
    assert "mode-realistic" not in form.by_test_id
    assert "login-password" in Form(visitor.follow(visitor.submit(form, action="realistic")).text).by_test_id


def test_a_level_of_the_mode_outside_those_of_the_fake_stops_the_start(state):
    with pytest.raises(SettingsError, match=r"\[impots.realistic\], key 'levels': eidas3 is not among those of \[impots\]"):
        set_otherwise("impots", state, levels=("eidas3",))
