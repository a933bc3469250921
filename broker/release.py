"""Which claims a granted scope releases, and what the confirmation page calls them (contract §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator

from doublure.settings import Settings, SettingsError

__all__ = ["DataGroup", "DataScopes", "Group", "Release"]

_DISPLAY_ORDER = (
    "family_name", "preferred_username", "given_name", "gender", "birthdate", "birthplace", "birthcountry", "address",
    "email", "phone_number",
)
#: Claims every discovery document lists behind those of the scopes.
_PROTOCOL_CLAIMS = ("acr", "sid", "auth_time", "iss")


class Claim(Settings):
    """A claim and its label on the confirmation page; without a label it is never shown."""

    name: str
    label: str | None = None


class Scope(Settings):
    """An identity scope and the claims it releases; its own label is for what no claim says."""

    name: str
    label: str | None = None
    claims: Annotated[tuple[str, ...], BeforeValidator(lambda value: tuple(value.split()))]


class DataScope(Settings):
    """A data provider's scope: it authorises a later exchange and releases nothing at userinfo."""

    name: str
    label: str


class DataGroup(Settings):
    """A data provider on the confirmation page: its name and scopes. `slug` is how platforms name it."""

    slug: str
    name: str
    scope: tuple[DataScope, ...]


class DataScopes(Settings):
    """`config/broker/data_scopes.toml`."""

    data_provider: tuple[DataGroup, ...]

    def of(self, slugs: Iterable[str]) -> tuple[DataGroup, ...]:
        """The data providers *slugs*, in that order. Raises `SettingsError` for one that is not in the file."""
        known = {provider.slug: provider for provider in self.data_provider}
        if missing := [slug for slug in slugs if slug not in known]:
            raise SettingsError(f"data_scopes: no data provider is called {missing[0]!r}; there are {', '.join(known)}")
        return tuple(known[slug] for slug in slugs)


class Group(Settings):
    """What one provider of data transmits, as the confirmation page lists it; `provider` is `None` for the hub itself."""

    provider: str | None
    labels: tuple[str, ...]


class Release(Settings):
    """`config/broker/claims.toml`, or the platform's own table, with the data providers the platform knows."""

    claim: tuple[Claim, ...]
    scope: tuple[Scope, ...]
    data_provider: tuple[DataGroup, ...] = ()

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """Every scope the platform knows, in the order of discovery."""
        return tuple(scope.name for scope in self.scope) + tuple(scope.name for _, scope in self._data_scopes())

    @cached_property
    def claims_supported(self) -> tuple[str, ...]:
        """Every claim the platform announces, in the order of discovery."""
        data = tuple(scope.name for _, scope in self._data_scopes())
        return tuple(claim.name for claim in self.claim) + data + _PROTOCOL_CLAIMS

    @cached_property
    def personal(self) -> frozenset[str]:
        """The claims about a person, which a claims parameter may ask for one by one."""
        return frozenset(claim.name for claim in self.claim if claim.name != "sub")

    @cached_property
    def _claims_of(self) -> Mapping[str, tuple[str, ...]]:
        return {scope.name: scope.claims for scope in self.scope}

    def known(self, scope: Iterable[str]) -> tuple[str, ...]:
        """The scopes of a request that the platform knows, each once, in request order; others are dropped (§1.2 row 10)."""
        return tuple(dict.fromkeys(name for name in scope if name in self.scopes))

    def released(self, scope: Iterable[str], identity: Mapping[str, Any], also: Iterable[str] = ()) -> dict[str, Any]:
        """The claims of *identity* that the granted *scope* releases, and those of *also*; absent ones are omitted (§1.6)."""
        wanted = dict.fromkeys(claim for name in scope for claim in self._claims_of.get(name, ()) if claim != "sub")
        wanted |= dict.fromkeys(also)
        return {claim: identity[claim] for claim in wanted if identity.get(claim) is not None}

    def groups(self, scope: Iterable[str], also: Iterable[str] = ()) -> tuple[Group, ...]:
        """What the confirmation page lists for *scope* and the claims of *also*: the hub's group first, others by name (§6.3)."""
        asked = tuple(scope)
        labels = {claim.name: claim.label for claim in self.claim}
        claims = (*(claim for name in asked for claim in self._claims_of.get(name, ())), *also)
        wanted = dict.fromkeys(claim for claim in claims if labels.get(claim))
        identity = sorted(wanted, key=lambda name: _DISPLAY_ORDER.index(name) if name in _DISPLAY_ORDER else 99)
        beside = tuple(each.label for each in self.scope if each.label and each.name in asked)
        listed = (*(labels[name] or "" for name in identity), *beside)
        groups = [Group(provider=None, labels=listed)] if listed else []
        for provider in sorted(self.data_provider, key=lambda provider: provider.name):
            found = sorted(scope.label for scope in provider.scope if scope.name in asked)
            if found:
                groups.append(Group(provider=provider.name, labels=tuple(found)))
        return tuple(groups)

    def _data_scopes(self) -> list[tuple[DataGroup, DataScope]]:
        return [(provider, scope) for provider in self.data_provider for scope in provider.scope]
