"""One fictitious person: the facts, the accounts, and how each identity provider spells them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from doublure.registry_facts import CLAIMS, checked
from doublure.settings import Settings

__all__ = [
    "PROVIDERS", "Persona", "document", "identifier_at", "identifiers_at", "identity_at", "identity_in_registry",
    "without_spaces",
]

#: The six fakes in the order of the choice page; `tous` in a file means all of them.
PROVIDERS = ("impots", "ameli", "laposte", "mobileconnect", "msa", "alicem")

_EVERYONE = "tous"
_FRANCE = "99100"
_COG = re.compile(r"(?:\d{2}|2A|2B)\d{3}")


class Persona(Settings):
    """One fictitious person (domain §4.3). Facts are those of the civil registry unless `spelling` or `registry` differ.

    `birthdate` is `YYYY-MM-DD` with `00` for an unknown part; `nir` has 15 characters, `nif` 13, `phone` ten digits with
    spaces; `idps` are slugs; `spelling` holds, by slug, the claims that provider has otherwise; `registry` holds what the
    civil registry has otherwise: claims, `status` (`known`, `unknown`, `deceased`, `rejected`), `lookalikes` (how many more
    entries answer to this identity) and `scenario` (what it plays for this person, like `FED-12/late`). `nir_rank` has the
    NIR computed from the birth, for dates that move. `rnipp` and `mcf` say in words what the registry answers and which
    account exists at moncompteformation. `account` is the one at the hub.
    """

    id: str = ""
    login: str = Field(min_length=1, max_length=100, pattern=r"^[^\s/?#%]+$")
    case: str = ""
    gender: Literal["female", "male", "unspecified", ""] = ""
    family_name: str = Field("", max_length=256)
    given_name: str = Field("", max_length=256)
    preferred_username: str | None = None
    birthdate: str = Field("", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    birthplace: str = ""
    birthcountry: str = _FRANCE
    place: str = ""
    nir: str = Field("", pattern=r"^(\d{5}(\d\d|2A|2B)\d{8})?$")
    nir_rank: int | None = Field(None, ge=1, le=999)
    nif: str = Field("", pattern=r"^(\d{13})?$")
    phone: str = ""
    email: str = ""
    idps: tuple[str, ...] = PROVIDERS
    apprenticeship: bool | None = None
    rnipp: str = "2"
    mcf: str = "aucun compte"
    account: Literal["active", "disabled"] = "active"
    registry: Mapping[str, str | int] = {}
    spelling: Mapping[str, Mapping[str, str]] = {}
    address: Mapping[str, str] = {}

    @field_validator("idps", mode="before")
    @classmethod
    def _as_slugs(cls, value: object) -> object:
        # The written form is a list separated by spaces, as scopes are; `tous` spares naming the six.
        if isinstance(value, str):
            return PROVIDERS if value == _EVERYONE else tuple(value.split())
        return value

    @field_validator("preferred_username", mode="after")
    @classmethod
    def _none_for_empty(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("registry")
    @classmethod
    def _known_to_a_registry(cls, value: Mapping[str, str | int]) -> Mapping[str, str | int]:
        return checked(value)

    @model_validator(mode="after")
    def _rank_has_a_birth(self) -> Persona:
        place = self.birthplace if self.birthcountry == _FRANCE else self.birthcountry
        if self.nir_rank is not None and not (self.birthdate and _COG.fullmatch(place)):
            raise ValueError("nir_rank needs a birthdate and the INSEE code of the place; add them or give nir instead")
        return self


def identity_in_registry(persona: Persona) -> dict[str, str] | None:
    """The claims the civil registry has about *persona*, empty where it has none; `None` when it does not know her."""
    if persona.registry.get("status") == "unknown":
        return None
    return {name: str(persona.registry.get(name, getattr(persona, name) or "")) for name in CLAIMS}


def identity_at(persona: Persona, slug: str) -> dict[str, Any]:
    """The claims the provider *slug* has about *persona*, in its own spelling (OpenID Connect Core §5.1, contract §5.4).

    Empty values are absent, and so is `birthplace` of who was born abroad.
    """
    claims: dict[str, Any] = {name: getattr(persona, name) for name in CLAIMS} | dict(persona.spelling.get(slug, {}))
    if claims["birthcountry"] != _FRANCE:
        claims["birthplace"] = ""
    number = without_spaces(persona.phone)
    claims["phone_number"] = f"+33{number[1:]}" if len(number) == 10 and number.startswith("0") else number
    claims["address"] = {name: value for name, value in persona.address.items() if value}
    return {name: value for name, value in claims.items() if value}


def identifier_at(persona: Persona, slug: str) -> str:
    """What *persona* types at the provider *slug* as its own kind of identifier; the login where it has none."""
    return next(iter(_written(persona, slug)), "") or persona.login


def identifiers_at(persona: Persona, slug: str) -> set[str]:
    """Every identifier that *persona* may type at the provider *slug*, as compared."""
    return {without_spaces(identifier) for identifier in _written(persona, slug)} - {""}


def document(persona: Persona, age: int | None = None) -> dict[str, Any]:
    """*persona* with the fields of the published table: `idps` in words, `age` in whole years when given."""
    fields: dict[str, Any] = persona.model_dump(mode="json")
    fields["idps"] = _EVERYONE if set(persona.idps) == set(PROVIDERS) else " ".join(persona.idps)
    return fields if age is None else fields | {"age": age}


def _written(persona: Persona, slug: str) -> tuple[str, ...]:
    email = persona.spelling.get(slug, {}).get("email", persona.email)
    match slug:
        case "impots":
            return (persona.nif,)
        case "ameli" | "msa":
            return (persona.nir[:13],)
        case "laposte":
            return (email, persona.phone)
        case "mobileconnect":
            return (persona.phone,)
        case _:
            return (persona.login,)


def without_spaces(identifier: str) -> str:
    """*identifier* as it is compared: no spaces of any kind, one case."""
    return "".join(identifier.split()).casefold()
