"""A forgotten password and a locked account: both go through the mail of the account (domain §2.8)."""

from __future__ import annotations

from flask import Flask, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request
from service_provider.accounts.mail_tokens import Purpose
from service_provider.house import SLUG, House
from service_provider.pages.screen import show
from service_provider.registration.password_step import judge_new_password
from service_provider.rules.nir import NirRefused, read_nir
from service_provider.rules.passwords import CRITERIA
from service_provider.rules.sentences import SENTENCES

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/mot-de-passe-oublie`, `/mot-de-passe/<token>`, `/deblocage/<token>`."""

    @app.get("/mot-de-passe-oublie")
    def forgotten_page() -> Response:
        return show(house, "forgotten.html", nir="", fault=None, sent=False)

    @app.post("/mot-de-passe-oublie")
    def forgotten() -> Response:
        text = request.form.get("nir", "")
        try:
            nir = read_nir(text, key=False)
        except NirRefused as refusal:
            return show(house, "forgotten.html", status=422, nir=text, fault=SENTENCES[refusal.fault.value], sent=False)
        started = house.desk.recovering.start(nir)
        if started is not None:
            account, token = started
            house.letters.send("reset", account.email, read_request(SLUG), f"/mot-de-passe/{token}")
        # The page is the same for a number that has no account.
        return show(house, "forgotten.html", nir="", fault=None, sent=True)

    @app.get("/mot-de-passe/<token>")
    def new_password_page(token: str) -> Response:
        opens = house.desk.recovering.owner(token, Purpose.RESET) is not None
        return _new_password(house, {}) if opens else _spent(house)

    @app.post("/mot-de-passe/<token>")
    def new_password(token: str) -> Response:
        account = house.desk.recovering.owner(token, Purpose.RESET)
        if account is None:
            return _spent(house)
        password = request.form.get("password", "")
        faults = judge_new_password(
            password, request.form.get("password_confirmation", ""), house.settings, nir=account.nir,
            words=(account.family_name, account.email.partition("@")[0]))
        if faults:
            return _new_password(house, faults)
        if house.desk.recovering.reset(token, password) is None:
            return _spent(house)
        house.desk.proving.unlock(account.nir)
        house.letters.send("password_changed", account.email, read_request(SLUG), "/mot-de-passe-oublie")
        return show(house, "password_changed.html")

    @app.get("/deblocage/<token>")
    def unlock(token: str) -> Response:
        if request.method == "HEAD":
            return FlaskResponse()
        account = house.desk.recovering.unlock(token)
        if account is not None:
            house.desk.proving.unlock(account.nir)
        return show(house, "unlocked.html", status=200 if account else 410, done=account is not None)


def _new_password(house: House, faults: dict[str, str]) -> Response:
    return show(house, "new_password.html", status=422 if faults else 200, opens=True, criteria=CRITERIA[house.settings.profile],
                faults={name: SENTENCES[code] for name, code in faults.items()})


def _spent(house: House) -> Response:
    return show(house, "new_password.html", status=410, opens=False, criteria=(), faults={})
