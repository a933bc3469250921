"""FranceConnect seen from the personal space: linked or not, linking and unlinking (domain §2.5)."""

from __future__ import annotations

from flask import Flask, request, session
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.journal import Trail
from doublure.oidc.relying_party import Arrival
from service_provider.accounts.joining import Joined
from service_provider.accounts.opening import Subject
from service_provider.house import House
from service_provider.pages.screen import begin_session, go, person, show
from service_provider.rules.identity import pivot_from
from service_provider.rules.sentences import SENTENCES

__all__ = ["join", "mount"]


def join(house: House, arrival: Arrival, trail: Trail, account_id: str) -> Response:
    """Link who has just come from FranceConnect to the account that left for it, still logged in, and say what became of it."""
    account = person()
    if account is None or account.id != account_id:
        return go("/connexion")
    subject = Subject(house.party.issuer, str(arrival.claims["sub"]))
    outcome = house.desk.joining.join(account, subject, pivot_from(arrival.userinfo or arrival.claims))
    trail.event("SP_ACCOUNT_JOINED", outcome=outcome.value)
    begin_session(house.desk.account(account.id) or account)
    # Also after a refusal: whoever is logged in at FranceConnect now should be logged out there on the way out.
    session["franceconnect"] = {"id_token": arrival.id_token}
    if outcome is Joined.DONE:
        session["notice"] = "linked"
        return go("/espace")
    return _page(house, fault=outcome.value, status=409)


def mount(app: Flask, house: House) -> None:
    """`/espace/franceconnect`: its state, and on POST the end of the link."""

    def franceconnect() -> Response:
        account = person()
        if request.method == "GET" or account is None:
            return _page(house)
        if account.password_hash is None:
            return _page(house, fault="unlink_password", status=409)
        if not house.desk.moving.is_hers(account, request.form.get("current_password", "")):
            return _page(house, faults={"current_password": "password_wrong"}, status=422)
        house.desk.joining.part(account.id)
        session["notice"] = "changed"
        return go("/espace")

    app.add_url_rule("/espace/franceconnect", "franceconnect", login_required(franceconnect), methods=["GET", "POST"])


def _page(house: House, *, fault: str | None = None, faults: dict[str, str] | None = None, status: int = 200) -> Response:
    account = person()
    return show(house, "my_franceconnect.html", status=status, fault=fault and SENTENCES[fault],
                has_password=account is not None and account.password_hash is not None,
                linked=account is not None and house.desk.linking.is_linked(account.id),
                faults={name: SENTENCES[code] for name, code in (faults or {}).items()})
