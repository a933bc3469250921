from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from doublure.records.schema import select
from doublure.storage.interface import Key
from service_provider.accounts.schema import Account, State
from tests.service_provider.conftest import Browser, Site
from tests.service_provider.page import Page

IDENTITY = {"family_name": "Spécimen", "nir": "2 87 03 55 140 901 60", "diploma": "MAS"}
CONTACT = {"email": "camille@example.org", "mobile": "06 39 98 01 01", "landline": ""}
ADDRESS = {"street_number": "12", "repetition": "B", "street_type": "RUE", "street_name": "des Essais", "postal_code": "75001"}
PASSWORD = {"password": "Simulateur2026", "password_confirmation": "Simulateur2026", "accept_terms": "yes"}
STEPS = ("identite", "contact", "adresse", "mot-de-passe")


def register(browser: Browser, **changes: str | None) -> Page:
    """Fill in the four pages; *changes* to any field."""
    browser.get("/inscription")
    for fields in (IDENTITY, CONTACT, ADDRESS, PASSWORD):
        last = fields is PASSWORD
        typed = {name: changes.get(name, value) for name, value in fields.items()}
        browser.submit("register-submit" if last else "step-next", **typed)
    return browser.page


def link_in(letter: dict[str, Any]) -> str:
    found = re.search(r"http://localhost:4410(/\S+)", letter["text"])
    assert found
    assert found[1] in letter["html"]
    return found[1]


def accounts(site: Site) -> list[Account]:
    with site.house.records.reading() as session:
        return list(session.scalars(select(Account).where(~Account.id.startswith("seed-"))))


def test_somebody_registers_confirms_and_logs_in_with_number_and_password(site: Site) -> None:
    page = register(site.browser)
    assert page.path == "/inscription/enregistree"
    assert "camille@example.org" in page.at("registered")
    [letter] = site.mail()
    assert (letter["to"], letter["application"]) == ("camille@example.org", "moncompteformation")
    assert "enregistrée" in letter["subject"]
    assert "287035514090160" not in letter["text"] + letter["html"]

    site.browser.get("/connexion")
    refused = site.browser.submit("login-submit", nir="287035514090160", password="Simulateur2026")
    assert refused.path == "/inscription/en-attente"
    assert "pas encore validée" in refused.at("error-message")
    assert refused.has("resend")

    stranger = site.another_browser()
    assert stranger.client.head(link_in(letter), base_url="http://localhost:4410").status_code == 200
    assert accounts(site)[0].state == State.PENDING, "a program that only looks at the link confirms nothing"
    assert "est validée" in stranger.get(link_in(letter)).at("confirmation")
    assert "déjà validée" in stranger.get(link_in(letter)).at("confirmation")

    site.browser.get("/connexion")
    home = site.browser.submit("login-submit", nir="2 87 03 55 140 901", password="Simulateur2026")
    assert (home.path, home.at("account-name")) == ("/espace", "Camille SPECIMEN")
    [account] = accounts(site)
    assert (account.given_name, account.birthdate, account.diploma) == ("Camille Léa Inès", "1987-03-14", "MAS")
    assert (account.mobile, account.repetition, account.town, account.town_code) == ("+33639980101", "B", "Paris", "75056")
    assert account.terms_version
    assert account.terms_accepted_at == site.clock.now()


def test_the_four_pages_have_the_words_of_the_founding_document(site: Site) -> None:
    browser = site.browser
    page = browser.get("/inscription")
    words = [
        ("Votre identité", "Nom de naissance", "Saisissez uniquement votre nom de naissance", "Numéro de sécurité sociale",
         "Saisissez les 13 caractères alphanumériques et la clé à 2 chiffres inscrits sur votre carte vitale",
         "Vos informations professionnelles", "Diplôme le plus élevé",
         "Si vous êtes agent public de catégorie A ou B, merci de laisser cette rubrique à « Non renseigné »"),
        ("Votre contact", "Téléphone mobile", "— ou —", "Téléphone fixe"),
        ("Votre adresse de domicile", "Numéro de voie", "Indice de répétition", "Type de voie", "Nom de la voie",
         "Complément d'adresse", "Lieu Dit", "Code postal / Ville"),
        ("Votre mot de passe", "8 caractères 1 majuscule 1 minuscule 1 chiffre", "Confirmez votre mot de passe",
         "J'ai lu et j'accepte les conditions générales d'utilisation",
         "Je consulte la politique de protection des données personnelles", "✓ Valider mon inscription"),
    ]
    for number, (expected, fields) in enumerate(zip(words, (IDENTITY, CONTACT, ADDRESS, {}), strict=True)):
        assert page.path == f"/inscription/{STEPS[number]}"
        for text in (*expected, "Inscription", "1 Identité 2 Contact 3 Adresse 4 Mot de passe"):
            assert text in page.text, (page.path, text)
        assert page.html.count('aria-current="step"') == 1
        assert ("← Étape précédente" in page.text) is (number > 0)
        assert ("→ Étape suivante" in page.text) is (number < 3)
        if fields:
            page = browser.submit("step-next", **fields)


def test_steps_cannot_be_skipped(site: Site) -> None:
    for slug in STEPS[1:]:
        assert site.browser.get(f"/inscription/{slug}").path == "/inscription/identite"
    site.browser.submit("step-next", **IDENTITY)
    assert site.browser.get("/inscription/mot-de-passe").path == "/inscription/contact"
    assert site.browser.post("/inscription/mot-de-passe", {**PASSWORD, **csrf(site.browser)}).path == "/inscription/contact"
    assert not accounts(site)
    assert site.browser.get("/inscription/nowhere").status == 404


def csrf(browser: Browser) -> dict[str, str]:
    return {"csrf_token": browser.page.form().fields["csrf_token"]}


def test_going_back_keeps_what_was_typed_even_when_it_is_not_valid_yet(site: Site) -> None:
    browser = site.browser
    browser.get("/inscription")
    browser.submit("step-next", **IDENTITY)
    browser.submit("step-previous", email="camille@", mobile="12")
    assert browser.page.path == "/inscription/identite"
    fields = browser.page.form().fields
    assert (fields["family_name"], fields["nir"], fields["diploma"]) == tuple(IDENTITY.values())
    page = browser.submit("step-next")
    assert (page.form().fields["email"], page.form().fields["mobile"]) == ("camille@", "12")


def test_a_refused_page_keeps_what_was_typed_but_never_a_password(site: Site) -> None:
    page = register(site.browser, password_confirmation="Other2026", accept_terms="yes")
    assert (page.status, page.path) == (422, "/inscription/mot-de-passe")
    assert "différents" in page.at("fault-password_confirmation")
    fields = page.form().fields
    assert (fields["password"], fields["password_confirmation"], fields["accept_terms"]) == ("", "", "yes")
    kept = site.store.get(Key("registration", draft_id(site)))
    assert kept
    assert b"Simulateur2026" not in kept
    assert not site.mail()


def draft_id(site: Site) -> str:
    from doublure.storage.shelf import Shelf

    shelf: Shelf[dict[str, Any]] = Shelf(site.store, "moncompteformation_session-visit", dict[str, Any], 1)
    visit = shelf.get(site.browser.cookie() or "")
    assert visit is not None
    return str(visit["registration"])


@pytest.mark.parametrize(("field", "value", "said"), [
    ("family_name", "", "nom de naissance"), ("family_name", "R2D2", "lettres"), ("family_name", "Factice", "correspondent pas"),
    ("nir", "", "Saisissez"), ("nir", "287035514090161", "clé"), ("nir", "28703551409016", "15 caractères"),
    ("nir", "2870355140901O0", "lettre O"), ("nir", "287035514X90160", "interdit"), ("nir", "187130055140901", "forme"),
    ("nir", "710019999999966", "provisoire"), ("nir", "187035514091497", "aucune personne de test"),
    ("diploma", "PHD", "liste"),
    ("email", "", "Saisissez"), ("email", "camille@", "valable"), ("mobile", "", "au moins"), ("mobile", "0199001234", "mobile"),
    ("landline", "0639980101", "fixe"),
    ("street_number", "12345678", "chiffres"), ("street_number", "bis", "chiffres"), ("repetition", "ZZ", "liste"),
    ("street_type", "XX", "liste"), ("street_name", "", "voie"), ("street_name", "x" * 101, "trop long"),
    ("postal_code", "", "code postal"), ("postal_code", "00000", "Aucune ville"), ("postal_code", "75001 Lyon", "pas ce code"),
    ("postal_code", "x", "Aucune ville"),
    ("password", "abc", "8 caractères"), ("password", "Specimen2026", "deviner"), ("password", "Aa140901zz", "deviner"),
    ("password", "Motdepasse1", "deviner"), ("accept_terms", None, "conditions générales"),
])
def test_each_mistake_stays_on_its_page_and_is_said_beside_its_field(
    site: Site, field: str, value: str | None, said: str,
) -> None:
    browser = site.browser
    browser.get("/inscription")
    for slug, fields in zip(STEPS, (IDENTITY, CONTACT, ADDRESS, PASSWORD), strict=True):
        button = "register-submit" if fields is PASSWORD else "step-next"
        page = browser.submit(button, **{name: value if name == field else kept for name, kept in fields.items()})
        if field in fields:
            assert (page.status, page.path) == (422, f"/inscription/{slug}")
            break
    if field == "family_name" and value == "Factice":
        field = "nir"
    assert said in page.at(f"fault-{field}")
    assert f'aria-describedby="{field}-help {field}-fault"' in page.html or f'aria-describedby=" {field}-fault"' in page.html
    assert not accounts(site)


def test_a_number_that_may_be_real_is_not_kept(site: Site) -> None:
    site.browser.get("/inscription")
    page = site.browser.submit("step-next", **{**IDENTITY, "nir": "187035514091497"})
    assert page.form().fields["nir"] == ""
    kept = site.store.get(Key("registration", draft_id(site)))
    assert kept
    assert b"914" not in kept


def test_a_postal_code_with_several_towns_offers_them(site: Site) -> None:
    browser = site.browser
    browser.get("/inscription")
    browser.submit("step-next", **IDENTITY)
    browser.submit("step-next", **CONTACT)
    page = browser.submit("step-next", **{**ADDRESS, "postal_code": "55110"})
    assert "liste" in page.at("fault-town")
    code = re.search(r'<option value="(\d+)"[^>]*>55110 Cunel', page.html)
    assert code
    assert browser.submit("step-next", town=code[1]).path == "/inscription/mot-de-passe"
    browser.submit("step-previous")
    assert browser.submit("step-next", postal_code="55110 CUNEL", town="").path == "/inscription/mot-de-passe"
    browser.submit("step-previous")
    assert browser.submit("step-next", postal_code="75 001", town="99999").path == "/inscription/mot-de-passe"


@pytest.mark.parametrize(("name", "nir", "accepted"), [
    ("SEIZE-FICTIF", "110115221992252", True), ("seize fictif", "210115221992301", False),
    ("Apprenti-Fictif", "111065215792039", True), ("Collège fictif", "211095215792136", False),
])
def test_sixteen_or_fifteen_with_a_contract_by_the_register(site: Site, name: str, nir: str, accepted: bool) -> None:
    site.browser.get("/inscription")
    page = site.browser.submit("step-next", family_name=name, nir=nir)
    assert (page.path == "/inscription/contact") is accepted
    if not accepted:
        assert "16 ans" in page.at("fault-nir")


def test_where_no_register_knows_the_contract_is_asked_at_fifteen(open_site: Callable[..., Site]) -> None:
    site = open_site(allow_unknown_nir=True)
    site.browser.get("/inscription")
    page = site.browser.submit("step-next", family_name="Inconnu", nir="111065215700185")
    assert page.has("apprenticeship")
    assert "contrat" in page.at("fault-apprenticeship")
    refused = site.browser.submit("step-next", apprenticeship="no")
    assert "16 ans" in refused.at("fault-apprenticeship")
    assert site.browser.submit("step-next", apprenticeship="yes").path == "/inscription/contact"
    back = site.browser.submit("step-previous")
    assert back.form().fields["apprenticeship"] == "yes"


@pytest.mark.parametrize(("rule", "accepted"), [("lenient", True), ("strict", False)])
def test_amb_02_who_turns_sixteen_this_month_by_her_number_alone(
    open_site: Callable[..., Site], rule: str, accepted: bool,
) -> None:
    site = open_site(allow_unknown_nir=True, age_from_nir=rule)
    site.browser.get("/inscription")
    number = "2101155140901"
    page = site.browser.submit("step-next", family_name="Inconnue", nir=f"{number}{97 - int(number) % 97:02d}")
    assert (page.path == "/inscription/contact") is accepted
    assert page.has("apprenticeship") is not accepted


def test_the_button_pressed_twice_makes_one_account_and_one_letter(site: Site) -> None:
    browser = site.browser
    register(browser, accept_terms=None)
    fields = {**browser.page.form().fields, **PASSWORD, "direction": "next"}
    pages: list[Page] = []
    twins = [site.another_browser() for _ in range(4)]
    for twin in twins:
        twin.client.set_cookie("moncompteformation_session", browser.cookie() or "", domain="localhost")
    threads = [threading.Thread(target=lambda t=t: pages.append(t.post("/inscription/mot-de-passe", fields))) for t in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {page.path for page in pages} == {"/inscription/enregistree"}
    assert browser.post("/inscription/mot-de-passe", fields).path == "/inscription/enregistree"
    assert len(accounts(site)) == len(site.mail()) == 1


def test_a_number_that_has_an_account_gets_the_same_page_and_its_owner_a_letter(site: Site) -> None:
    page = register(site.browser, family_name="De la Maquette", nir="170092603092950", email="intruder@example.org")
    assert page.path == "/inscription/enregistree"
    assert not site.mail("intruder@example.org")
    [letter] = site.mail("jeanloup@example.org")
    assert "déjà un compte" in letter["subject"]


def test_the_explicit_policy_says_that_the_number_has_an_account(open_site: Callable[..., Site]) -> None:
    site = open_site(duplicate_policy="explicit")
    page = register(site.browser, family_name="De la Maquette", nir="170092603092950")
    assert (page.status, page.form().action) == (422, "/inscription/identite")
    assert "existe déjà" in page.at("fault-nir")
    assert not site.mail()


def test_an_address_that_has_an_account_is_refused_neutrally_and_its_owner_learns_it(site: Site) -> None:
    page = register(site.browser, email="JEANLOUP@example.org")
    assert page.path == "/inscription/enregistree"
    [letter] = site.mail()
    assert letter["to"] == "jeanloup@example.org"
    assert not accounts(site)


def test_an_expired_link_offers_another(site: Site) -> None:
    register(site.browser)
    site.clock.advance(86_400)
    page = site.browser.get(link_in(site.mail()[0]))
    assert page.status == 410
    assert site.browser.submit("resend").has("sent")
    assert "est validée" in site.browser.get(link_in(site.mail()[0])).at("confirmation")
    assert len(site.mail()) == 2


def test_a_made_up_link_is_not_valid(site: Site) -> None:
    page = site.browser.get("/inscription/confirmation/made-up")
    assert page.status == 410
    assert not page.has("resend")


def test_letters_are_three_an_hour(site: Site) -> None:
    register(site.browser)
    site.browser.get("/connexion")
    site.browser.submit("login-submit", nir=IDENTITY["nir"], password="Simulateur2026")
    for _ in range(2):
        assert "nouveau message" in site.browser.submit("resend").at("sent")
        site.browser.get("/inscription/en-attente")
    assert site.browser.submit("resend").status == 429
    assert len(site.mail()) == 3


def test_who_comes_from_franceconnect_registers_with_the_civil_status_it_gave(site: Site) -> None:
    page = site.browser.franceconnect()
    assert page.path == "/inscription/identite"
    assert page.at("pivot-family_name") == "SPECIMEN"
    assert "family_name" not in page.form().fields
    page = site.browser.submit("step-next", nir=IDENTITY["nir"], family_name="USURPER")
    assert page.form().fields["email"] == "camille@example.org", "the address of FranceConnect is offered"
    site.browser.submit("step-next", mobile="0639980101")
    site.browser.submit("step-next", **ADDRESS)
    site.browser.submit("register-submit", **PASSWORD)
    site.browser.get(link_in(site.mail()[0]))
    assert accounts(site)[0].family_name == "SPECIMEN"
    assert site.another_browser().franceconnect().at("account-name") == "Camille SPECIMEN"


def test_before_the_click_franceconnect_does_not_log_in_either(site: Site) -> None:
    site.browser.franceconnect()
    for fields in (IDENTITY, CONTACT, ADDRESS):
        site.browser.submit("step-next", **{name: value for name, value in fields.items() if name != "family_name"})
    site.browser.submit("register-submit", **PASSWORD)
    page = site.another_browser().franceconnect()
    assert page.path == "/inscription/en-attente"
    assert page.has("resend")


@pytest.mark.parametrize(("claims", "nir", "field"), [
    ({"birthdate": "1988-03-14"}, IDENTITY["nir"], "nir"),
    ({"family_name": "MAQUETTE"}, IDENTITY["nir"], "nir"),
    ({"given_name": "Léa"}, IDENTITY["nir"], "nir"),
])
def test_the_number_of_somebody_else_is_refused_after_franceconnect(
    site: Site, claims: dict[str, str], nir: str, field: str,
) -> None:
    site.hub.claims |= claims
    site.browser.franceconnect()
    assert site.browser.submit("step-next", nir=nir).has(f"fault-{field}")


def test_a_sex_that_changed_is_confirmed_and_not_refused(site: Site) -> None:
    iris = next(person for person in site.house.people() if person.login == "iris")
    site.hub.claims |= {"family_name": iris.family_name, "given_name": iris.given_name, "birthdate": iris.birthdate,
                        "gender": "male", "birthplace": iris.birthplace}
    site.browser.franceconnect()
    page = site.browser.submit("step-next", nir=iris.nir)
    assert "sexe" in page.at("warnings")
    assert site.browser.submit("step-next", confirm_identity="yes").path == "/inscription/contact"


def test_a_birth_abroad_with_a_presumed_date_registers(site: Site) -> None:
    tashi = next(person for person in site.house.people() if person.login == "tashi")
    site.hub.claims |= {"family_name": tashi.family_name, "given_name": tashi.given_name, "birthdate": "1992-01-01",
                        "gender": "male", "birthplace": "", "birthcountry": tashi.birthcountry}
    site.browser.franceconnect()
    assert site.browser.submit("step-next", nir=tashi.nir).path == "/inscription/contact"


def test_the_short_way_after_franceconnect_needs_neither_password_nor_letter(open_site: Callable[..., Site]) -> None:
    site = open_site(short_registration_after_franceconnect=True)
    site.browser.franceconnect()
    for fields in (IDENTITY, CONTACT, ADDRESS):
        site.browser.submit("step-next", **{name: value for name, value in fields.items() if name != "family_name"})
    page = site.browser.submit("register-submit", accept_terms="yes")
    assert (page.path, page.at("account-name")) == ("/espace", "Camille SPECIMEN")
    assert not site.mail()


def test_another_address_than_franceconnect_s_is_confirmed_by_mail_also_on_the_short_way(open_site: Callable[..., Site]) -> None:
    site = open_site(short_registration_after_franceconnect=True)
    site.browser.franceconnect()
    for fields in (IDENTITY, {**CONTACT, "email": "new@example.org"}, ADDRESS):
        site.browser.submit("step-next", **{name: value for name, value in fields.items() if name != "family_name"})
    assert site.browser.submit("register-submit", accept_terms="yes").path == "/inscription/enregistree"
    assert [letter["to"] for letter in site.mail()] == ["new@example.org"]


def test_an_address_that_an_account_has_leads_to_its_number_and_password(site: Site) -> None:
    site.hub.claims |= {"email": "jeanloup@example.org"}
    page = site.browser.franceconnect()
    assert page.path == "/rapprochement"
    page = site.browser.submit("login-submit", nir="170092603092950", password="wrong")
    assert page.status == 403
    page = site.browser.submit("login-submit", nir="170092603092950", password="Simulateur2026")
    assert page.path == "/espace"
    assert "relié" in page.text
    assert site.another_browser().franceconnect().path == "/espace"


def test_a_number_that_has_an_account_leads_there_after_franceconnect(site: Site) -> None:
    register(site.browser)
    site.browser.get(link_in(site.mail()[0]))
    with site.house.records.session() as session:
        for account in session.scalars(select(Account).where(Account.nir == "2870355140901")):
            account.given_name = account.birthdate = ""
    other = site.another_browser()
    site.hub.claims |= {"email": "new@example.org"}
    other.franceconnect()
    for fields in (IDENTITY, {**CONTACT, "email": "new@example.org"}, ADDRESS):
        other.submit("step-next", **{name: value for name, value in fields.items() if name != "family_name"})
    assert other.submit("register-submit", **PASSWORD).path == "/rapprochement"


def test_the_wizard_speaks_english(site: Site) -> None:
    page = site.browser.get("/inscription", headers={"Accept-Language": "en"})
    assert 'lang="en"' in page.html
    assert page.form().action == "/inscription/identite"


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    site.browser.get("/inscription")
    assert site.browser.post("/inscription/identite", IDENTITY).status == 400


def test_no_page_of_ours_writes_the_draft_into_a_cookie(site: Site) -> None:
    site.browser.get("/inscription")
    site.browser.submit("step-next", **IDENTITY)
    cookies = [cookie.value for cookie in site.browser.client._cookies.values()]
    assert all("287035514090160" not in value and len(value) == 43 for value in cookies)


def test_the_data_of_a_draft_are_plain_values(site: Site) -> None:
    from service_provider.registration.draft import Draft

    draft = Draft(id="x", typed={"a": "b"}).with_typed({"a": " c  d ", "password": "p"}, of=frozenset({"a", "password"}))
    assert asdict(draft)["typed"] == {"a": "c d"}
