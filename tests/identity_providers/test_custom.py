"""AMB-11: a developer types an identity and a level of her own, and whoever receives them sees exactly these."""

from hashlib import sha256
from html import unescape

import pytest

from doublure.personas import identity_at
from tests.identity_providers.household import STATE, Form, Visitor, arrived

MARTIN = {
    "given_name": "Éléonore Zoé", "family_name": "ESSAI", "preferred_username": "TEST", "gender": "female",
    "birthdate": "1990-00-00", "birthplace": "55140", "birthcountry": "99100", "email": "essai@example.org",
}
ADDRESS = {"street_address": "1 rue des Essais", "postal_code": "55110", "locality": "Cunel", "country": "France"}


def open_custom(visitor, **changes):
    link = visitor.open_form(**changes).by_test_id["custom-identity"]["href"]
    page = visitor.call(unescape(link))
    assert page.status_code == 200
    return Form(page.text)


def send(visitor, form, **fields):
    return visitor.call("/login/custom", form.fields | {"action": "login"} | fields)


SEEN = {"email_verified": True}


def received(visitor, answer):
    tokens = visitor.redeem(arrived(answer)["code"]).get_json()
    person = visitor.read(visitor.userinfo(tokens["access_token"]).text)
    return visitor.read(tokens["id_token"]), {
        name: value for name, value in person.items() if name not in {"sub", "iss", "aud", "iat", "exp"}}


def test_the_identity_arrives_as_it_was_typed(visitor):
    id_token, person = received(visitor, send(visitor, open_custom(visitor), **MARTIN))
    assert person == MARTIN | SEEN
    assert id_token["acr"] == "eidas1"


def test_what_is_left_empty_is_absent_and_the_country_is_france(at):
    visitor = at("msa")
    _, person = received(visitor, send(visitor, open_custom(visitor), given_name="Jean", email=""))
    assert person == {"given_name": "Jean", "birthcountry": "99100"}
    everything = "openid profile email birth phone address"
    _, person = received(visitor, send(visitor, open_custom(visitor, scope=everything), given_name="Jean"))
    assert person == {"given_name": "Jean", "birthcountry": "99100"}


def test_every_claim_can_be_typed(at):
    visitor = at("impots")
    everything = MARTIN | ADDRESS | {"phone_number": "+33639980199", "sub": "somebody-else", "amr": "eye face", "acr": "eidas2",
                                     "email_verified": "true", "phone_number_verified": "false"}
    form = open_custom(visitor, scope="openid profile email birth phone address")
    id_token, person = received(visitor, send(visitor, form, **everything))
    assert person == MARTIN | SEEN | {
        "phone_number": "+33639980199", "phone_number_verified": False, "address": ADDRESS}
    assert (id_token["sub"], id_token["amr"], id_token["acr"]) == ("somebody-else", ["eye", "face"], "eidas2")


def test_what_is_not_said_to_be_verified_is_not(at):
    visitor = at("ameli")
    assert received(visitor, send(visitor, open_custom(visitor), **MARTIN, email_verified=""))[1] == MARTIN


def test_a_persona_can_be_changed_for_one_login_and_stays_herself_otherwise(visitor):
    bruno = identity_at(visitor.ports.people().by_login("bruno"), visitor.slug)
    page = visitor.call(unescape(visitor.open_form().by_test_id["custom-bruno"]["href"]))
    form = Form(page.text)
    assert {name: form.fields[name] for name in ("family_name", "birthdate", "email", "phone_number")} == {
        name: bruno[name] for name in ("family_name", "birthdate", "email", "phone_number")}
    id_token, person = received(visitor, send(visitor, form, gender="male", family_name="AUTRE"))
    assert id_token["sub"] == sha256(b"bruno").hexdigest()
    assert person == {name: value for name, value in bruno.items() if name not in {"address", "phone_number"}} | {
        "family_name": "AUTRE"} | SEEN
    tokens = visitor.redeem(visitor.log_in()["code"]).get_json()
    assert visitor.read(visitor.userinfo(tokens["access_token"]).text)["family_name"] == bruno["family_name"]


def test_a_persona_without_account_here_is_not_filled_in(at):
    visitor = at("impots")
    form = visitor.open_form()
    page = visitor.call(f"/login/custom?interaction={form.fields['interaction']}&persona=theo")
    assert Form(page.text).fields["family_name"] == ""


def test_the_methods_are_filled_in_as_the_mode_has_them(at):
    visitor = at("laposte")
    assert open_custom(visitor).fields["amr"] == "pwd"
    realistic = visitor.open_realistic()
    page = visitor.call(unescape(realistic.by_test_id["custom-identity"]["href"]))
    assert Form(page.text).fields["amr"] == "hwk pin mfa"


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


@pytest.mark.parametrize(("field", "typed"), [("email", "eleonore@gmail.com"), ("phone_number", "+33 6 12 34 56 78")])
def test_what_looks_real_is_neither_taken_nor_shown_back(visitor, field, typed):
    answer = send(visitor, open_custom(visitor), **MARTIN | {field: typed})
    form = Form(answer.text)
    assert answer.status_code == 403
    assert "real-data-warning" in form.by_test_id
    assert typed not in answer.text
    assert form.fields[field] == ""
    assert form.fields["family_name"] == "ESSAI"
    assert received(visitor, send(visitor, form, **MARTIN))[1] == MARTIN | SEEN


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
    assert set(form.labels) == {*MARTIN, *SEEN, "phone_number", "phone_number_verified", *ADDRESS, "sub", "acr", "amr"}
    assert set(MARTIN) - {"gender"} <= set(form.fields)
    assert form.by_test_id["custom-identity"]["tag"] == "form"


def test_markup_is_only_text(at):
    visitor = at("impots")
    answer = send(visitor, open_custom(visitor), given_name='"><script>', email="x@gmail.com")
    assert "<script>" not in answer.text
    assert Form(answer.text).fields["given_name"] == '"><script>'
