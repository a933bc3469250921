"""Somebody who uses the dashboard and the services around it, in a browser without JavaScript."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.stories.federation import Federation


class Visitor(Person):
    """One browser."""

    def __init__(self, federation: Federation, language: str = "fr") -> None:
        super().__init__(language=language)
        self.federation = federation
        self.site = federation.public("dashboard")

    def proves(self, idp: str, login: str) -> Page:
        """From the choice page to the confirmation, when all is well."""
        self.presses(f"idp-{idp}")
        return self.presses("login-submit", {"identifier": login, "password": "123"})

    def logs_in(self, idp: str = "ameli", login: str = "bruno") -> Page:
        """Log in at the dashboard."""
        self.opens(self.site + "/franceconnect/login")
        self.proves(idp, login)
        return self.presses("consent-continue")

    def uses(self, idp: str = "impots", login: str = "bruno") -> Page:
        """Come to moncompteformation through FranceConnect; ends on a page of the hub when it says no."""
        self.opens(self.federation.public("moncompteformation") + "/franceconnect/login")
        page = self.proves(idp, login)
        return self.presses("consent-continue") if page.has("consent-continue") else page

    def at(self, path: str) -> Page:
        """Open a page of the dashboard."""
        return self.opens(self.site + path)

    def posts(self, path: str, **fields: str) -> Page:
        """Post *fields* with the anti-forgery value of the page that *path* shows."""
        form = self.at(path).forms[-1]
        return self.submits(form, {name: value for name, value in fields.items() if name != "without"})

    def raw(self, path: str, body: str) -> Page:
        """One POST as it is, redirects followed."""
        return self._follow("POST", urljoin(self.site, path), body)

    def token(self, path: str = "/preferences") -> str:
        """The anti-forgery value of a page."""
        return self.at(path).forms[-1].values()["csrf_token"]

    def letters(self, to: str = "bruno@example.org", about: str = "") -> list[dict[str, Any]]:
        """Letters to somebody whose subject has *about*, newest first."""
        return [letter for letter in self.federation.api.mail(to) if about in letter["subject"]]
