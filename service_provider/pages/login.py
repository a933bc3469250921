"""Logging in with the number and the password, and joining what FranceConnect knows to an account by them (SEED-83, §2.5)."""

from __future__ import annotations

from flask import Flask, request, session
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request
from doublure.web.language import local_path
from service_provider.accounts.opening import Subject
from service_provider.accounts.proving import Proof, Verdict
from service_provider.accounts.schema import Account
from service_provider.house import SLUG, House
from service_provider.pages.drafting import arrival_of_visit
from service_provider.pages.screen import begin_session, go, person, show
from service_provider.rules.nir import NirRefused, read_nir
from service_provider.rules.sentences import SENTENCES

__all__ = ["mount"]

_STATUS = {Verdict.REFUSED: 403, Verdict.WAIT: 429, Verdict.LOCKED: 429}
_SENTENCE = {Verdict.REFUSED: "login_refused", Verdict.WAIT: "login_wait", Verdict.LOCKED: "login_locked"}


def mount(app: Flask, house: House) -> None:
    """`/connexion`, `/rapprochement`."""

    @app.get("/connexion")
    def login_page() -> Response:
        return go("/espace") if person() is not None else show(house, "login.html", nir="", fault=None, field=None)

    @app.post("/connexion")
    def login() -> Response:
        found = _prove(house, "login.html")
        if isinstance(found, Response):
            return found
        wanted = session.get("wanted")
        begin_session(found)
        return go(local_path(wanted) if wanted else "/espace")

    @app.get("/rapprochement")
    def reconcile_page() -> Response:
        if arrival_of_visit(house) is None:
            return go("/connexion")
        return show(house, "reconcile.html", nir="", fault=None, field=None)

    @app.post("/rapprochement")
    def reconcile() -> Response:
        arrival = arrival_of_visit(house)
        if arrival is None:
            return go("/connexion")
        found = _prove(house, "reconcile.html")
        if isinstance(found, Response):
            return found
        account = house.desk.linking.link(found.id, Subject(arrival.issuer, arrival.sub), arrival.pivot)
        franceconnect = session.get("franceconnect")
        begin_session(account or found)
        session["franceconnect"], session["notice"] = franceconnect, "linked"
        return go("/espace")


def _prove(house: House, template: str) -> Account | Response:
    """The account of the number and password in the form, or the page that says why not."""
    text = request.form.get("nir", "")
    try:
        nir = read_nir(text, key=False, provisional=house.settings.allow_provisional_nir)
    except NirRefused as refusal:
        return show(house, template, status=422, nir=text, field="nir", fault=SENTENCES[refusal.fault.value])
    proof: Proof = house.desk.proving.prove(nir, request.form.get("password", ""), request.remote_addr or "")
    if proof.verdict is Verdict.GRANTED and proof.account is not None:
        return proof.account
    if proof.verdict is Verdict.PENDING and proof.account is not None:
        session["pending"] = proof.account.id
        return go("/inscription/en-attente")
    if proof.verdict is Verdict.LOCKED and proof.account is not None:
        token = house.desk.recovering.unlocking(proof.account)
        house.letters.send("locked", proof.account.email, read_request(SLUG), f"/deblocage/{token}")
    response = show(house, template, status=_STATUS[proof.verdict], nir="", field=None,
                    fault=SENTENCES[_SENTENCE[proof.verdict]])
    if proof.wait_s:
        response.headers["Retry-After"] = str(proof.wait_s)
    return response
