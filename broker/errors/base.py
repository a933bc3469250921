"""What every refusal of the hub can say of itself."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from doublure.oidc.errors import ProtocolError
from doublure.oidc.provider.table import Finding

__all__ = ["ABORTED", "TECHNICAL", "Refusal", "Way"]

#: The two descriptions most refusals give to the relying party (contract §7, A and B). Wire values, not prose.
ABORTED = "user authentication aborted"
TECHNICAL = "authentication aborted due to a technical error on the authorization server"


class Way(StrEnum):
    """How a refusal leaves the hub."""

    PAGE = "page"  # an HTML page; the relying party learns of it only if the person follows the way back
    REDIRECT = "redirect"  # 303 to the relying party
    JSON = "json"  # to the relying party's server


class Refusal(Exception):  # noqa: N818 - a refusal is a normal outcome of the protocol, not an accident
    """One reason not to go on.

    Class attributes: `code` (stable), `status` (HTTP), `error` and `description` (what the relying party receives, ASCII),
    `sentence` (French msgid, for the person), `support` (English, what an integrator should check), `way`.
    `finding` says what was received and what was expected, for the journal and the diagnosis; never a secret. `extra` are
    further parameters of a redirect, `fragment` puts them behind `#`. `rule` and `reference` name the row of `broker.checks` that
    made it; without one, its own class stands for the rule.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 400
    error: ClassVar[str] = "server_error"
    description: ClassVar[str] = TECHNICAL
    sentence: ClassVar[str] = "La connexion n’a pas pu aboutir pour une raison technique. Fermez cet onglet et recommencez."
    support: ClassVar[str] = ""
    way: ClassVar[Way] = Way.PAGE
    way_back: ClassVar[bool] = True

    def __init__(
        self,
        finding: Finding | None = None,
        *,
        description: str | None = None,
        extra: Mapping[str, str] | None = None,
        fragment: bool = False,
    ) -> None:
        super().__init__(self.code)
        self.finding = finding
        self.told = description or self.description
        self.extra = dict(extra or {})
        self.fragment = fragment
        self.rule = type(self).__name__
        self.reference = ""

    @classmethod
    def as_protocol_error(cls, description: str | None = None) -> ProtocolError:
        """The same refusal in the provider role's words, for a relying party's server."""
        return ProtocolError(cls.error, description or cls.description, cls.status, code=cls.code)
