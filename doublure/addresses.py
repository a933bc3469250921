"""Where each application lives: configuration names applications, this book knows their origins (design §2).

An origin is `scheme://host[:port]` without a trailing slash. Each application has a *public* one, which browsers see
and which issuers and redirect URIs are made of, and an *internal* one, where our own back channel connects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import field_validator

from doublure.settings import Settings, load_file

__all__ = ["OFFSETS", "Address", "AddressBook", "UnknownApplication"]

#: Port of each application, counted from the base port (design §2).
OFFSETS: Mapping[str, int] = {
    "hub": 0, "hub-plus": 1, "hub-openid": 2,
    "moncompteformation": 10, "dashboard": 11,
    "impots": 21, "ameli": 22, "laposte": 23, "mobileconnect": 24, "msa": 25, "alicem": 26,
    "telephone": 30, "registry": 31, "data-provider": 32,
    "console": 40, "canary": 41,
}

#: What a host of its own is called, where not by the slug: a name that a person reads in an address bar.
_HOSTS: Mapping[str, str] = {"hub": "fc", "hub-plus": "fc-plus", "hub-openid": "openid"}

_NAMED = re.compile(r"\{([a-z0-9][a-z0-9-]*)\}")


class UnknownApplication(ValueError):  # noqa: N818 - it names the fault, like the other refusals
    """A slug that is in no line of the address book."""


@dataclass(frozen=True, slots=True)
class Address:
    """The two origins of one application."""

    public: str
    internal: str


@dataclass(frozen=True, slots=True)
class AddressBook:
    """The address of every application, by slug."""

    applications: Mapping[str, Address]

    @classmethod
    def local(cls, base_port: int = 4400) -> AddressBook:
        """Everything on this machine, at the usual distance from *base_port*."""
        return cls.on_ports({slug: base_port + offset for slug, offset in OFFSETS.items()})

    @classmethod
    def on_ports(cls, ports: Mapping[str, int], host: str = "localhost", *, scheme: str = "http",
                 own_hosts: bool = False) -> AddressBook:
        """Everything on this machine, each application on its own port.

        Browsers call it *host*, or with *own_hosts* each by a name of its own: two such names are two sites for them, as the
        real services are.
        """
        # The internal host is a number: `localhost` is tried on ::1 first and costs each back-channel call a detour, and
        # not every resolver knows the names below it (RFC 6761 §6.3 leaves that to it).
        return cls({slug: Address(f"{scheme}://{_own_host(slug) if own_hosts else host}:{port}", f"{scheme}://127.0.0.1:{port}")
                    for slug, port in ports.items()})

    def overridden(self, path: Path) -> AddressBook:
        """This book with the lines of the file *path* (`config/addresses.toml`) on top; itself when there is no file.

        Each table is a slug with `public` and, where the back channel differs, `internal`.
        Raises `SettingsError` for an unknown key or an address that is no origin.
        """
        if not path.exists():
            return self
        lines = load_file(_Line, path)
        return AddressBook({**self.applications, **{slug: line.address() for slug, line in lines.items()}})

    def public(self, slug: str) -> str:
        """The origin browsers see."""
        return self._find(slug).public

    def internal(self, slug: str) -> str:
        """The origin our back channel connects to."""
        return self._find(slug).internal

    def resolve(self, text: str) -> str:
        """*text* with every `{slug}` replaced by that application's public origin. Raises `UnknownApplication`."""
        return _NAMED.sub(lambda found: self.public(found[1]), text)

    def wire(self) -> dict[str, str]:
        """Internal origin by public origin: the allow-list of outgoing calls between our own applications."""
        return {address.public: address.internal for address in self.applications.values()}

    def _find(self, slug: str) -> Address:
        try:
            return self.applications[slug]
        except KeyError:
            known = ", ".join(self.applications)
            raise UnknownApplication(f"no application is called '{slug}'; the address book knows {known}") from None


def _own_host(slug: str) -> str:
    return f"{_HOSTS.get(slug, slug)}.localhost"


class _Line(Settings):
    public: str
    internal: str | None = None

    @field_validator("public", "internal")
    @classmethod
    def _is_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
            raise ValueError("is not an origin; write scheme://host:port without path or trailing slash")
        return value

    def address(self) -> Address:
        return Address(self.public, self.internal or self.public)
