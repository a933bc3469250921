"""Bad input on every field: said beside it and on top, nothing else lost, nothing kept that must not be."""

from __future__ import annotations

import logging
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.seed.scene import CAMILLE, Scene, sends
from tests.seed.test_ambiguities import number, years_ago

#: Page, field, what is typed (`None`: the field is left out), a word of its message.
TABLE = [
    (1, "family_name", "", "nom de naissance"), (1, "family_name", "R2D2xyz", "lettres"),
    (1, "nir", "", "Saisissez"), (1, "nir", "28703551409016", "15 caractères"), (1, "nir", "287035514090161", "clé"),
    (1, "nir", "187035514091497", "aucune personne de test"), (1, "nir", "<script>alert(1)</script>", "interdit"),
    (1, "diploma", "PHDxyz", "liste"),
    (2, "email", "", "Saisissez"), (2, "email", "camille@nowhere", "valable"), (2, "email", "camille@", "valable"),
    (2, "mobile", "", "au moins"), (2, "mobile", "0199009999", "mobile"), (2, "landline", "0639980199", "fixe"),
    (3, "street_number", "12bis", "chiffres"), (3, "repetition", "ZZyx", "liste"), (3, "street_type", "XXyz", "liste"),
    (3, "street_name", "", "voie"), (3, "street_name", "x" * 101, "trop long"), (3, "address_complement", "y" * 101, "trop long"),
    (3, "locality", "z" * 101, "trop long"), (3, "postal_code", "", "code postal"), (3, "postal_code", "00000", "Aucune ville"),
    (3, "postal_code", "55110", "Choisissez"),
    (4, "password", "", "8 caractères"), (4, "password", "abcdefg", "8 caractères"), (4, "password", "Specimen2031", "deviner"),
    (4, "password", "Zz1" + "x" * 130, "128"), (4, "password_confirmation", "Zanzibar2032", "différents"),
    (4, "accept_terms", None, "conditions générales"),
]
#: Where the message is not beside the field that was wrong, but beside the one that is asked next.
ASKED = {("postal_code", "55110"): "town"}


class Controls(HTMLParser):
    """Form controls by name, texts by id, and the order in which the page names what is wrong."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.controls: dict[str, dict[str, str]] = {}
        self.ids: set[str] = set()
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids.add(found.get("id", ""))
        if tag in {"input", "select"} and "name" in found:
            self.controls.setdefault(found["name"], found)


def is_said(page: Page, field: str, word: str) -> None:
    """The message with *word* is beside *field*, tied to it, and in the summary above the form."""
    said = page.said(f"fault-{field}")
    assert word.casefold() in said.casefold(), (field, said)
    control = Controls(page).controls[field]
    assert control["aria-invalid"] == "true"
    assert f"{field}-fault" in control["aria-describedby"].split()
    assert set(control["aria-describedby"].split()) <= Controls(page).ids
    assert said in page.said("faults")
    assert f'<a href="#{field}">' in page.text
    assert field in Controls(page).ids
    assert page.text.index('data-testid="faults"') < page.text.index('name="csrf_token"')


def kept(state: Path) -> str:
    """Everything that the databases hold, as SQL."""
    dumps = []
    for file in state.rglob("*.sqlite3"):
        with closing(sqlite3.connect(file)) as database:
            dumps += list(database.iterdump())
    return "\n".join(dumps)


@pytest.mark.parametrize(("step", "field", "typed", "word"), TABLE)
def test_each_mistake_is_said_beside_its_field_and_nothing_else_happens(
    scene: Scene, person: Person, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
    step: int, field: str, typed: str | None, word: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    page = scene.registers(person, until=step, **{field: typed})
    assert page.status == 422
    is_said(page, ASKED.get((field, typed or ""), field), word)
    values = page.form_with("register-submit" if step == 4 else "step-next").values()
    for name, value in CAMILLE[step - 1].items():
        if name.startswith("password"):
            assert values[name] == "", "no password is ever sent back"
        elif name != field:
            assert values.get(name, "") == value, name
        elif typed and field != "nir" and field not in {"diploma", "repetition", "street_type"}:
            assert values[name] == typed, "nothing typed is lost"
    assert scene.accounts() == []
    assert scene.letters() == []
    spoken = caplog.text + "".join(capfd.readouterr())
    for secret in filter(None, (typed, CAMILLE[0]["nir"].replace(" ", ""), CAMILLE[3]["password"])):
        if len(secret) > 4:
            assert secret not in spoken
            assert secret not in kept(scene.federation.state)


def test_a_page_with_several_mistakes_names_them_all(scene: Scene, person: Person) -> None:
    page = scene.registers(person, until=2, email="x", mobile="1", landline="2")
    for field, word in (("email", "valable"), ("mobile", "mobile"), ("landline", "fixe")):
        is_said(page, field, word)


def test_a_number_that_does_not_fit_the_identity_is_to_be_confirmed(scene: Scene, person: Person) -> None:
    scene.from_franceconnect(person, "impots", "iris")
    page = sends(person, {"nir": scene.persona("iris")["nir"]})
    is_said(page, "confirm_identity", "confirmez")
    assert sends(person, {"confirm_identity": "yes"}).url.endswith("/contact")


def test_at_fifteen_the_unanswered_question_is_said_beside_it(lenient: Scene, person: Person) -> None:
    nir = number(years_ago(15))
    page = lenient.registers(person, ({"family_name": "Essai", "nir": nir},), until=1)
    assert "15 ans" in page.said("fault-apprenticeship")
    group = re.search(r'<fieldset[^>]*data-testid="apprenticeship"[^>]*>', page.text)
    assert group
    assert 'aria-invalid="true"' in group[0]
    assert "apprenticeship-fault" in group[0]
    assert '<a href="#apprenticeship">' in page.text


def test_a_registration_refused_at_the_end_leaves_no_trace(scene: Scene, person: Person) -> None:
    scene.registers(person, password_confirmation="Zanzibar2032")
    there = kept(scene.federation.state)
    assert 'INSERT INTO "account"' in there, "the accounts from the start"
    assert "2870355140901" not in there
    assert "camille@example.org" not in there
