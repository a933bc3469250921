"""AMB-11 to AMB-18: what the founding document leaves open about FranceConnect, names and looks, decided."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from doublure.testing.person import Person
from tests.browser.walks import hub_pages, moncompteformation_pages, provider_pages
from tests.browser.window import shown, through
from tests.seed.scene import CAMILLE, PASSWORD, Scene, types
from tests.seed.test_ambiguities import number, years_ago
from tests.stories.federation import THE_SIX
from tests.stories.test_realistic_mode import at_the_first_page, identified


def test_AMB_11_no_sign_up_at_the_hub_but_any_test_identity_at_a_provider(scene: Scene, person: Person) -> None:
    choice = person.opens(scene.site + "/franceconnect/login")
    assert not re.search("créer un compte|inscription|sign up", choice.text, re.IGNORECASE)
    person.presses("idp-impots")
    person.presses("custom-identity")
    camille = scene.persona("camille")
    typed = {name: camille[name] for name in ("given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry")}
    person.presses("login-submit", typed | {"email": "autre@example.org"})
    page = person.presses("consent-continue")
    assert page.url == scene.site + "/inscription/identite"
    assert page.said("pivot-family_name") == "SPECIMEN"


def test_AMB_11_an_identity_of_nobody_reaches_the_registry_and_is_not_found_there(scene: Scene, person: Person) -> None:
    person.opens(scene.site + "/franceconnect/login")
    person.presses("idp-impots")
    person.presses("custom-identity")
    page = person.presses("login-submit", {
        "given_name": "Ursule", "family_name": "INVENTEE", "gender": "female", "birthdate": "1990-02-03", "birthplace": "55140",
        "birthcountry": "99100", "email": "ursule@example.org",
    })
    assert page.said("error-code") == "Y010008"


@pytest.mark.parametrize("idp", THE_SIX)
def test_AMB_12_the_six_show_the_same_two_fields_and_take_their_own_identifier(scene: Scene, person: Person, idp: str) -> None:
    bruno = scene.persona("bruno")
    own = {"impots": bruno["nif"], "ameli": bruno["nir"][:13], "laposte": bruno["email"], "mobileconnect": bruno["phone"],
           "msa": bruno["nir"][:13], "alicem": "bruno"}
    for identifier in (own[idp], "bruno"):
        another = Person()
        another.opens(scene.site + "/franceconnect/login")
        page = another.presses(f"idp-{idp}")
        assert "Mon identifiant</label>" in page.text
        assert "Mon mot de passe</label>" in page.text
        assert another.presses("login-submit", {"identifier": identifier, "password": "123"}).has("consent-continue"), identifier


#: What the second mode adds: the element that only this step has.
SECOND_STEPS = {"impots": "second-step-code", "laposte": "second-step-matching", "mobileconnect": "second-step-matching",
                "msa": "second-step-password", "alicem": "second-step-pairing"}


@pytest.mark.parametrize("idp", THE_SIX)
def test_AMB_12_a_second_mode_adds_the_true_second_step_and_the_first_stays_the_default(scene: Scene, idp: str) -> None:
    person = Person()
    at_the_first_page(person, scene.federation.service(), idp)
    page = identified(person, idp, "longnom" if idp == "ameli" else "heimata" if idp == "impots" else "bruno")
    assert page.has(SECOND_STEPS.get(idp, "consent-continue"))
    another = Person()
    another.opens(scene.site + "/franceconnect/login")
    assert "Mon mot de passe</label>" in another.presses(f"idp-{idp}").text


@pytest.mark.browser
def test_AMB_13_the_pivot_is_shown_and_cannot_be_typed(scene: Scene, page: Page) -> None:
    page.goto(scene.site + "/franceconnect/login")
    through(page, "impots", "camille")
    expect(page).to_have_url(scene.site + "/inscription/identite")
    expect(shown(page, "pivot")).to_contain_text("SPECIMEN")
    expect(shown(page, "pivot")).to_contain_text("Camille Léa Inès")
    expect(page.locator("[name=family_name], [name=given_name], [name=birthdate]")).to_have_count(0)
    expect(page.get_by_label("Numéro de sécurité sociale")).to_have_value("")
    expect(page.locator("ol.stepper li")).to_have_count(4)


def test_AMB_13_where_it_is_allowed_no_password_and_no_letter(lenient: Scene, person: Person) -> None:
    page = lenient.from_franceconnect(person, "impots", "camille")
    assert page.url.endswith("/inscription/identite")
    person.presses("step-next", {"nir": CAMILLE[0]["nir"]})
    person.presses("step-next", {"mobile": CAMILLE[1]["mobile"]})
    page = person.presses("step-next", {"street_name": "des Essais", "postal_code": "75001"})
    assert "facultatif" in page.text
    page = person.presses("register-submit", {"accept_terms": "yes"})
    assert page.url == lenient.site + "/espace"
    assert lenient.letters() == []
    assert [account.state for account in lenient.accounts()] == ["confirmed"]


@pytest.mark.browser
def test_AMB_14_no_link_leads_out(scene: Scene, page: Page) -> None:
    ours = {urlsplit(scene.federation.public(slug)).netloc for slug in scene.federation.running.slugs}
    ours.add("localhost:3000")  # the callback of the relying party that the tests play
    for walk in (hub_pages, provider_pages, moncompteformation_pages):
        for name in walk(page, scene.federation):
            targets = page.locator("[href], [action], [src], [formaction]").evaluate_all(
                "all => all.flatMap(e => [e.href, e.action, e.src, e.formAction]).filter(t => typeof t === 'string' && t)")
            hosts = {urlsplit(target).netloc for target in targets if target.startswith(("http:", "https:"))}
            assert hosts <= ours, (name, hosts - ours)


def test_AMB_15_impots_is_written_without_accent(scene: Scene, person: Person) -> None:
    choice = person.opens(scene.site + "/franceconnect/login")
    assert "impots.gouv.fr" in choice.said("idp-impots")
    assert "impôts.gouv.fr" not in choice.text
    form = person.presses("idp-impots")
    assert "impots.gouv.fr" in form.title
    assert "impôts.gouv.fr" not in form.text


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/aide", "/connexion", "/inscription"])
def test_AMB_16_the_third_link_is_yellow_and_no_other(scene: Scene, page: Page, path: str) -> None:
    page.goto(scene.site + path)
    links = page.get_by_role("navigation", name="Accès au compte").get_by_role("link").all()
    grounds = [link.evaluate("link => getComputedStyle(link).backgroundColor") for link in links]
    assert grounds[:2] == ["rgba(0, 0, 0, 0)"] * 2
    red, green, blue = map(int, re.findall(r"\d+", grounds[2]))
    assert min(red, green) > 180
    assert blue < 120


def test_AMB_17_the_register_completes_the_civil_status(scene: Scene, person: Person) -> None:
    scene.registers(person)
    [account] = scene.accounts()
    assert (account.given_name, account.birthdate, account.gender) == ("Camille Léa Inès", "1987-03-14", "female")


def test_AMB_17_else_it_stays_empty_until_the_first_login_with_franceconnect(lenient: Scene, person: Person) -> None:
    born = years_ago(30)
    nir = number(born, rank=977)
    answers = ({"family_name": "Essai-Fictif", "nir": nir}, *CAMILLE[1:])
    lenient.confirmed(person, answers, email="zelie@example.org")
    [account] = lenient.accounts()
    assert (account.given_name, account.birthdate, account.gender) == ("", "", "")

    lenient.federation.api.put_persona(
        "zelie", nir=nir, birthdate=born.isoformat(), gender="female", birthplace="55140", birthcountry="99100",
        given_name="Zélie Anne", family_name="ESSAI-FICTIF", email="other@example.org", idps=["impots"])
    another = Person()
    page = lenient.from_franceconnect(another, "impots", "zelie")
    assert page.url == lenient.site + "/inscription/identite", "nothing but the number joins the two"
    another.presses("step-next", {"nir": nir})
    another.presses("step-next", CAMILLE[1] | {"email": "other@example.org"})
    another.presses("step-next", CAMILLE[2])
    page = another.presses("register-submit", CAMILLE[3])
    assert page.url == lenient.site + "/rapprochement"
    page = another.presses("login-submit", {"nir": nir, "password": PASSWORD})
    assert page.url == lenient.site + "/espace"
    [account] = lenient.accounts()
    assert (account.given_name, account.birthdate, account.gender) == ("Zélie Anne", born.isoformat(), "female")


def test_AMB_18_profile_2020_is_the_default_and_2025_asks_for_more(scene: Scene, strict: Scene, person: Person) -> None:
    assert scene.registers(Person()).has("registered")
    first = ({**CAMILLE[0], "email": CAMILLE[1]["email"]}, {"mobile": CAMILLE[1]["mobile"]}, *CAMILLE[2:])
    page = strict.registers(person, first)
    assert "12 caractères" in page.said("fault-password")
    strong = "Zanzibar 2031 !"
    page = strict.registers(Person(), first, password=strong, password_confirmation=strong)
    assert page.status == 200
    [letter] = strict.letters()
    text = strict.federation.api.call("GET", f"/api/mail/{letter['id']}").json["text"]
    assert re.search(r"\b\d{6}\b", text), "a code of six digits in place of the link"
    assert "/inscription/confirmation/" not in text


@pytest.mark.browser
def test_AMB_18_the_founding_document_s_criteria_are_those_on_the_screen(scene: Scene, page: Page) -> None:
    scene.walks(page, 4)
    types(page, {"password": "Zanzib31"})
    expect(page.locator(".criteria li.met")).to_have_count(4)
