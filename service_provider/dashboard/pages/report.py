"""The report of a misuse: which connection was not hers, and why she thinks so (contract §6.6).

Nothing is typed but the code of a connection: a free text would invite people to leave what does not belong here (GR-04).
"""

from __future__ import annotations

from flask import Flask, session
from werkzeug.wrappers import Response

from doublure.correlation import new_thread
from doublure.web.adapter import read_request
from service_provider.dashboard.house import House
from service_provider.dashboard.pages.screen import CONNECTION, Person, for_persons, go, show
from service_provider.dashboard.settings import SLUG

__all__ = ["mount"]

#: Why a connection is reported.
REASONS = {
    "not_me": "Je n’ai pas fait cette connexion",
    "unknown_service": "Je ne connais pas ce service",
    "unknown_provider": "Je n’ai pas de compte chez ce fournisseur d’identité",
}
_FORM = "Un code d’identification a 36 caractères : recopiez celui du message ou de l’historique."
_STRANGE = "Aucune connexion de votre historique ne porte ce code. Vérifiez-le, ou choisissez la connexion dans l’historique."
_REASON = "Choisissez une raison."


def mount(app: Flask, house: House) -> None:
    """`/report?connection=…`, `/report/sent`."""

    def report(somebody: Person) -> Response:
        return _page(house, {"connection": (read_request(SLUG).query.get("connection") or "")[:36]}, {})

    def send(somebody: Person) -> Response:
        request = read_request(SLUG)
        typed = {name: (request.form.get(name) or "").strip()[:100] for name in ("connection", "reason")}
        connection = typed["connection"].lower()
        faults = {} if CONNECTION.fullmatch(connection) else {"connection": _FORM}
        if typed["reason"] not in REASONS:
            faults["reason"] = _REASON
        if faults:
            return _page(house, typed, faults)
        found = house.accounts.history(somebody.token, connection=connection)
        if not found.events:
            return _page(house, typed, {"connection": _STRANGE})
        number = house.randomness.uuid()
        trail = house.franceconnect.journal.trail(new_thread(house.randomness), house.settings.client_id)
        trail.event("MISUSE_REPORTED", number=number, connection=connection, reason=typed["reason"])
        if somebody.email:
            services = tuple(dict.fromkeys(event.service for event in found.events))
            house.letters.reported(somebody.email, somebody.name, number, connection, REASONS[typed["reason"]], services,
                                   request.language)
        session["reported"] = number
        return go("/report/sent")

    def sent(somebody: Person) -> Response:
        number = session.get("reported")
        return go("/report") if number is None else show(house, "reported.html", number=number)

    app.add_url_rule("/report", "report", for_persons(report))
    app.add_url_rule("/report", "send", for_persons(send), methods=["POST"])
    app.add_url_rule("/report/sent", "sent", for_persons(sent))


def _page(house: House, typed: dict[str, str], faults: dict[str, str]) -> Response:
    return show(house, "report.html", status=400 if faults else 200, typed=typed, faults=faults, reasons=REASONS)
