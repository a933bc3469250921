"""The login page of every fake: the founding document's form (SEED-14 to SEED-19), its guard rails, and who may log in."""

import re
from html import unescape

import pytest

from identity_providers.registry import THE_SIX
from tests.identity_providers.household import STATE, Form, arrived


def test_it_names_the_provider_and_says_that_it_is_simulated(visitor):
    title = THE_SIX[visitor.slug].title
    page = visitor.authorize().text
    form = Form(page)
    assert "".join(form.headings) == f"Connexion à {title} (simulé)"
    assert f"{title} (simulé)</title>" in unescape(page)
    assert "SIMULATEUR" in unescape(re.search("<title>(.*?)</title>", page)[1])
    assert "N'entrez jamais vos vrais identifiants" in unescape(page)


def test_the_form_has_the_two_labels_tied_to_empty_fields(visitor):
    page = visitor.authorize().text
    form = Form(page)
    assert form.labels == {"identifier": "Mon identifiant", "password": "Mon mot de passe"}
    assert form.inputs["identifier"]["type"] == "text"
    assert form.inputs["password"]["type"] == "password"
    assert form.inputs["identifier"]["value"] == form.inputs["password"]["value"] == ""
    assert form.inputs["identifier"]["autocomplete"] == form.inputs["password"]["autocomplete"] == "off"
    assert form.by_test_id["login-identifier"]["id"] == "identifier"
    assert form.by_test_id["login-password"]["id"] == "password"
    assert form.by_test_id["login-submit"]["tag"] == form.by_test_id["login-cancel"]["tag"] == "button"
    assert page.count("<form") == 1
    assert "login-form" in page


def test_the_form_is_light_blue(at):
    visitor = at("impots")
    style = visitor.call("/static/doublure.css").text
    background = re.search(r"\.login-form \{[^}]*background: ([^;]+);", style)[1]
    if background.startswith("var("):
        background = re.search(rf"{background[4:-1]}: ([^;]+);", style)[1]
    red, green, blue = (int(background[place:place + 2], 16) for place in (1, 3, 5))
    assert 200 < red < green < blue
    assert '<form class="card login-form"' in visitor.authorize().text


def test_the_return_key_logs_in_and_does_not_go_back(visitor):
    page = visitor.authorize().text
    assert page.index("login-submit") < page.index("login-cancel")


def test_no_script_no_style_and_no_address_of_anybody_else_is_on_it(visitor):
    answer = visitor.authorize()
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert not re.findall(r'(?:src|href|action)="(?!/|#|data:,)', answer.text)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "form-action" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_wrong_password_keeps_the_identifier_and_empties_the_password(visitor):
    answer = visitor.submit(visitor.open_form(), "bruno", "wrong-password")
    form = Form(answer.text)
    assert answer.status_code == 403
    assert form.inputs["identifier"]["value"] == "bruno"
    assert form.inputs["password"]["value"] == ""
    assert "wrong-password" not in answer.text
    assert "error-message" in form.by_test_id
    assert 'role="alert"' in answer.text
    assert form.inputs["identifier"]["aria-invalid"] == "true"
    assert "code" in arrived(visitor.submit(form, "bruno", "123"))


def test_every_persona_with_an_account_here_is_listed_and_nobody_else(visitor):
    form = visitor.open_form()
    listed = {name.removeprefix("persona-") for name in form.by_test_id if name.startswith("persona-")}
    assert listed == {persona.login for persona in visitor.ports.people().with_account_at(visitor.slug)}
    assert "bruno" in listed


def test_one_click_on_any_persona_fills_the_form_and_the_filled_form_logs_in(visitor):
    for persona in visitor.ports.people().with_account_at(visitor.slug):
        link = visitor.open_form().by_test_id[f"persona-{persona.login}"]["href"]
        filled = Form(visitor.call(unescape(link)).text)
        assert (filled.fields["identifier"], filled.fields["password"]) == (persona.login, "123")
        assert "code" in arrived(visitor.call("/login", filled.fields | {"action": "login"}))


@pytest.mark.parametrize("persona", ["nobody", "theo", "", "<script>"])
def test_a_persona_without_account_here_fills_nothing(at, persona):
    visitor = at("impots")
    form = visitor.open_form()
    again = visitor.call(f"/login?interaction={form.fields['interaction']}&persona={persona}")
    assert again.status_code == 200
    assert Form(again.text).inputs["password"]["value"] == ""


def test_the_published_password_is_printed(visitor):
    assert "Le mot de passe de tous les comptes est 123." in unescape(visitor.authorize().text)


def test_every_own_identifier_of_everybody_opens_her_account(visitor):
    plugin = THE_SIX[visitor.slug]
    for persona in visitor.ports.people().with_account_at(visitor.slug):
        for identifier in plugin.identifiers(persona):
            parameters = visitor.log_in(identifier)
            tokens = visitor.redeem(parameters["code"]).get_json()
            claims = visitor.read(visitor.userinfo(tokens["access_token"]).text)
            assert claims.get("birthdate") == persona.spelling.get(visitor.slug, {}).get("birthdate", persona.birthdate)


def test_going_back_tells_the_hub_that_the_person_refused(visitor):
    answer = visitor.submit(visitor.open_form(), action="cancel")
    assert arrived(answer) == {
        "error": "access_denied", "error_description": "user authentication aborted", "state": STATE, "iss": visitor.issuer,
    }
    assert answer.location.startswith(visitor.callback + "?")


def test_english_is_spoken_to_who_prefers_it(at):
    page = unescape(at("ameli", language="en").authorize().text)
    form = Form(page)
    assert form.labels == {"identifier": "My identifier", "password": "My password"}
    assert "Log in to ameli.fr (simulated)" in page
    assert "social-security number (13 characters, without the key)" in page
    assert "Never type your real credentials" in page


def test_the_language_switch_leads_back_to_the_form(visitor):
    form_page = visitor.authorize().text
    switch = unescape(re.search(r'href="(/language/en[^"]*)"', form_page)[1])
    back = visitor.call(switch).location
    english = visitor.call(back)
    assert Form(english.text).labels["identifier"] == "My identifier"
    assert "code" in arrived(visitor.submit(Form(english.text), "bruno", "123"))


def test_the_fields_and_their_group_are_readable_without_seeing_them(visitor):
    page = visitor.authorize().text
    assert '<html lang="fr"' in page
    assert page.count("<main") == page.count("<h1") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for described in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
        assert set(described.split()) <= set(ids)


def test_a_hostile_state_and_identifier_are_only_text(visitor):
    hostile = '"><script>alert(1)</script>'
    form = visitor.open_form(state=hostile)
    answer = visitor.submit(form, hostile, "x")
    assert "<script>" not in answer.text
    assert Form(answer.text).inputs["identifier"]["value"] == hostile
    assert arrived(visitor.submit(Form(answer.text), action="cancel"))["state"] == hostile
