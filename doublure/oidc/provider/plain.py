"""Refusals in plain words: what the tables of this package say where a house has no words of its own."""

from __future__ import annotations

from collections.abc import Callable

from doublure.oidc.errors import NamedError, ProtocolError
from doublure.oidc.provider.table import Finding

__all__ = ["on_page", "saying"]


def saying(kind: type[NamedError], description: str) -> Callable[[Finding, object], Exception]:
    """A refusal of *kind* that always says *description*: what was received stays in the journal."""

    def refusal(finding: Finding, question: object) -> Exception:
        return kind(description)

    return refusal


def on_page(kind: type[NamedError], description: str) -> Callable[[Finding, object], Exception]:
    """The same, kept from travelling to the redirect URI."""

    def refusal(finding: Finding, question: object) -> ProtocolError:
        return kind(description).on_page()

    return refusal
