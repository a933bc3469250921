"""The six digits of a letter, typed where the registration ended (profile 2025, domain §1.6)."""

from __future__ import annotations

from flask import Flask, request, session
from werkzeug.wrappers import Response

from service_provider.accounts.confirming import Confirmation
from service_provider.house import House
from service_provider.pages import decoy
from service_provider.pages.screen import go, show
from service_provider.rules.sentences import SENTENCES

__all__ = ["await_code", "code_page", "mount"]

_DIGITS = 6
_FAULTS = {Confirmation.WRONG: "code_wrong", Confirmation.EXPIRED: "code_spent"}


def await_code(house: House, account_id: str) -> None:
    """From now on this visit may type the code of the account with that identifier, which may be nobody's."""
    session["pending"] = account_id
    decoy.begin(house)


def code_page(house: House, *, fault: str | None = None, status: int = 200, notice: str | None = None) -> Response:
    """The page that asks for the code. *fault* and *notice* are codes of sentences."""
    return show(house, "code.html", status=status, email=session.get("registered"),
                faults={} if fault is None else {"code": SENTENCES[fault]}, notice=notice and SENTENCES[notice])


def mount(app: Flask, house: House) -> None:
    """`/inscription/code`, where letters carry codes."""
    by_code = house.desk.by_code
    if by_code is None:
        return

    @app.post("/inscription/code")
    def type_code() -> Response:
        account_id = session.get("pending")
        if account_id is None:
            return go("/connexion")
        code = "".join(request.form.get("code", "").split())
        if not (code.isascii() and code.isdecimal() and len(code) == _DIGITS):
            return code_page(house, fault="code_empty", status=422)
        outcome = by_code.confirm_code(account_id, code).outcome
        if outcome is Confirmation.UNKNOWN:
            outcome = decoy.guess(house)
        if outcome in _FAULTS:
            return code_page(house, fault=_FAULTS[outcome], status=422)
        for name in ("pending", "registered"):
            session.pop(name, None)
        done = outcome in {Confirmation.DONE, Confirmation.ALREADY}
        return show(house, "confirmed.html", status=200 if done else 410, outcome=outcome.value)
