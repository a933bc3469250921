"""The people of the simulator, found by login or by a provider's own identifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from doublure.birth import nir_of, resolved
from doublure.faults import explained
from doublure.persona import (
    PROVIDERS,
    Persona,
    document,
    identifier_at,
    identifiers_at,
    identity_at,
    identity_in_registry,
    without_spaces,
)
from doublure.persona_files import entries
from doublure.settings import SettingsError

__all__ = [
    "PROVIDERS", "People", "Persona", "document", "identifier_at", "identity_at", "identity_in_registry", "load_people",
    "persona_from",
]


class People:
    """Everybody, in file order. Frozen: `replace` gives other people."""

    def __init__(self, personas: Iterable[Persona]) -> None:
        self._by_login = {persona.login: persona for persona in personas}
        self._by_identifier = {
            (slug, identifier): persona
            # Reversed, so that of two people with one identifier the first in the file is found.
            for persona in reversed(self._by_login.values())
            for slug in persona.idps for identifier in identifiers_at(persona, slug)
        }

    def by_login(self, login: str) -> Persona | None:
        """The person with this login."""
        return self._by_login.get(login)

    def by_identifier(self, slug: str, identifier: str) -> Persona | None:
        """The person whom the provider *slug* knows under its own kind of *identifier*; spaces and case are ignored."""
        return self._by_identifier.get((slug, without_spaces(identifier)))

    def with_account_at(self, slug: str) -> tuple[Persona, ...]:
        """Those who have an account at the provider *slug*; who has one at all six has one at any further provider."""
        return tuple(persona for persona in self if slug in persona.idps
                     or (slug not in PROVIDERS and set(PROVIDERS) <= set(persona.idps)))

    def replace(self, persona: Persona) -> People:
        """The same people with *persona* in place of whoever has that login, or added at the end."""
        return People({**self._by_login, persona.login: persona}.values())

    def __iter__(self) -> Iterator[Persona]:
        return iter(self._by_login.values())

    def __len__(self) -> int:
        return len(self._by_login)


def load_people(path: Path, *, today: date) -> People:
    """The people in *path* (`.toml` or `.csv`), relative birth dates counted from *today*. Raises `SettingsError`."""
    people: dict[str, Persona] = {}
    for place, entry in entries(path):
        try:
            persona = persona_from(entry, today)
        except ValidationError as error:
            raise SettingsError(explained(error, Persona, path, place)) from None
        if persona.login in people:
            raise SettingsError(f"{path}, [{place}]: a second person has the login '{persona.login}'; give another one")
        people[persona.login] = persona
    return People(people.values())


def persona_from(entry: Mapping[str, Any], today: date) -> Persona:
    """A person from the fields of the published table, with `today…` dates resolved. Raises `ValidationError`.

    With `nir_rank` the number is computed, so that it follows a birth date that moves; `age` follows from the birth date
    and is not taken.
    """
    fields = {name: value for name, value in entry.items() if name != "age"}
    try:
        fields["birthdate"] = resolved(str(fields.get("birthdate", "")), today)
    except ValueError:
        return Persona.model_validate(fields)  # `birthdate` does not have its form: the refusal names it
    persona = Persona.model_validate(fields)
    if persona.nir_rank is None:
        return persona
    number = nir_of(gender=persona.gender, birthdate=persona.birthdate, birthplace=persona.birthplace,
                    birthcountry=persona.birthcountry, rank=persona.nir_rank)
    return persona.model_copy(update={"nir": number})
