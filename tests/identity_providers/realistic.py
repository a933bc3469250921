"""What tests of mode `realistic` do at every fake: set it otherwise, take a login up, approve it, go through to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from identity_providers.app import create_app
from identity_providers.phone.deciding import accept
from identity_providers.phone.pairing import Pairing
from identity_providers.phone.requests import State
from identity_providers.settings import load_settings
from tests.identity_providers.household import CONFIG, Form, Visitor, arrived, make_ports

BRUNO, CODE = "0639980102", {"laposte": "123456", "mobileconnect": "1234", "alicem": "123456"}
FULL_AMR = {"impots": ["pwd", "otp", "mail"], "ameli": ["pwd"], "laposte": ["hwk", "pin", "mfa"], "msa": ["pwd"],
            "mobileconnect": ["hwk", "pin", "tel", "mfa"], "alicem": ["hwk", "pin", "mfa"]}


def set_otherwise(slug: str, state: Path, **changes: Any) -> Visitor:
    """Somebody at a fake whose table `realistic`, or mode, is set otherwise."""
    settings, ports = load_settings(CONFIG)[slug], make_ports(state)
    mode = changes.pop("mode", settings.mode)
    other = settings.model_copy(update={"mode": mode, "realistic": settings.realistic.model_copy(update=changes)})
    return Visitor(slug, create_app(slug, other, ports), ports)


def take_up(visitor: Visitor, form: Form, number: str = BRUNO) -> None:
    Pairing(visitor.phones).take_up(number, form.said("second-step-pairing"), visitor.ports.people())


def approve(visitor: Visitor, number: str = BRUNO) -> None:
    seen = visitor.phones.show(number)
    assert accept(visitor.phones, number, seen.request.id, code=CODE[visitor.slug]).seen.state is State.ACCEPTED


def pass_through(visitor: Visitor, **changes: str) -> dict[str, str]:
    """bruno logs in, with whatever second step there is; the authorization response."""
    answer = visitor.submit(visitor.open_realistic(**changes), "bruno", "Provisoire2026" if visitor.slug == "msa" else "123")
    if not answer.location.startswith("/login/step"):
        return arrived(answer)
    form = Form(visitor.follow(answer).text)
    fields = {}
    if visitor.slug == "impots":
        fields = {"code": visitor.mailed_code()}
    elif visitor.slug == "msa":
        fields = {"new_password": "Essai-2026", "new_password_confirmation": "Essai-2026"}
    else:
        if visitor.slug == "alicem":
            take_up(visitor, form)
        approve(visitor)
    return arrived(visitor.step(form, **fields))


def at_phone(visitor: Visitor, number: str = BRUNO) -> Form:
    form = visitor.waiting()
    if visitor.slug == "alicem":
        take_up(visitor, form, number)
    return form
