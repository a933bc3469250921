"""One way to show a page, and who is logged in."""

from __future__ import annotations

from hashlib import sha256

from flask import Flask, current_app, redirect, session
from flask_login import LoginManager, UserMixin, current_user, login_user  # type: ignore[import-untyped]  # it ships no types
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.exchange import Answer
from doublure.web.adapter import read_request, to_response
from service_provider.accounts.schema import Account, State
from service_provider.house import SLUG, House
from service_provider.visit import renew

__all__ = ["Person", "begin_session", "go", "name_of", "person", "recognise_people", "show"]


class Person(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """flask-login's user: the account of this visit."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.id = account.id


def recognise_people(app: Flask, house: House) -> None:
    """Let flask-login find the account of a visit; who has none is sent to the login page and back afterwards."""
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login has no types
    def load(account_id: str) -> Person | None:
        account = house.desk.account(account_id)
        alive = account is not None and account.state == State.CONFIRMED and session.get("stamp") == _stamp(account)
        return Person(account) if account is not None and alive else None

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]  # flask-login has no types
    def to_login() -> Response:
        session["wanted"] = read_request(SLUG).path
        return go("/connexion")


def begin_session(account: Account) -> None:
    """Log *account* in under a new session identifier."""
    renew(session)
    session["stamp"] = _stamp(account)
    login_user(Person(account))


def person() -> Account | None:
    """The account of this visit, if somebody is logged in."""
    return current_user.account if current_user.is_authenticated else None


def name_of(account: Account) -> str:
    """How the site calls somebody: first given name and the name she goes by."""
    first = account.given_name.split(" ")[0] if account.given_name else ""
    return f"{first} {account.usage_name or account.family_name}".strip()


def show(house: House, template: str, *, status: int = 200, **context: object) -> Response:
    """The page *template* for whoever visits."""
    account = person()
    answer: Answer = house.pages.html(
        template, read_request(SLUG), status=status, csrf_token=generate_csrf,
        account_name=None if account is None else name_of(account), laboratory=house.settings.reconciliation_lab, **context,
    )
    return to_response(current_app, answer)


def go(path: str) -> Response:
    """303 to a page of ours or an address that we made."""
    return redirect(path, code=303)


def _stamp(account: Account) -> str:
    """Changes with the password: visits that began with another one are over."""
    return sha256((account.password_hash or "").encode()).hexdigest()[:16]
