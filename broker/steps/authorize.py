"""1 of 9: a relying party asks for somebody (contract §1.2, §1.3; RFC 6749 §4.1.1, Core §3.1.2.1)."""

from __future__ import annotations

from dataclasses import replace

from broker.connector import ProviderFailed
from broker.departure import leave_for, may_leave
from broker.entrances import entrance_of
from broker.errors import Refusal, Way
from broker.journey import Asked, origin
from broker.parties import RelyingParty
from broker.piloting import aboard
from broker.ports import Ports
from broker.rules.question import Asking
from broker.scenario import cast
from broker.visit import Visit, begin
from broker.walk import onward, refuse
from doublure.correlation import fingerprint, new_thread
from doublure.exchange import Answer, Request, see_other
from doublure.journal import Thread, masked
from doublure.oidc.provider.table import examine
from doublure.storage.interface import Operation, tag_of

__all__ = ["answer"]

_SHOWN_TO_NOBODY = frozenset({"state", "nonce"})


def answer(ports: Ports, request: Request) -> Answer:
    """Examine the request: 303 to the choice of a provider, to the hinted provider, or on with the session's login."""
    entrance = entrance_of(ports)
    if address := entrance.again(ports, request):
        return see_other(address)
    asking = Asking.of(request, ports.provider, ports.platform, ports.registry, ports.release, ports.documents)
    parameters = asking.parameters
    client_id = (parameters.get("client_id") or "")[:128]
    thread, armed = _thread(ports, parameters.get("state"), client_id)
    if ports.run is not None:
        thread = replace(thread, run=ports.run, own_issuer=True)
    trail = ports.trail(thread, client_id)
    if trail.watched:
        trail.message("authorization_request", "received", client_id, {
            name: masked(value) if name in _SHOWN_TO_NOBODY else value[:200] for name, value in parameters
        }, fingerprints={name: fingerprint(value) for name, value in parameters if name in _SHOWN_TO_NOBODY})
    try:
        examine(ports.tables.authorize, asking, trail)
        asked = entrance.asked(ports, asking, _in_its_run(thread, asking.registered()))
        if armed:
            asked = cast(ports, asked)
        asked = aboard(ports, asked, asking.registered())
        visit, named = begin(ports, request, asked), ports.correlation.recording(tag_of(asked.uid), asked.thread)
        asked = origin(visit.journey)
        if asked.thread.autopilot is None and entrance.answered_by(ports, asked, visit.session, asking.asked.seconds):
            return onward(ports, replace(visit, journey=replace(asked, sso=True, hint=None)), named)
        if asked.hint is not None and asked.acr in ports.platform.acr_values:
            return _straight_to(ports, visit, asked, named, armed=armed)
        return onward(ports, visit, named)
    except Refusal as refusal:
        return _refused(ports, asking, refusal, thread)


def _thread(ports: Ports, state: str | None, client_id: str) -> tuple[Thread, bool]:
    """The thread the sender of this state recorded, or a new one, and whether anything was armed that it might play."""
    found, ever = ports.shelves.store.batch(ports.correlation.finding(state or ""), ports.armed.ever())
    return ports.correlation.read(found) or new_thread(ports.randomness, client_id or None), ever is not None


def _in_its_run(thread: Thread, party: RelyingParty) -> Thread:
    return thread if thread.run or not party.run else replace(thread, run=party.run)


def _refused(ports: Ports, asking: Asking, refusal: Refusal, thread: Thread) -> Answer:
    """A refusal that travels needs a place to go: only after client and redirect URI were found right do we have one."""
    party, uri = asking.party, asking.parameters.get("redirect_uri")
    if asking.request.fault or party is None or uri not in party.redirect_uris:
        return refuse(ports, asking.request, refusal, thread=thread)
    mode = asking.asked.response_mode
    asked = Asked(
        uid="", client_id=party.client_id, redirect_uri=uri, scope=(), state=asking.parameters.get("state"), nonce=None, acr="",
        amr=False, hint=None, sso=False, silent=False, thread=thread,
        response_mode=mode if mode in ports.platform.response_modes else None,
    )
    if refusal.way is Way.PAGE and not refusal.way_back:
        return refuse(ports, asking.request, refusal, thread=thread)
    return refuse(ports, asking.request, refusal, asked)


def _straight_to(ports: Ports, visit: Visit, asked: Asked, named: Operation, *, armed: bool) -> Answer:
    """To the hinted provider without the choice page; to that page when the provider cannot be reached."""
    provider = may_leave(ports, asked, asked.hint or "")
    try:
        sent, url, notes = leave_for(ports, asked, provider, armed=armed)
    except ProviderFailed:
        return onward(ports, replace(visit, journey=replace(asked, hint=None, failed=provider.title)), named)
    return onward(ports, replace(visit, journey=sent), named, *notes, to=url)
