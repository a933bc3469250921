"""1 of 9: a relying party asks for somebody (contract §1.2, §1.3; RFC 6749 §4.1.1, Core §3.1.2.1)."""

from __future__ import annotations

from dataclasses import replace

from broker.connector import ProviderFailed
from broker.departure import leave_for, may_leave
from broker.errors import Refusal, Way
from broker.journey import Asked
from broker.levels import at_least, selected
from broker.parties import RelyingParty
from broker.piloting import aboard
from broker.ports import Ports
from broker.rules.question import Asking
from broker.scenario import cast
from broker.session import Session
from broker.visit import Visit, begin
from broker.walk import onward, refuse
from doublure.correlation import new_thread
from doublure.exchange import Answer, Request
from doublure.journal import Thread, masked
from doublure.oidc.provider.table import examine
from doublure.storage.interface import TAG_LENGTH, Operation, tag_of

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """Examine the request: 303 to the choice of a provider, to the hinted provider, or on with the session's login."""
    asking = Asking(request, ports.platform, ports.registry, ports.release, ports.documents)
    parameters = asking.parameters
    client_id = (parameters.get("client_id") or "")[:128]
    thread, armed = _thread(ports, parameters.get("state"), client_id)
    trail = ports.trail(thread, client_id)
    if trail.watched:
        trail.message("authorization_request", "received", client_id, {
            name: masked(value) if name in {"state", "nonce"} else value[:200] for name, value in parameters
        })
    try:
        examine(ports.tables.authorize, asking, trail)
        asked = _asked(ports, asking, _in_its_run(thread, asking.registered()))
        if armed:
            asked = cast(ports, asked)
        asked = aboard(ports, asked, asking.registered())
        visit, named = begin(ports, request, asked), ports.correlation.recording(tag_of(asked.uid), asked.thread)
        if asked.thread.autopilot is None and _answers_for(visit.session, asked, ports):
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


def _asked(ports: Ports, asking: Asking, thread: Thread) -> Asked:
    parameters, party = asking.parameters, asking.registered()
    prompts = (parameters.get("prompt") or "").split()
    # The party's prompt counts only when all of it is granted; without consent in it the page is skipped (§1.2).
    silent = bool(prompts) and "consent" not in prompts and all(word in party.allowed_prompts for word in prompts)
    return Asked(
        uid=ports.randomness.hex(TAG_LENGTH) + ports.randomness.token(27),
        client_id=party.client_id,
        redirect_uri=parameters.get("redirect_uri") or "",
        scope=ports.release.known(asking.scope),
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        acr=selected(parameters.get("acr_values") or "", ports.platform.default_acr),
        amr=asking.amr_requested,
        hint=asking.request.query.get("idp_hint") if asking.request.method == "GET" else None,
        sso=False,
        silent=silent,
        thread=thread,
        code_challenge=parameters.get("code_challenge"),
    )


def _answers_for(session: Session, asked: Asked, ports: Ports) -> bool:
    """Whether the browser's finished login answers for the person (contract §6.8)."""
    return session.login is not None and asked.acr in ports.platform.single_sign_on and at_least(session.login.acr, asked.acr)


def _refused(ports: Ports, asking: Asking, refusal: Refusal, thread: Thread) -> Answer:
    """A refusal that travels needs a place to go: only after client and redirect URI were found right do we have one."""
    party, uri = asking.party, asking.parameters.get("redirect_uri")
    if asking.request.fault or party is None or uri not in party.redirect_uris:
        return refuse(ports, asking.request, refusal, thread=thread)
    state = asking.parameters.get("state")
    asked = Asked(
        uid="", client_id=party.client_id, redirect_uri=uri, scope=(), state=state, nonce="", acr="", amr=False, hint=None,
        sso=False, silent=False, thread=thread,
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
