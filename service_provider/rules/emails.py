"""Mail addresses: their syntax only. Nothing is ever asked of the network."""

from __future__ import annotations

from doublure.mail_address import normal_address

__all__ = ["email_key", "mask_email", "read_email"]


def read_email(text: str) -> str | None:
    """The address that *text* spells, domain in lower case, or `None`. `.test` and `example.org` are welcome (domain §4.2)."""
    return normal_address(text.strip())


def email_key(address: str) -> str:
    """*address* as two of them are compared: one case for all of it (domain §2.4)."""
    return address.casefold()


def mask_email(address: str) -> str:
    """What may be shown to whoever is not known to own it: `c•••@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"
