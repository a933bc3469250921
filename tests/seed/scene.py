"""moncompteformation as a test sees it: its accounts, its letters, and the four pages filled in by browser or by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from doublure.records import Records, open_records
from doublure.records.schema import select
from doublure.testing.pages import Page as Read
from doublure.testing.person import Person
from service_provider.accounts.schema import Account, Base
from tests.browser.window import shown
from tests.stories.federation import CONFIG, Federation, through

STEPS = ("identite", "contact", "adresse", "mot-de-passe")
PASSWORD = "Zanzibar2031"

#: Camille (P01) fills in the four pages: nominal, no account yet.
CAMILLE: tuple[dict[str, str], ...] = (
    {"family_name": "Specimen", "nir": "2 87 03 55 140 901 60", "diploma": "MAS"},
    {"email": "camille@example.org", "mobile": "06 39 98 01 01", "landline": ""},
    {"street_number": "12", "repetition": "B", "street_type": "RUE", "street_name": "des Essais", "address_complement": "",
     "locality": "", "postal_code": "75001"},
    {"password": PASSWORD, "password_confirmation": PASSWORD, "accept_terms": "yes"},
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One federation, and moncompteformation in it with its database."""

    federation: Federation
    records: Records

    @property
    def site(self) -> str:
        """moncompteformation's origin."""
        return self.federation.public("moncompteformation")

    def accounts(self) -> list[Account]:
        """The accounts that people made, not those from the start."""
        with self.records.reading() as session:
            return list(session.scalars(select(Account).where(~Account.id.startswith("seed-"))))

    def letters(self, to: str | None = None) -> list[dict[str, Any]]:
        """Letters of moncompteformation, newest first."""
        return [letter for letter in self.federation.api.mail(to) if letter["application"] == "moncompteformation"]

    def link(self, to: str = "camille@example.org") -> str:
        """The link in the newest letter to *to*."""
        letter = self.letters(to)[0]
        full = letter if "text" in letter else self.federation.api.call("GET", f"/api/mail/{letter['id']}").json
        found = re.search(re.escape(self.site) + r"/\S+", full["text"])
        assert found, full
        return found[0]

    def persona(self, login: str) -> dict[str, Any]:
        """A person as the control API tells it."""
        found: dict[str, Any] = self.federation.api.call("GET", f"/api/personas/{login}").json
        return found

    def from_franceconnect(self, person: Person, idp: str, login: str) -> Read:
        """Log in with FranceConnect; the page of moncompteformation that follows."""
        person.opens(self.site + "/franceconnect/login")
        return through(person, idp, login)

    def registers(self, person: Person, answers: tuple[Mapping[str, str], ...] = CAMILLE, *, until: int = 4,
                  **changes: str | None) -> Read:
        """Go through the first *until* pages without JavaScript; a change to `None` leaves the field out."""
        page = person.opens(self.site + "/inscription")
        for number, fields in enumerate(answers[:until]):
            page = sends(person, {name: changes.get(name, value) for name, value in fields.items()}, last=number == 3)
        return page

    def confirmed(self, person: Person, answers: tuple[Mapping[str, str], ...] = CAMILLE, **changes: str | None) -> None:
        """Register and open the link in the letter."""
        self.registers(person, answers, **changes)
        person.opens(self.link(changes.get("email") or answers[1]["email"]))

    def logs_in(self, person: Person, nir: str = CAMILLE[0]["nir"], password: str = PASSWORD) -> Read:
        """Number and password."""
        person.opens(self.site + "/connexion")
        return person.presses("login-submit", {"nir": nir, "password": password})

    def walks(self, page: Page, to: int, answers: tuple[Mapping[str, str], ...] = CAMILLE) -> None:
        """In Chromium: fill in the pages before page *to* (1 to 4) and stop there."""
        page.goto(self.site + "/inscription")
        for fields in answers[:to - 1]:
            types(page, fields)
            shown(page, "step-next").click()
        page.wait_for_url(f"**/inscription/{STEPS[to - 1]}")


@contextmanager
def opened(federation: Federation) -> Iterator[Scene]:
    """The scene in *federation*; its database is opened a second time, to look into it."""
    file = next((federation.state / "records").glob("*/moncompteformation.sqlite3"))
    records = open_records(f"sqlite:///{file}", migrations="service_provider.migrations", base=Base)
    try:
        yield Scene(federation, records)
    finally:
        records.close()


def sends(person: Person, fields: Mapping[str, str | None], *, last: bool = False) -> Read:
    """Fill in the page of the wizard that is open and send it."""
    assert person.page is not None
    button = "register-submit" if last else "step-next"
    form = person.page.form_with(button)
    for name, value in fields.items():
        if value is None:
            form.fields = [field for field in form.fields if field.name != name]
    return person.submits(form, {name: value for name, value in fields.items() if value is not None}, press=button)


def types(page: Page, fields: Mapping[str, str]) -> None:
    """Fill in fields in Chromium: lists are chosen from, boxes ticked."""
    for name, value in fields.items():
        field = page.locator(f"[name={name}]").first
        kind = field.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind == "select":
            field.select_option(value)
        elif kind == "checkbox":
            field.set_checked(bool(value))
        else:
            field.fill(value)


def varied_config(folder: Path, changes: Mapping[str, object]) -> Path:
    """A copy of the configuration in which moncompteformation's settings have *changes*."""
    shutil.copytree(CONFIG, folder)
    file = folder / "service_provider" / "moncompteformation.toml"
    text = file.read_text(encoding="utf-8")
    for key, value in changes.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {json.dumps(value)}", text)
        assert found == 1, key
    file.write_text(text, encoding="utf-8")
    return folder
