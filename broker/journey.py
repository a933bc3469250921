"""The stages of a login: one frozen type each, so that what is not yet known cannot be read (design §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from broker.pivot import PivotIdentity
from doublure.journal import Thread
from doublure.oidc.vocabulary import Prompt

__all__ = ["Asked", "Consented", "Departure", "Identified", "Journey", "Returned", "Sent", "Wanted", "begun_in", "origin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the claims parameter and a hint ask for (Core §3.1.2.1, §5.5): claims by name, and one `sub` of these."""

    id_token: tuple[str, ...] = ()
    userinfo: tuple[str, ...] = ()
    subs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """1. A relying party asked, lawfully.

    `uid` names the interaction and begins with the journey's tag; `acr` is the level selected; `amr` whether the ID token
    must carry it; `hint` the uid of the provider to go to at once; `sso` whether the browser's session answers for the
    person; `silent` whether the confirmation page is skipped (prompt=login of an authorised client); `failed` the title of
    the provider that has just failed her, for the banner; `language` the one the relying party would like; `browser` what is
    kept of the secret of the tab it began in.
    """

    uid: str
    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    state: str | None = None
    nonce: str | None = None
    acr: str
    amr: bool
    hint: str | None = None
    sso: bool
    silent: bool
    thread: Thread
    failed: str | None = None
    code_challenge: str | None = None
    response_mode: str | None = None
    prompt: tuple[str, ...] = ()
    login_hint: str | None = None
    language: str | None = None
    wanted: Wanted = Wanted()
    browser: str = ""
    stage: Literal["asked"] = "asked"

    @property
    def unseen(self) -> bool:
        """Whether no page may be shown on the way: prompt=none (Core §3.1.2.1)."""
        return Prompt.NONE in self.prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What the hub remembers of its own authorization request to a provider."""

    state: str
    nonce: str
    code_verifier: str | None = None
    acr: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """3. The person left for the provider `idp` (its uid)."""

    asked: Asked
    idp: str
    departure: Departure
    stage: Literal["sent"] = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """4. She came back with verified answers. `id_token` is the provider's, kept for the logout."""

    asked: Asked
    idp: str
    claims: Mapping[str, Any]
    acr: str
    id_token: str
    auth_time: int
    stage: Literal["returned"] = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """5. The answer became a person. `identity` holds every claim that scopes can release, in relying parties' form."""

    asked: Asked
    idp: str
    pivot: PivotIdentity
    identity: Mapping[str, Any]
    sub: str
    acr: str
    amr: tuple[str, ...]
    auth_time: int
    id_token: str
    stage: Literal["identified"] = "identified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """6. She continued, at `at` (seconds since the epoch): the grant begins then."""

    identified: Identified
    at: int
    stage: Literal["consented"] = "consented"

    @property
    def asked(self) -> Asked:
        """The request at the origin."""
        return self.identified.asked


Journey = Asked | Sent | Returned | Identified | Consented


def begun_in(journey: Journey, browser: str) -> Journey:
    """*journey*, begun in the tab with the fingerprint *browser*."""
    return replace(journey, browser=browser) if isinstance(journey, Asked) else journey


def origin(journey: Journey) -> Asked:
    """The request a journey began with, whatever its stage."""
    return journey if isinstance(journey, Asked) else journey.asked
