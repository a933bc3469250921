"""SEED-20 to SEED-28: the home page and what every public page has."""

from __future__ import annotations

import colorsys
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from doublure.testing.person import Person
from tests.browser.window import shown
from tests.seed.scene import Scene

PUBLIC = ("/", "/aide", "/connexion", "/inscription/identite", "/recherche", "/conseils-professionnels", "/mot-de-passe-oublie",
          "/conditions-generales", "/donnees-personnelles", "/deconnexion")


@pytest.fixture
def home(scene: Scene, page: Page) -> Page:
    page.goto(scene.site + "/")
    return page


def colour(locator: Locator, name: str) -> tuple[int, int, int]:
    red, green, blue = re.findall(r"[\d.]+", locator.evaluate(f"element => getComputedStyle(element).{name}"))[:3]
    return int(red), int(green), int(blue)


def luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def hue(rgb: tuple[int, int, int]) -> float:
    """In degrees."""
    return colorsys.rgb_to_hsv(*(part / 255 for part in rgb))[0] * 360


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("path", PUBLIC)
def test_SEED_20_the_link_to_the_registration_is_on_every_public_page(scene: Scene, person: Person, path: str) -> None:
    page = person.opens(scene.site + path)
    assert page.said("create-account").casefold() == "création de compte"
    assert person.presses("create-account").url == scene.site + "/inscription/identite"


@pytest.mark.browser
def test_SEED_21_two_placeholders_top_left_and_no_logo(home: Page) -> None:
    republic, site = box(shown(home, "logo-republic")), box(shown(home, "logo-site"))
    expect(shown(home, "logo-republic")).to_contain_text("République Française")
    expect(shown(home, "logo-site")).to_contain_text("Mon Compte Formation")
    links = box(home.get_by_role("navigation", name="Accès au compte"))
    assert republic["x"] < site["x"] < 640, "both on the left half"
    assert site["x"] + site["width"] <= links["x"], "left of the links"
    assert max(republic["y"], site["y"]) < 250
    assert home.locator("img, header svg, header picture").count() == 0


@pytest.mark.browser
def test_SEED_22_three_links_top_right_the_last_one_on_yellow(home: Page) -> None:
    links = home.get_by_role("navigation", name="Accès au compte").get_by_role("link")
    assert links.all_inner_texts() == ["AIDE", "CONNEXION", "CRÉATION DE COMPTE"]
    places = [box(link) for link in links.all()]
    assert [place["x"] for place in places] == sorted(place["x"] for place in places)
    assert places[0]["x"] > 640
    highlighted = links.nth(2)
    ground, ink = colour(highlighted, "backgroundColor"), colour(highlighted, "color")
    assert 40 <= hue(ground) <= 65, f"{ground} is not yellow"
    lighter, darker = sorted((luminance(ground), luminance(ink)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.browser
def test_SEED_23_four_sections_in_a_second_row(home: Page) -> None:
    sections = home.get_by_role("navigation", name="Rubriques")
    assert sections.get_by_role("link").all_inner_texts() == ["RECHERCHE", "DROITS", "DOSSIERS", "CONSEILS PROFESSIONNELS"]
    assert box(sections)["y"] >= box(home.get_by_role("link", name="CONNEXION"))["y"] + 20
    assert box(sections.get_by_role("link").nth(0))["y"] == box(sections.get_by_role("link").nth(3))["y"]


def test_SEED_23_rights_and_files_ask_for_a_login_and_all_four_answer(scene: Scene, person: Person) -> None:
    for path, private in (("/recherche", False), ("/droits", True), ("/dossiers", True), ("/conseils-professionnels", False)):
        assert person.opens(scene.site + path).url.endswith("/connexion") is private, path
    person.opens(scene.site + "/droits")
    nir = scene.persona("jeanloup")["nir"]
    assert person.presses("login-submit", {"nir": nir, "password": "Simulateur2026"}).url == scene.site + "/droits"
    for path in ("/recherche", "/droits", "/dossiers", "/conseils-professionnels"):
        page = person.opens(scene.site + path)
        assert (page.status, page.url) == (200, scene.site + path)


@pytest.mark.browser
def test_SEED_24_a_banner_for_the_young_and_one_for_the_elected(home: Page) -> None:
    for name in ("#jeunesolution", "Élus"):
        expect(home.get_by_role("region", name=name)).to_be_visible()


@pytest.mark.browser
def test_SEED_25_a_warning_against_fraud_in_an_orange_box(home: Page) -> None:
    note = shown(home, "fraud-warning")
    expect(note).to_have_role("note")
    expect(note).to_contain_text("Ne donnez à personne votre numéro de sécurité sociale ni votre mot de passe")
    for name in ("backgroundColor", "borderTopColor"):
        assert 20 <= hue(colour(note, name)) <= 40, name


@pytest.mark.browser
def test_SEED_26_the_heading(home: Page) -> None:
    expect(home.get_by_role("heading", level=1)).to_have_text("Développez vos compétences")


@pytest.mark.browser
def test_SEED_27_how_it_works_in_three_pictured_items(home: Page) -> None:
    expect(home.get_by_role("heading", level=2, name="Comment ça marche ?", exact=True)).to_be_visible()
    items = home.get_by_role("region", name="Comment ça marche ?").get_by_role("listitem")
    expect(items).to_have_count(3)
    for item, word in zip(items.all(), ("droits", "connecte", "formation"), strict=True):
        expect(item).to_contain_text(word)
        picture = box(item.locator("svg"))
        assert picture["width"] >= 24
        assert picture["height"] >= 24


@pytest.mark.browser
def test_SEED_28_lisa_in_the_right_column(home: Page) -> None:
    column = home.get_by_role("complementary", name="MON CONSEIL EN ÉVOLUTION PROFESSIONNELLE")
    expect(column).to_contain_text("Lisa vous conseille dans votre projet professionnel")
    portrait = column.get_by_role("img")
    expect(portrait).to_have_accessible_name(re.compile("Lisa"))
    assert portrait.evaluate("picture => picture.tagName") == "svg", "drawn, no photograph"
    how = box(home.get_by_role("region", name="Comment ça marche ?"))
    assert box(column)["x"] >= how["x"] + how["width"]
