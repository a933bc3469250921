"""The dispatcher: stations hand it a journey, it decides the next stop; every refusal leaves through `refuse`."""

from __future__ import annotations

from typing import assert_never
from urllib.parse import urlencode

from broker.delivery import to_relying_party
from broker.diagnosis import explain, matter_of
from broker.errors.base import Refusal, Way
from broker.errors.interaction import LoginRequired
from broker.errors.travelling import AcrNotSupported
from broker.journey import Asked, Consented, Identified, Journey, Returned, Sent, origin
from broker.ports import Ports
from broker.rules.question import shown
from broker.visit import Visit, keep, leave_cookie, naming
from doublure.correlation import new_thread
from doublure.exchange import Answer, Request, json_answer, see_other
from doublure.journal import Thread, Trail
from doublure.oidc.provider.table import Finding
from doublure.shortening import shortened
from doublure.storage.interface import Operation
from doublure.web.errors import error_page

__all__ = ["next_stop", "onward", "refuse"]

#: What a relying party may try again as it is (RFC 6749 §4.1.2.1).
_OURS_TO_MEND = frozenset({"server_error", "temporarily_unavailable"})


def next_stop(journey: Journey) -> str:
    """The path of the station that comes after *journey*'s stage, below the platform's base path."""
    uid = origin(journey).uid
    match journey:
        case Asked(sso=True) | Returned():
            return f"/interaction/{uid}/verify"
        case Asked() | Sent():
            return f"/interaction/{uid}"
        case Identified(asked=Asked(silent=True)):
            return "/auto-login"
        case Identified():
            return f"/interaction/{uid}/consent"
        case Consented():
            return f"/authorize/{uid}"
        case _:
            assert_never(journey)


def onward(ports: Ports, visit: Visit, *extra: Operation, to: str | None = None) -> Answer:
    """Keep the visit and send the browser to the next stop, or to the outside address *to*."""
    keep(ports, visit, *extra)
    return leave_cookie(ports, visit, see_other(to or ports.url(_named(ports, visit.journey))))


def _named(ports: Ports, journey: Journey) -> str:
    """The next stop; where its path does not say which journey it is about, its query does on a platform with tabs."""
    stop, name = next_stop(journey), naming(ports, origin(journey).uid)
    return stop if origin(journey).uid in stop or not name else f"{stop}?{name.lstrip('&')}"


def refuse(
    ports: Ports, request: Request, refusal: Refusal, asked: Asked | None = None, *, thread: Thread | None = None
) -> Answer:
    """The one way out of a refusal: to the relying party if it travels and we know where to, on a page or as JSON otherwise.

    With prompt=none it travels to the relying party wherever we know one (Core §3.1.2.6).
    The journal gets it in the journey of *asked*, or of *thread* where no journey began.
    """
    trail = ports.trail(asked.thread if asked else thread or new_thread(ports.randomness), asked.client_id if asked else None)
    _record(trail, request, refusal)
    if refusal.way is Way.JSON:
        ports.provider.refused(refusal.as_protocol_error(), trail)
        body = {"error": refusal.error, "error_description": refusal.told}
        return json_answer(body, refusal.status, ("Cache-Control", "no-store"))
    if refusal.way is Way.PAGE and asked is not None and asked.unseen:
        # No page may be shown, so it travels: as it is where we failed, else the person would have to do something.
        refusal = refusal if refusal.error in _OURS_TO_MEND else LoginRequired(refusal.finding)
        return to_relying_party(ports, request, asked, {"error": refusal.error, "error_description": refusal.told})
    if refusal.way is Way.REDIRECT and asked is not None:
        parameters = {"error": refusal.error, "error_description": refusal.told, **refusal.extra}
        return to_relying_party(ports, request, asked, parameters, in_fragment=refusal.fragment)
    return _page(ports, request, refusal, asked)


def acr_refusal(ports: Ports, asked: Asked) -> AcrNotSupported:
    """The refusal of a level this platform does not have (contract §1.2 row 14)."""
    expected = ",".join(ports.platform.acr_values)
    return AcrNotSupported(
        Finding(received=f"acr_values {shown(asked.acr)}", expected=" or ".join(ports.platform.acr_values)),
        description=f"acr_value is not valid, should be equal one of these values, expected {expected}, got {asked.acr}"
    )


def _page(ports: Ports, request: Request, refusal: Refusal, asked: Asked | None) -> Answer:
    way_back = None
    if asked is not None and refusal.way_back:
        party = ports.registry.relying_party(asked.client_id)
        query = urlencode({
            "error": refusal.error,
            "error_description": refusal.told,
            "state": asked.state or "",
            "redirect_uri": asked.redirect_uri,
        })
        address = ports.url(f"/redirect-to-sp-with-error?{query}{naming(ports, asked.uid)}")
        way_back = (address, party.name if party else asked.client_id)
    status = refusal.status if refusal.status != 303 else 400
    answer = error_page(
        ports.pages,
        request,
        code=refusal.code,
        status=status,
        sentence=refusal.sentence,
        way_back=way_back,
        help_page=ports.url(f"/aide/{refusal.code}") if refusal.code in ports.platform.help_pages else None,
        diagnosis=_diagnosis(refusal) if ports.platform.developer_mode else (),
    )
    return answer.with_header(("Cache-Control", "no-store"))


def _diagnosis(refusal: Refusal) -> tuple[str, ...]:
    """What an integrator reads under a page: why, what to change, and what the rule compared."""
    finding = refusal.finding
    compared = () if finding is None else (f"received: {finding.received}", f"expected: {finding.expected}")
    return *explain(matter_of(refusal)).lines(), *compared


def _record(trail: Trail, request: Request, refusal: Refusal) -> None:
    """Which refusal, where, on what grounds: also for refusals that no table examined."""
    if not trail.watched:
        return
    finding = refusal.finding
    trail.event(
        "REFUSED",
        code=refusal.code,
        rule=type(refusal).__name__,
        where=request.path[:200],
        received=shortened(finding.received) if finding else "",
        expected=shortened(finding.expected) if finding else (refusal.__doc__ or "").strip().splitlines()[0],
    )
