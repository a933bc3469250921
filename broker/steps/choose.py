"""2 of 9: the person sees the identity providers she may choose from (contract §6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from broker.errors import Refusal
from broker.errors.interaction import LoginRequired
from broker.errors.session import StepReplayed
from broker.journey import Asked, Sent, origin
from broker.levels import reachable, withstands_suspicion
from broker.notification import is_suspicious
from broker.parties import IdentityProvider, RelyingParty
from broker.ports import Ports
from broker.speech import spoken
from broker.visit import Visit, keep, leave_cookie, naming, read
from broker.walk import acr_refusal, refuse
from doublure.exchange import Answer, Request
from doublure.web import csrf

__all__ = ["PURPOSE", "answer"]

#: What the anti-forgery value of the choice page is good for.
PURPOSE = "redirect-to-idp"
_WAY_BACK = "/redirect-to-sp-with-error?error=access_denied&error_description=User+auth+aborted"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of the page: the provider, whether it can be pressed, and whether it answered when last looked at."""

    provider: IdentityProvider
    enabled: bool
    answers: bool | None = None


def answer(ports: Ports, request: Request, uid: str) -> Answer:
    """The choice page. It may be reloaded, and reached again by the back button from the provider."""
    try:
        visit, _ = read(ports, request, uid)
    except Refusal as refusal:
        return refuse(ports, request, refusal)
    asked = origin(visit.journey)
    try:
        return _page(ports, request, visit, asked)
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def _page(ports: Ports, request: Request, visit: Visit, asked: Asked) -> Answer:
    if not isinstance(visit.journey, Asked | Sent):
        raise StepReplayed
    if asked.unseen:
        # The session that was to answer for her does so no more: her provider was switched off, her context became suspicious.
        raise LoginRequired
    # The interaction exists before its level is judged, as at the real hub: the refusal comes from here (contract §1.2, 14).
    if asked.acr not in ports.platform.acr_values:
        raise acr_refusal(ports, asked)
    party = ports.registry.relying_party(asked.client_id)
    keep(ports, visit)
    page = ports.pages.html(
        "choose.html",
        spoken(ports, request, asked),
        service=party.name if party else asked.client_id,
        platform=ports.platform.title,
        choices=_choices(ports, asked, party, suspicious=is_suspicious(request)),
        explained=ports.platform.explains_choice,
        notice=ports.platform.notice_at(ports.clock.now()),
        anonymous=asked.scope == ("openid",),
        failed=asked.failed,
        action=ports.url("/redirect-to-idp"),
        csrf_token=csrf.token(visit.secret, asked.uid, PURPOSE),
        way_back=ports.url(_WAY_BACK + naming(ports, asked.uid)),
    )
    return leave_cookie(ports, visit, page.with_header(("Cache-Control", "no-store")))


def _choices(ports: Ports, asked: Asked, party: RelyingParty | None, *, suspicious: bool) -> list[Choice]:
    """The display matrix: hidden, disabled or enabled, by registration, by the party's list and by level."""
    choices = []
    for provider in ports.registry.identity_providers():
        met = party is not None and party.meets(provider)
        if not provider.display or not (met or ports.platform.show_excluded_idps):
            continue
        able = reachable(asked.acr, provider.allowed_acr) and (not suspicious or withstands_suspicion(provider.allowed_acr))
        enabled = met and provider.active and able
        choices.append(Choice(provider, enabled, ports.connector.answers(provider) if enabled else None))
    return choices
