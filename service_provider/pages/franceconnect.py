"""To FranceConnect and back: leave, return after every check a relying party owes, and the way out (SEED-10, SEED-18)."""

from __future__ import annotations

from typing import Any

from flask import Flask, redirect, session
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.correlation import new_thread, traceparent
from doublure.exchange import Request
from doublure.journal import Thread, masked
from doublure.oidc.relying_party import (
    Arrival,
    ComeBackRefused,
    Departure,
    Memory,
    ProviderSaysNo,
    ProviderUnreachable,
    TokenCallFailed,
    UserinfoCallFailed,
)
from doublure.web.adapter import read_request
from service_provider.house import SLUG, Departed, House
from service_provider.pages.arriving import settle
from service_provider.pages.joining import join
from service_provider.pages.screen import person, show

__all__ = ["mount"]

#: What each error of the hub means for a person (contract §7.5), and the status of the page that says so.
_SENTENCES: dict[str, tuple[int, str]] = {
    "access_denied": (200, "Vous n’êtes pas connecté : la connexion avec FranceConnect a été abandonnée ou refusée."),
    "temporarily_unavailable": (503, "FranceConnect est momentanément indisponible. Réessayez dans quelques minutes."),
    "server_error": (502, "FranceConnect a rencontré un problème technique et n’a pas pu vous connecter."),
    "invalid_request": (502, "FranceConnect n’a pas accepté la demande de ce site."),
    "unsupported_response_type": (502, "FranceConnect n’a pas accepté la demande de ce site."),
    "unauthorized_client": (502, "Ce site n’est pas autorisé à utiliser FranceConnect."),
    "invalid_scope": (502, "FranceConnect ne donne pas à ce site les informations qu’il a demandées."),
    "invalid_acr": (502, "FranceConnect ne propose pas le niveau de garantie que ce site a demandé."),
    "invalid_idp_hint": (502, "Le fournisseur d’identité demandé n’est pas disponible."),
    "login_required": (200, "Vous n’êtes plus connecté à FranceConnect : recommencez pour vous identifier."),
    "interaction_required": (200, "FranceConnect a besoin de votre intervention : recommencez pour vous identifier."),
    "consent_required": (200, "FranceConnect a besoin de votre accord : recommencez pour le donner."),
}
_OTHER_ERROR = (502, "FranceConnect n’a pas pu vous connecter.")
_UNREACHABLE = "FranceConnect ne répond pas. Réessayez dans quelques minutes."
_NOT_BELIEVED = "La réponse de FranceConnect n’est pas valable : la connexion a été interrompue pour votre sécurité."


def mount(app: Flask, house: House) -> None:
    """`/franceconnect/login`, `/franceconnect/callback`, `/franceconnect/logout-callback`, `/espace/franceconnect/relier`."""

    @app.get("/franceconnect/login")
    def franceconnect_login() -> Response:
        return _leave(house)

    def link_franceconnect() -> Response:
        account = person()
        return _leave(house, joining="" if account is None else account.id)

    app.add_url_rule("/espace/franceconnect/relier", "link", login_required(link_franceconnect), methods=["POST"])

    @app.get("/franceconnect/callback")
    def franceconnect_callback() -> Response:
        request = read_request(SLUG)
        departed = _departed(house, request)
        thread = departed.thread if departed else house.correlation.find(request.query.get("state") or "")
        trail = house.journal.trail(thread or new_thread(house.randomness), house.settings.client_id)
        trail.message("authorization_response", "received", house.party.issuer, _without_secrets(request))
        # Without a departure of this browser nothing can match: the same check as ever says so, and the journal knows.
        memory = departed.memory if departed else _nobody_s(house)
        try:
            arrival: Arrival = house.party.come_back(memory, request.query, trail=trail, traceparent=traceparent(trail.thread))
        except ProviderSaysNo as refusal:
            status, sentence = _SENTENCES.get(refusal.error, _OTHER_ERROR)
            return _failed(house, status, sentence, error=refusal.error if refusal.error in _SENTENCES else None)
        except (TokenCallFailed, UserinfoCallFailed):
            return _failed(house, 502, _UNREACHABLE)
        except ComeBackRefused:
            return _failed(house, 400, _NOT_BELIEVED)
        if departed and departed.joining:
            return join(house, arrival, trail, departed.joining)
        return settle(house, arrival, trail, departed.wanted if departed else "")

    @app.get("/franceconnect/logout-callback")
    def franceconnect_logout_callback() -> Response:
        expected, received = session.pop("logout_state", None), read_request(SLUG).query.get("state")
        return show(house, "logged_out.html", everywhere=bool(expected) and expected == received)


def _leave(house: House, *, joining: str = "") -> Response:
    thread = new_thread(house.randomness)
    try:
        departure = house.party.leave(scope=house.settings.scope, acr_values=house.settings.acr_values)
    except ProviderUnreachable:
        return _failed(house, 503, _UNREACHABLE)
    _remember(house, departure, thread, joining)
    return redirect(departure.url, code=303)


def _remember(house: House, departure: Departure, thread: Thread, joining: str) -> None:
    memory = departure.memory
    browser = session.setdefault("browser", house.randomness.token())
    wanted = session.get("wanted", "")
    departed = Departed(memory=memory, browser=browser, thread=thread, wanted=wanted, joining=joining)
    house.store.batch(
        house.departures.putting(memory.state, departed),
        house.correlation.recording(memory.state, thread),
    )
    house.journal.trail(thread, house.settings.client_id).message("authorization_request", "sent", house.party.issuer, {
        "client_id": house.settings.client_id, "redirect_uri": memory.redirect_uri, "scope": house.settings.scope,
        "acr_values": house.settings.acr_values, "state": masked(memory.state), "nonce": masked(memory.nonce),
    })


def _departed(house: House, request: Request) -> Departed | None:
    """The departure that this answer belongs to, spent; `None` when it was not this browser's (RFC 9700 §4.7)."""
    state, browser = request.query.get("state"), session.get("browser")
    if not state or not browser:
        return None
    departed = house.departures.get(state)
    if departed is None or departed.browser != browser:
        # Looked at before it is taken: a link with a stranger's state must not end the stranger's login.
        return None
    return house.departures.take(state)


def _nobody_s(house: House) -> Memory:
    return Memory(state=house.randomness.token(), nonce=house.randomness.token(), code_verifier=None, acr_values=None,
                  redirect_uri=house.party.redirect_uri)


def _without_secrets(request: Request) -> dict[str, Any]:
    return {name: masked(value) if name in {"code", "state"} else value[:200] for name, value in request.query}


def _failed(house: House, status: int, sentence: str, *, error: str | None = None) -> Response:
    return show(house, "login_failed.html", status=status, sentence=sentence, error=error)
