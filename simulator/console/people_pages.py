"""People for a person: search, copy, edit, add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from doublure.census import Census
from doublure.clock import Clock
from doublure.exchange import Answer, Request
from doublure.personas import Persona
from simulator.console.api import persona_shown
from simulator.console.call import Problem, invalid
from simulator.console.forms import Field, document_from, faults_of, shown
from simulator.console.frame import Frame, Page

__all__ = ["PeoplePages"]

_FIELDS = (
    Field("login", "Identifiant", required=True),
    Field("case", "Cas"),
    Field("family_name", "Nom de naissance"),
    Field("given_name", "Prénoms"),
    Field("preferred_username", "Nom d’usage"),
    Field("gender", "Sexe", "choice", options=("", "female", "male", "unspecified")),
    Field("birthdate", "Date de naissance", help="AAAA-MM-JJ, 00 pour ce qui est inconnu, ou today-16y+1d"),
    Field("birthplace", "Code INSEE de la commune de naissance"),
    Field("birthcountry", "Code INSEE du pays de naissance"),
    Field("email", "Adresse électronique"),
    Field("phone", "Téléphone mobile"),
    Field("nir", "Numéro de sécurité sociale", help="15 caractères, clé comprise"),
    Field("nif", "Numéro fiscal"),
    Field("idps", "Comptes", help="Identifiants courts des fournisseurs, séparés par des espaces, ou tous"),
    Field("account", "Compte auprès du hub", "choice", options=("active", "disabled")),
    Field("registry", "Ce que le répertoire civil sait autrement", "json"),
    Field("spelling", "Ce qu’un fournisseur écrit autrement", "json"),
    Field("address", "Adresse postale", "json"),
)
_SEARCHED = ("login", "case", "family_name", "given_name", "preferred_username", "email", "idps", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePages:
    """Whoever lives here."""

    frame: Frame
    census: Census
    clock: Clock

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/personas", self.all, ("GET",)
        yield "/personas/new", self.blank, ("GET",)
        yield "/personas", self.frame.form(self.add), ("POST",)
        yield "/personas/<login>", self.edit, ("GET",)
        yield "/personas/<login>", self.frame.form(self.change), ("POST",)

    def all(self, request: Request) -> Answer:
        """Everybody, or those in whom the words searched for are found."""
        wanted = (request.query.get("search") or "").strip()
        people = [persona_shown(persona, self.clock) for persona in self.census()]
        found = [person for person in people if _has(person, wanted)]
        return self.frame.page(request, "personas.html", "/personas", people=found, search=wanted, total=len(people))

    def blank(self, request: Request) -> Answer:
        """The form of a new person, empty or with what another one has."""
        copied = self.census.entry(request.query.get("copy") or "") or {}
        base = {name: value for name, value in copied.items() if name not in {"login", "id"}}
        return self._form(request, base, action="/personas", faults=[], status=200)

    def add(self, request: Request) -> Answer:
        """A new person."""
        login = (request.form.get("login") or "").strip()
        copied = self.census.entry(request.form.get("copied") or "") or {}
        base = {name: value for name, value in copied.items() if name not in {"login", "id"}}
        if self.census().by_login(login) is not None:
            faults = [{"field": "login", "detail": "login: is taken; give another one"}]
            return self._form(request, self._typed(request, base), action="/personas", faults=faults, status=409)
        return self._kept(request, login, base, "/personas")

    def edit(self, request: Request, login: str) -> Answer:
        """The form of a person."""
        entry = self.census.entry(login)
        if entry is None:
            return self.frame.absent(request)
        return self._form(request, entry, action=_path(login), faults=[], status=200, fixed=("login",))

    def change(self, request: Request, login: str) -> Answer:
        """Other facts of a person."""
        entry = self.census.entry(login)
        return self.frame.absent(request) if entry is None else self._kept(request, login, entry, _path(login), fixed=("login",))

    def _kept(self, request: Request, login: str, base: dict[str, Any], action: str, fixed: tuple[str, ...] = ()) -> Answer:
        try:
            self.census.put(login, {**document_from(_FIELDS, request.form, base), "login": login})
        except ValidationError as error:
            problem = invalid(error, Persona)
        except Problem as refused:
            problem = refused
        else:
            return self.frame.done(f"/personas#{quote(login)}")
        return self._form(request, self._typed(request, base), action=action, faults=faults_of(problem), status=422, fixed=fixed)

    def _typed(self, request: Request, base: dict[str, Any]) -> dict[str, Any]:
        return base | {field.name: request.form.get(field.name) or "" for field in _FIELDS if field.kind != "json"}

    def _form(self, request: Request, document: dict[str, Any], *, action: str, faults: list[dict[str, str]], status: int,
              fixed: tuple[str, ...] = ()) -> Answer:
        return self.frame.page(
            request, "persona.html", "/personas", status=status, fields=_FIELDS, values=shown(_FIELDS, document), action=action,
            faults=faults, fixed=fixed, copied=request.query.get("copy") or request.form.get("copied") or "",
        )


def _has(person: dict[str, Any], wanted: str) -> bool:
    text = " ".join(str(person.get(name) or "") for name in _SEARCHED).casefold()
    return all(word in text for word in wanted.casefold().split())


def _path(login: str) -> str:
    return f"/personas/{quote(login, safe='')}"
