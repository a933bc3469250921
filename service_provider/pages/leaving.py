"""Another mail address, and the end of an account."""

from __future__ import annotations

from flask import Flask, request, session
from flask import Response as FlaskResponse
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request
from service_provider.accounts.schema import Account
from service_provider.house import SLUG, House
from service_provider.pages.screen import go, person, show
from service_provider.rules.emails import read_email
from service_provider.rules.sentences import SENTENCES
from service_provider.visit import renew

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/espace/e-mail`, `/espace/e-mail/<token>`, `/espace/fermer`."""

    def change_address() -> Response:
        account = _mine()
        if request.method == "GET":
            return _address(house, account, "", {})
        text = request.form.get("email", "")
        email = read_email(text)
        if email is None:
            return _address(house, account, text, {"email": "email_wrong" if text else "email_empty"})
        if not house.desk.moving.is_hers(account, request.form.get("current_password", "")):
            return _address(house, account, text, {"current_password": "password_wrong"})
        token = house.desk.moving.start(account.id, email)
        if token is None:
            return _address(house, account, text, {"email": "too_many_letters"})
        house.letters.send("new_address", email, read_request(SLUG), f"/espace/e-mail/{token}")
        session["notice"] = "letter"
        return go("/espace")

    def confirm_address(token: str) -> Response:
        if request.method == "HEAD":
            return FlaskResponse()
        done = house.desk.moving.arrive(token) is not None
        return show(house, "address_changed.html", status=200 if done else 410, done=done)

    def close_account() -> Response:
        account = _mine()
        if request.method == "GET":
            return _closing(house, account, {})
        if not house.desk.moving.is_hers(account, request.form.get("current_password", "")):
            return _closing(house, account, {"current_password": "password_wrong"})
        house.desk.moving.close(account.id)
        renew(session)
        session.clear()
        return show(house, "closed.html")

    both = ["GET", "POST"]
    app.add_url_rule("/espace/e-mail", "my e-mail", login_required(change_address), methods=both)
    app.add_url_rule("/espace/e-mail/<token>", "my new e-mail", confirm_address)
    app.add_url_rule("/espace/fermer", "close", login_required(close_account), methods=both)


def _address(house: House, account: Account, email: str, faults: dict[str, str]) -> Response:
    return show(house, "my_email.html", status=422 if faults else 200, typed={"email": email},
                has_password=account.password_hash is not None, faults={name: SENTENCES[code] for name, code in faults.items()})


def _closing(house: House, account: Account, faults: dict[str, str]) -> Response:
    return show(house, "my_closing.html", status=422 if faults else 200, has_password=account.password_hash is not None,
                faults={name: SENTENCES[code] for name, code in faults.items()})


def _mine() -> Account:
    account = person()
    assert account is not None  # noqa: S101 - every caller is behind `login_required`
    return account
