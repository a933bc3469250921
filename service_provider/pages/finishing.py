"""The end of a registration: its letter, the page that says so, the link in the letter, and another letter."""

from __future__ import annotations

from flask import Flask, request, session
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request
from service_provider.accounts.confirming import Confirmation
from service_provider.accounts.schema import Account, State
from service_provider.house import SLUG, House
from service_provider.pages import decoy
from service_provider.pages.code import await_code, code_page
from service_provider.pages.screen import begin_session, go, show
from service_provider.registration.draft import Draft
from service_provider.registration.finishing import Finished, Post, finish
from service_provider.registration.judgement import Circumstances

__all__ = ["finish_registration", "mount"]


def finish_registration(
    house: House, draft: Draft, circumstances: Circumstances, password: str,
) -> Response | tuple[str, str]:
    """Open the account of *draft*; where to go then, or the field and code of a fault that only the database knew."""
    done: Finished = finish(draft, circumstances, house.desk, password)
    if done.fault is not None:
        return done.fault
    if done.reconcile:
        return go("/rapprochement")
    if done.account is not None:
        begin_session(done.account)
        return go("/espace")
    if done.letter is not None:
        _send(house, done.letter, done.to, done.token)
    if house.desk.by_code is not None:
        await_code(house, done.waiting)
    session["registered"] = draft.typed.get("email", "")
    session.pop("arrival", None)
    return go("/inscription/enregistree")


def mount(app: Flask, house: House) -> None:
    """`/inscription/enregistree`, `/inscription/confirmation/<token>`, `/inscription/en-attente`, `/inscription/renvoyer`."""

    @app.get("/inscription/enregistree")
    def registered() -> Response:
        if "registered" not in session:
            return go("/inscription")
        if house.desk.by_code is not None:
            return code_page(house)
        return show(house, "registered.html", email=session["registered"])

    @app.get("/inscription/confirmation/<token>")
    def confirm(token: str) -> Response:
        if request.method == "HEAD":
            # Mail programs look at links before people do: only opening the page confirms.
            return FlaskResponse()
        done = house.desk.confirming.confirm(token)
        if done.outcome is Confirmation.EXPIRED and done.account is not None:
            session["pending"] = done.account.id
        good = done.outcome in {Confirmation.DONE, Confirmation.ALREADY}
        return show(house, "confirmed.html", status=200 if good else 410, outcome=done.outcome.value)

    @app.get("/inscription/en-attente")
    def pending() -> Response:
        if house.desk.by_code is not None and "pending" in session:
            return code_page(house)
        account = _pending(house)
        return go("/connexion") if account is None else show(house, "pending.html", sent=False)

    @app.post("/inscription/renvoyer")
    def send_again() -> Response:
        account = _pending(house)
        by_code = house.desk.by_code is not None
        if account is None and not (by_code and "pending" in session):
            return go("/connexion")
        sent = None if account is None else house.desk.confirming.resend(account.id)
        if sent is not None:
            _send(house, Post.CONFIRM_CODE if by_code else Post.CONFIRM, sent[0].email, sent[1])
        if by_code:
            said = sent is not None if account is not None else decoy.resend(house)
            return code_page(house, notice="code_sent" if said else "too_many_letters", status=200 if said else 429)
        return show(house, "pending.html", status=200 if sent else 429, sent=True if sent else None)


def _send(house: House, letter: Post, to: str, token: str | None) -> None:
    if letter is Post.CONFIRM_CODE:
        house.letters.send(letter, to, read_request(SLUG), code=token or "")
        return
    path = f"/inscription/confirmation/{token}" if letter is Post.CONFIRM else "/connexion"
    house.letters.send(letter, to, read_request(SLUG), path)


def _pending(house: House) -> Account | None:
    """The account of this visit that waits for its confirmation."""
    identifier = session.get("pending")
    account = house.desk.account(identifier) if identifier else None
    return account if account is not None and account.state == State.PENDING else None
