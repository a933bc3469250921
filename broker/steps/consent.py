"""6 of 9: the person sees that the connection is established and what will be sent, and continues (contract §6.3).

The page informs; it asks for agreement only where a private relying party is registered so. Nothing moves on by itself.
"""

from __future__ import annotations

from broker.accounts.history import Kind
from broker.errors import Refusal
from broker.errors.forms import CsrfMissing, CsrfSessionMissing, CsrfWrong, ParametersInvalid
from broker.errors.identity import ConsentMissing
from broker.errors.interaction import ConsentRequired
from broker.errors.session import IdentityAbsent, SessionMisfit, StepReplayed
from broker.finishing import finished
from broker.journey import Asked, Consented, Identified, origin
from broker.parties import RelyingParty
from broker.ports import Ports
from broker.remembering import remember
from broker.speech import spoken
from broker.visit import Visit, brings, current, keep, leave_cookie, read
from broker.walk import onward, refuse
from doublure.exchange import Answer, Request
from doublure.oidc.provider.table import Finding
from doublure.web import csrf

__all__ = ["page", "silent", "submit"]

#: What the anti-forgery value of the confirmation page is good for.
PURPOSE = "login"


def page(ports: Ports, request: Request, uid: str) -> Answer:
    """GET: the confirmation page. It may be reloaded."""
    asked: Asked | None = None
    try:
        visit, _ = read(ports, request, uid)
        asked = origin(visit.journey)
        identified = _identified(visit)
        if asked.unseen:
            # What she had agreed to went with her session, in another tab.
            raise ConsentRequired
        keep(ports, visit)
        return leave_cookie(ports, visit, _render(ports, request, visit, identified))
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def submit(ports: Ports, request: Request) -> Answer:
    """POST `csrfToken` (and `accept_data` for a private party that asks for consent): the login is finished."""
    asked: Asked | None = None
    try:
        if request.fault:
            raise ParametersInvalid(Finding(received=request.fault, expected="a form in UTF-8"))
        token = request.form.get("csrfToken")
        if not token:
            raise CsrfMissing
        if not brings(ports, request):
            raise CsrfSessionMissing
        try:
            visit, _ = read(ports, request, token)
        except SessionMisfit:
            raise CsrfWrong from None
        asked = origin(visit.journey)
        if not csrf.check(token, visit.secret, asked.uid, PURPOSE):
            raise CsrfWrong
        if isinstance(visit.journey, Consented):
            # The form posted twice before the first answer was followed: the same answer, nothing is lost.
            return onward(ports, visit)
        return _finish(ports, request, visit, accepted=request.form.get("accept_data") == "on")
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def silent(ports: Ports, request: Request) -> Answer:
    """GET /auto-login: the same without a page, for a client that may use prompt=login (contract §1.2)."""
    asked: Asked | None = None
    try:
        visit, _ = read(ports, request, current(ports, request) or "")
        asked = origin(visit.journey)
        if not asked.silent:
            raise IdentityAbsent
        return _finish(ports, request, visit, accepted=False)
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def _identified(visit: Visit) -> Identified:
    if isinstance(visit.journey, Consented):
        raise StepReplayed
    if not isinstance(visit.journey, Identified):
        raise IdentityAbsent
    return visit.journey


def _asks_consent(party: RelyingParty | None, asked: Asked) -> bool:
    return bool(party and party.type == "private" and party.identity_consent and asked.scope != ("openid",))


def _finish(ports: Ports, request: Request, visit: Visit, *, accepted: bool) -> Answer:
    identified = _identified(visit)
    asked = identified.asked
    party = ports.registry.relying_party(asked.client_id)
    consent = _asks_consent(party, asked)
    if consent and not accepted and not asked.silent:
        raise ConsentMissing
    event = (
        "FC_DATATRANSFER_INFORMATION_ANONYMOUS" if asked.scope == ("openid",)
        else "FC_DATATRANSFER_CONSENT_IDENTITY" if consent
        else "FC_DATATRANSFER_INFORMATION_IDENTITY"
    )
    if consent:
        provider = ports.registry.identity_provider(identified.idp)
        remember(ports, request, Kind.AUTHORISATION, identified, provider, visit.session.browsing)
    visit, device = finished(ports, request, visit, identified, event)
    return onward(ports, visit).with_cookie(device)


def _render(ports: Ports, request: Request, visit: Visit, identified: Identified) -> Answer:
    asked = identified.asked
    party = ports.registry.relying_party(asked.client_id)
    provider = ports.registry.identity_provider(identified.idp)
    return ports.pages.html(
        "consent.html",
        spoken(ports, request, asked),
        service=party.name if party else asked.client_id,
        platform=ports.platform.title,
        provider=provider.title if provider else "",
        anonymous=asked.scope == ("openid",),
        given_name=identified.pivot.given_name or _otherwise(identified),
        family_name=identified.pivot.family_name.upper(),
        groups=ports.release.groups(asked.scope, (*asked.wanted.id_token, *asked.wanted.userinfo)),
        consent=_asks_consent(party, asked),
        action=ports.url("/login"),
        csrf_token=csrf.token(visit.secret, asked.uid, PURPOSE),
    ).with_header(("Cache-Control", "no-store"))


def _otherwise(identified: Identified) -> str:
    """What to call a person whose provider says no given name."""
    known = (identified.identity.get(name) for name in ("preferred_username", "name", "email"))
    return "" if identified.pivot.family_name else next((str(each) for each in known if each), "…")
