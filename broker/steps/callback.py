"""4 of 9: the person comes back from the identity provider with its answer (contract §5.2, §5.3)."""

from __future__ import annotations

import hmac
from dataclasses import replace

from broker.connector import Outcome, ProviderFailed
from broker.departure import departure_mark
from broker.errors import Refusal
from broker.errors.forms import ParametersInvalid
from broker.errors.identity import ProviderGone
from broker.errors.returning import (
    CodeMissing,
    IdentityInvalid,
    StateMissing,
    StateWrong,
    SubMissing,
    TokensMalformed,
)
from broker.errors.session import SessionMisfit, StepMissing, StepReplayed
from broker.journey import Asked, Returned, Sent, origin
from broker.pivot import validate
from broker.ports import Ports
from broker.run_issuer import at_its_issuer
from broker.visit import Visit, read, renewed, require
from broker.walk import onward, refuse
from doublure.exchange import Answer, Parameters, Request
from doublure.journal import masked
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.table import Finding

__all__ = ["answer"]


def answer(ports: Ports, request: Request, slug: str | None = None) -> Answer:
    """Verify the return, exchange the code, check who it is: 303 to the verification, or back to the choice page.

    *slug* is the provider in the address, on a platform where each has an address of its own.
    """
    asked: Asked | None = None
    try:
        require(ports, request)
        visit = _visit(ports, request)
        asked = origin(visit.journey)
        return _come_back(ports, request, visit, slug)
    except Refusal as refusal:
        return (at_its_issuer(ports, request) if asked is None else None) or refuse(ports, request, refusal, asked)


def _visit(ports: Ports, request: Request) -> Visit:
    """The visit of the journey whose tag the state begins with. The code is looked for first, as the real hub does."""
    if request.fault or request.query.repeated():
        raise ParametersInvalid(Finding(received=request.fault or "a repeated parameter", expected="each parameter once"))
    query = request.query
    if "error" not in query and not query.get("code"):
        raise CodeMissing
    state = query.get("state")
    if not state:
        raise StateMissing
    try:
        visit, _ = read(ports, request, state)
    except SessionMisfit:
        raise StateWrong(Finding(received="state of another journey", expected="state of the latest departure")) from None
    return visit


def _come_back(ports: Ports, request: Request, visit: Visit, slug: str | None) -> Answer:
    journey = visit.journey
    if isinstance(journey, Asked):
        raise StepMissing
    if not isinstance(journey, Sent):
        raise StepReplayed
    asked, state = journey.asked, request.query.get("state") or ""
    if not hmac.compare_digest(state.encode(), journey.departure.state.encode()):
        raise StateWrong(Finding(received=masked(state), expected="state of the latest departure"))
    provider = ports.registry.identity_provider(journey.idp)
    if provider is None:
        raise ProviderGone
    if slug not in {None, provider.slug}:
        # RFC 9700 §4.4.2.2: an answer at another provider's address is an attack on the mix of the two.
        raise StateWrong(Finding(received=f"a return at the address of {str(slug)[:40]!a}", expected=f"that of {provider.slug}"))
    spent_until = ports.clock.now() + ports.platform.lifetimes.interaction
    if not ports.shelves.departures.once(departure_mark(visit, state), spent_until):
        raise StepReplayed
    trail = ports.trail(asked.thread, asked.client_id)
    if trail.watched:
        trail.message("authorization_response", "received", provider.slug, masked_form(request.query))
    try:
        outcome = ports.connector.come_back(provider, journey.departure, Parameters(request.query.pairs), trail)
    except ProviderFailed as failed:
        trail.event("IDP_CALLEDBACK_WITH_ERROR", idp=provider.slug, error=failed.error)
        again = replace(asked, failed=provider.title, hint=None)
        return onward(ports, renewed(ports, replace(visit, journey=again)))
    trail.event("IDP_CALLEDBACK", idp=provider.slug)
    acr = _shape(outcome)
    finding = validate(outcome.claims, whole=provider.pivot)
    trail.check("identity_is_valid", "contract §5.4", passed=finding is None, received=finding.received if finding else "",
                expected=finding.expected if finding else "", code=IdentityInvalid.code if finding else None)
    if finding is not None:
        raise IdentityInvalid(finding)
    returned = Returned(
        asked=asked,
        idp=journey.idp,
        claims=outcome.claims,
        acr=acr,
        id_token=outcome.id_token,
        auth_time=ports.clock.now(),
    )
    return onward(ports, renewed(ports, replace(visit, journey=returned)))


def _shape(outcome: Outcome) -> str:
    """The acr of the ID token, and a sub at userinfo: without them nothing further makes sense (contract §5.3)."""
    acr = outcome.id_claims.get("acr")
    if not isinstance(acr, str) or not acr.isalnum():
        raise TokensMalformed(Finding(received="acr absent or not alphanumeric", expected="acr in the ID token"))
    sub = outcome.claims.get("sub")
    if not isinstance(sub, str) or not sub or not sub.isascii():
        raise SubMissing(Finding(received="sub absent or not ASCII", expected="sub at userinfo"))
    return acr
