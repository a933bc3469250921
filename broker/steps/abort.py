"""Beside the walk: the person goes back to the service, from the choice page or from an error page (contract §1.8)."""

from __future__ import annotations

from broker.delivery import to_relying_party
from broker.errors import Refusal
from broker.errors.asking import NowhereToGo, PersonAborted
from broker.journey import origin
from broker.ports import Ports
from broker.visit import current, read
from broker.walk import refuse
from doublure.exchange import Answer, Request, see_other, with_query
from doublure.oidc.provider.table import Finding

__all__ = ["answer", "answer_to_the_letter"]


def answer(ports: Ports, request: Request) -> Answer:
    """With a live interaction: 303 to its relying party. By hand: 303 to an address that some client has registered."""
    return _answer(ports, request, PersonAborted)


def answer_to_the_letter(ports: Ports, request: Request) -> Answer:
    """The same, where a wrong request is never a server error."""
    return _answer(ports, request, NowhereToGo)


def _answer(ports: Ports, request: Request, nowhere: type[Refusal]) -> Answer:
    query = request.query
    error = _wire(query.get("error"), "access_denied")
    description = _wire(query.get("error_description"), "User auth aborted")
    uid = None if request.fault else current(ports, request)
    if uid:
        try:
            visit, _ = read(ports, request, uid)
        except Refusal:
            pass
        else:
            asked = origin(visit.journey)
            ports.trail(asked.thread, asked.client_id).event("SP_RETURN_WITH_ERROR", error=error)
            return to_relying_party(ports, request, asked, {"error": error, "error_description": description})
    return _by_hand(ports, request, error, description, nowhere)


def _by_hand(ports: Ports, request: Request, error: str, description: str, nowhere: type[Refusal]) -> Answer:
    uri = None if request.fault else request.query.get("redirect_uri")
    known = uri is not None and any(uri in party.redirect_uris for party in ports.registry.relying_parties())
    if uri is None or not known:
        return refuse(ports, request, nowhere(Finding(
            received="no redirect_uri" if uri is None else "a redirect_uri no client has registered",
            expected="a registered redirect_uri",
        )))
    state = request.query.get("state") or "undefined"
    parameters = {"error": error, "error_description": description, "state": state, "iss": ports.issuer}
    return see_other(with_query(uri, parameters))


def _wire(value: str | None, default: str) -> str:
    """A value fit for the wire: the printable ASCII of RFC 6749 §4.1.2.1, without quotation mark and backslash."""
    if not value or len(value) > 300 or any(not " " <= sign <= "~" or sign in '"\\' for sign in value):
        return default
    return value
