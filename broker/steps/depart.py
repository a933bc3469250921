"""3 of 9: the person leaves for the identity provider she chose (contract §5.1)."""

from __future__ import annotations

from dataclasses import replace

from broker.connector import ProviderFailed
from broker.departure import leave_for, may_leave
from broker.errors import Refusal
from broker.errors.forms import CsrfMissing, CsrfSessionMissing, CsrfWrong, ParametersInvalid
from broker.errors.session import SessionMisfit, StepReplayed
from broker.journey import Asked, Sent, origin
from broker.parties import IdentityProvider
from broker.ports import Ports
from broker.speech import spoken
from broker.visit import Visit, brings, leave_cookie, read
from broker.walk import onward, refuse
from doublure.exchange import Answer, Request
from doublure.oidc.provider.table import Finding
from doublure.web import csrf

__all__ = ["answer"]

PURPOSE = "redirect-to-idp"


def answer(ports: Ports, request: Request) -> Answer:
    """POST `providerUid` and `csrfToken`: 303 to the provider. Choosing again overwrites the earlier departure."""
    asked: Asked | None = None
    try:
        token = _readable(ports, request)
        visit, (ever,) = read(ports, request, token, ports.armed.ever())
        asked = origin(visit.journey)
        if not csrf.check(token, visit.secret, asked.uid, PURPOSE):
            raise CsrfWrong
        return _leave(ports, request, visit, asked, armed=ever is not None)
    except SessionMisfit:
        # The value was given to another journey of this browser, or to another browser.
        return refuse(ports, request, CsrfWrong())
    except Refusal as refusal:
        return refuse(ports, request, refusal, asked)


def _readable(ports: Ports, request: Request) -> str:
    if request.fault:
        raise ParametersInvalid(Finding(received=request.fault, expected="a form in UTF-8"))
    token = request.form.get("csrfToken")
    if not token:
        raise CsrfMissing
    if not brings(ports, request):
        raise CsrfSessionMissing
    return token


def _leave(ports: Ports, request: Request, visit: Visit, asked: Asked, *, armed: bool) -> Answer:
    if not isinstance(visit.journey, Asked | Sent):
        raise StepReplayed
    uid = request.form.get("providerUid")
    if not uid or request.form.repeated():
        raise ParametersInvalid(Finding(received="providerUid missing or repeated", expected="providerUid once"))
    provider = may_leave(ports, asked, uid)
    if provider.modal.active and request.form.get("confirmed") != "on":
        return leave_cookie(ports, visit, _modal(ports, request, visit, asked, provider))
    # A new departure forgets the banner of the one that failed.
    asked = replace(asked, failed=None)
    try:
        sent, url, notes = leave_for(ports, asked, provider, armed=armed)
    except ProviderFailed as failed:
        # Nobody is sent to a provider that does not even say where its pages are: she chooses again, told which one failed.
        ports.trail(asked.thread, asked.client_id).event("IDP_UNREACHABLE", idp=provider.slug, error=failed.description)
        return onward(ports, replace(visit, journey=replace(asked, failed=provider.title)))
    return onward(ports, replace(visit, journey=sent), *notes, to=url)


def _modal(ports: Ports, request: Request, visit: Visit, asked: Asked, provider: IdentityProvider) -> Answer:
    """The notice some providers want read before the departure; a page of its own, so that it needs no JavaScript."""
    return ports.pages.html(
        "modal.html",
        spoken(ports, request, asked),
        platform=ports.platform.title,
        modal=provider.modal,
        provider=provider,
        action=ports.url("/redirect-to-idp"),
        csrf_token=csrf.token(visit.secret, asked.uid, PURPOSE),
        back=ports.url(f"/interaction/{asked.uid}"),
    ).with_header(("Cache-Control", "no-store"))
