"""AMB-11: a developer types an identity and a level of her own, and whoever receives them sees exactly these."""

from html import unescape

import pytest

from tests.identity_providers.household import STATE, Form, Visitor, arrived

MARTIN = {
    "given_name": "Éléonore Zoé", "family_name": "ESSAI", "preferred_username": "TEST", "gender": "female",
    "birthdate": "1990-00-00", "birthplace": "55140", "birthcountry": "99100", "email": "essai@example.org",
}


def open_custom(visitor, **changes):
    link = visitor.open_form(**changes).by_test_id["custom-identity"]["href"]
    page = visitor.call(unescape(link))
    assert page.status_code == 200
    return Form(page.text)


def send(visitor, form, **fields):
    return visitor.call("/login/custom", form.fields | {"action": "login"} | fields)


def received(visitor, answer):
    tokens = visitor.redeem(arrived(answer)["code"]).get_json()
    person = visitor.read(visitor.userinfo(tokens["access_token"]).text)
    return visitor.read(tokens["id_token"]), {
        name: value for name, value in person.items() if name not in {"sub", "iss", "aud", "iat", "exp"}}


def test_the_identity_arrives_as_it_was_typed(visitor):
    id_token, person = received(visitor, send(visitor, open_custom(visitor), **MARTIN))
    assert person == MARTIN
    assert id_token["acr"] == "eidas1"


def test_what_is_left_empty_is_absent_and_the_country_is_france(at):
    visitor = at("msa")
    _, person = received(visitor, send(visitor, open_custom(visitor), given_name="Jean", email=""))
    assert person == {"given_name": "Jean", "birthcountry": "99100"}


def test_the_level_field_is_filled_with_what_was_asked(at):
    assert open_custom(at("alicem"), acr_values="eidas3").fields["acr"] == "eidas3"
    assert open_custom(at("impots"), acr_values="eidas3").fields["acr"] == "eidas1"


@pytest.mark.parametrize("acr", ["eidas3", "eidas2", "eidas0", "niveau"])
def test_any_level_is_said_lower_higher_or_unknown(at, acr):
    visitor = at("laposte")
    assert received(visitor, send(visitor, open_custom(visitor), **MARTIN, acr=acr))[0]["acr"] == acr


def test_an_empty_level_is_no_level(at):
    visitor = at("ameli")
    assert "acr" not in received(visitor, send(visitor, open_custom(visitor), **MARTIN, acr=""))[0]


def test_the_same_identity_has_the_same_sub_and_another_has_another(at):
    visitor = at("mobileconnect")
    subs = [received(visitor, send(visitor, open_custom(visitor), **MARTIN | {"given_name": name}))[0]["sub"]
            for name in ("Zoé", "Zoé", "Zoe")]
    assert subs[0] == subs[1] != subs[2]
    assert len(subs[0]) == 64


def test_a_mailbox_that_looks_real_is_neither_taken_nor_shown_back(visitor):
    answer = send(visitor, open_custom(visitor), **MARTIN | {"email": "eleonore@gmail.com"})
    form = Form(answer.text)
    assert answer.status_code == 403
    assert "real-data-warning" in form.by_test_id
    assert "gmail" not in answer.text
    assert form.fields["family_name"] == "ESSAI"
    assert received(visitor, send(visitor, form, **MARTIN))[1] == MARTIN


def test_going_back_tells_the_hub_that_the_person_refused(visitor):
    answer = send(visitor, open_custom(visitor), action="cancel")
    assert (arrived(answer)["error"], arrived(answer)["state"]) == ("access_denied", STATE)


def test_the_form_is_bound_to_its_browser_and_token(visitor):
    form = open_custom(visitor)
    assert Visitor(visitor.slug, visitor.app, visitor.ports).call("/login/custom", form.fields).status_code == 403
    assert send(visitor, form, csrf_token="x").status_code == 403
    assert visitor.call("/login/custom").status_code == 400


def test_posted_twice_it_gives_one_code_and_an_answered_login_stays_answered(visitor):
    form = open_custom(visitor)
    assert arrived(send(visitor, form, **MARTIN)) == arrived(send(visitor, form, **MARTIN))
    assert send(visitor, form, **MARTIN | {"given_name": "Somebody Else"}).status_code == 403
    assert visitor.submit(form, "bruno", "123").status_code == 403


def test_every_field_is_labelled_and_bears_the_name_of_its_claim(visitor):
    form = open_custom(visitor)
    assert set(form.labels) == {*MARTIN, "acr"}
    assert set(MARTIN) - {"gender"} <= set(form.fields)
    assert form.by_test_id["custom-identity"]["tag"] == "form"


def test_markup_is_only_text(at):
    visitor = at("impots")
    answer = send(visitor, open_custom(visitor), given_name='"><script>', email="x@gmail.com")
    assert "<script>" not in answer.text
    assert Form(answer.text).fields["given_name"] == '"><script>'
