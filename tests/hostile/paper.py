"""Writes docs/attacks.md from the rows that are played: `make attacks`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from tests.hostile.catalogue import ROWS
from tests.hostile.rows import Row

__all__ = ["LAST", "LEFT", "paper"]

#: The last row of each family, as the catalogue numbers them.
LAST: Mapping[str, int] = {"IDT": 57, "UIN": 16, "DSC": 12, "JWK": 14, "ARS": 22, "TKN": 16, "FED": 15}
_TITLES = {"IDT": "ID token", "UIN": "Userinfo", "DSC": "Discovery", "JWK": "Keys", "ARS": "Authorization response",
           "TKN": "Token response and transport", "FED": "Federation"}

#: Rows that are not played here, each with the reason.
LEFT: Mapping[str, str] = {
    "IDT-50": "aimed at relying parties that use the hybrid flow; in the code flow no code comes beside a token",
    "IDT-51": "as IDT-50",
    "IDT-56": "aimed at relying parties that refresh; the hub asks for no refresh token",
    "ARS-19": "aimed at who answers a password form: every redirection of hub and fakes is a 303, tested over all routes",
    "ARS-20": "needs the implicit or hybrid flow; the access token of the code flow is IDT-49 and TKN-15",
    "ARS-21": "aimed at relying parties that ask for signed authorization responses; the hub does not",
    "FED-03": "UIN-13",
    "FED-04": "IDT-45 and IDT-47",
    "FED-05": "IDT-33, ARS-02 and ARS-08: the provider is that of the stored journey, whatever form, cookie or path say",
    "FED-09": "aimed at the hub as a provider",
    "FED-10": "aimed at the hub as a provider",
    "FED-11": "aimed at the hub as a provider",
    "FED-12": "not a provider's doing: the tests of the civil registry play every answer and failure of it",
    "FED-13": "DSC-09: the hub's assertions name the issuer alone",
    "FED-14": "ARS-05, ARS-07 and ARS-08",
    "FED-15": "IDT-33, IDT-45: nonce and level belong to one transaction",
    "TKN-12": "needs TLS; `tests/oidc/core/test_tls.py` plays it against the same client, certificate by certificate",
}

_HEAD = """# What a hostile identity provider gets

Written by `make attacks` from `tests/hostile`; a test compares. Each row is a row of the catalogue of attacks and faults, aimed
at the hub as a relying party. A provider on a real socket plays it, in every form named, in a full login: a person comes from a
relying party, chooses that provider, comes back. What is asserted is what she saw (page, code), what the relying party got
(nothing, unless the row ends logged in), what the provider heard (no call with an access token beside an ID token that nobody
believes; nothing at the address that its messages tell to fetch) and what the journal says (which check failed, `in this type`).
`tests/hostile/test_guards.py` takes the checks away one by one and sees the rows turn red.

"Back to the choice" is the choice page with the banner that names the provider: the relying party is not called.
"""


def paper() -> str:
    """The whole paper."""
    return "\n".join([_HEAD, *_families(), *_left()]) + "\n"


def _families() -> Iterator[str]:
    for family, title in _TITLES.items():
        rows = [row for row in ROWS if row.id.startswith(family)]
        yield f"## {family}: {title}\n"
        yield "| row | name | what is played | what the hub answered |"
        yield "| --- | --- | --- | --- |"
        yield from (f"| {row.id} | {row.name} | {_cell(row.played)} | {_answered(row)} |" for row in rows)
        yield ""


def _answered(row: Row) -> str:
    by_end: dict[str, list[str]] = {}
    for form in row.forms:
        by_end.setdefault(str(form.ends), []).append(_cell(form.name))
    alone = len(row.forms) == 1
    said = "; ".join(end if alone else f"{end}: {', '.join(names)}" for end, names in by_end.items())
    return said + (f" ({_cell(row.note)})" if row.note else "")


def _left() -> Iterator[str]:
    played = len(ROWS)
    yield "## Left\n"
    count = sum(len(row.forms) for row in ROWS)
    yield f"{played} rows in {count} forms are played; of the same families these are not, or not once more:\n"
    yield "| row | why |"
    yield "| --- | --- |"
    yield from (f"| {identifier} | {reason} |" for identifier, reason in LEFT.items())


def _cell(text: str) -> str:
    shown = text if text.isprintable() else ascii(text)
    return shown.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.write(paper())
