"""5 of 9: the provider's answer becomes a person with a pairwise sub (contract §5.5; §6.8 when a session answers for her)."""

from __future__ import annotations

from dataclasses import replace

from broker.accounts.history import Kind
from broker.admission import admit
from broker.agreement import agreed
from broker.errors import Refusal
from broker.errors.accounts import RecordsDown
from broker.errors.asking import ClientUnknown
from broker.errors.identity import LevelNotAllowed, LevelTooLow
from broker.errors.session import StepMissing, StepReplayed
from broker.finishing import finished, hers
from broker.journey import Asked, Identified, Returned, Sent, origin
from broker.levels import at_least, told, withstands_suspicion
from broker.notification import is_suspicious
from broker.parties import IdentityProvider
from broker.ports import Ports
from broker.remembering import remember
from broker.sectors import demanded_sub
from broker.session import Login
from broker.spelling import spelled
from broker.visit import read, renewed
from broker.walk import onward, refuse
from broker.who import who_it_is
from doublure.exchange import Answer, Request
from doublure.oidc.provider.table import Finding
from doublure.records import RecordsError

__all__ = ["answer"]


def answer(ports: Ports, request: Request, uid: str) -> Answer:
    """Judge level and account, compute the sub: 303 to the confirmation, or back to the choice page."""
    asked: Asked | None = None
    try:
        visit, _ = read(ports, request, uid)
        asked = origin(visit.journey)
        match visit.journey:
            case Returned() as returned:
                login, idp = _logged_in(ports, returned), returned.idp
            case Asked(sso=True) if visit.session.login is not None:
                login, idp = visit.session.login, visit.session.login.idp
            case Asked() | Sent():
                raise StepMissing
            case _:
                raise StepReplayed
        provider = ports.registry.identity_provider(idp)
        if provider is None or not ports.offered(provider, asked):
            # Excluded for this party, or switched off meanwhile: she chooses again, without single sign-on (§5.5, 1).
            return onward(ports, replace(visit, journey=replace(asked, sso=False, hint=None)))
        if is_suspicious(request) and not withstands_suspicion(provider.allowed_acr):
            ports.trail(asked.thread, asked.client_id).event("FC_IDP_INSUFFICIENT_ACR", idp=provider.slug)
            return onward(ports, replace(visit, journey=replace(asked, sso=False, hint=None)))
        admit(ports, visit, login, provider)
        identified = _identified(ports, asked, login, provider)
        remember(ports, request, Kind.CONNECTION, identified, provider, visit.session.browsing)
        visit = renewed(ports, replace(visit, journey=identified))
        if hers(visit.session, login) and agreed(ports, visit.session, asked):
            # She has seen and accepted all of it, in this session: the page would tell her nothing.
            visit, device = finished(ports, request, visit, identified, "AGREEMENT_REMEMBERED")
            return onward(ports, visit).with_cookie(device)
        return onward(ports, visit)
    except RecordsError:
        return refuse(ports, request, RecordsDown(), asked)
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def _logged_in(ports: Ports, returned: Returned) -> Login:
    """The login a provider vouches for, once its level is judged (contract §4)."""
    provider = ports.registry.identity_provider(returned.idp)
    allowed = provider.allowed_acr if provider else ()
    trail = ports.trail(returned.asked.thread, returned.asked.client_id)
    enough = at_least(returned.acr, returned.asked.acr)
    trail.check("level_is_enough", "contract §4", passed=enough, received=returned.acr, expected=returned.asked.acr)
    if not enough:
        trail.event("FC_IDP_INSUFFICIENT_ACR", acr=returned.acr)
        raise LevelTooLow(Finding(received=returned.acr, expected=f"at least {returned.asked.acr}"))
    if provider is not None and returned.acr not in allowed:
        raise LevelNotAllowed(Finding(received=returned.acr, expected=" or ".join(allowed)))
    pivot, identity = who_it_is(ports, provider, returned.claims, trail)
    return Login(
        idp=returned.idp,
        pivot=pivot,
        identity=spelled(identity, returned.claims, ports.platform.identity),
        acr=returned.acr,
        auth_time=returned.auth_time,
        id_token=returned.id_token,
    )


def _identified(ports: Ports, asked: Asked, login: Login, provider: IdentityProvider) -> Identified:
    party = ports.registry.relying_party(asked.client_id)
    if party is None:
        raise ClientUnknown
    sub = demanded_sub(ports.platform, party, login.pivot, asked.wanted.subs)
    acr = told(login.acr, asked.acr, ports.platform.acr_values, ports.platform.single_sign_on if asked.sso else None)
    trail = ports.trail(asked.thread, asked.client_id)
    if asked.sso:
        trail.event("FC_SSO_INITIATED", idp=provider.slug, acr=acr)
    trail.event("FC_VERIFIED", idp=provider.slug, acr=acr)
    return Identified(
        asked=asked,
        idp=login.idp,
        pivot=login.pivot,
        identity={**login.identity, "amr": list(provider.amr), "idp_id": provider.uid},
        sub=sub,
        acr=acr,
        amr=provider.amr,
        auth_time=login.auth_time,
        id_token=login.id_token,
    )
