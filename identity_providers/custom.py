"""An identity that a developer types, or changes for this login, instead of choosing a persona (AMB-11), with level and methods.

Everything may be left out or wrong, so that whoever receives it can be seen refusing it; only what looks like a real mailbox or
number is not taken (GR-04).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from doublure.exchange import Answer, Parameters, Request
from doublure.personas import identity_at
from identity_providers.answer import Somebody, recognised
from identity_providers.fake import Fake
from identity_providers.lookalike import looks_real
from identity_providers.opened import abort, open_login
from identity_providers.page import custom_page
from identity_providers.release import level_for, subject_of

__all__ = ["ADDRESS", "FIELDS", "TOKEN", "VERIFIED", "show_custom", "submit_custom"]

#: The claims of the form, by their own names.
FIELDS = ("given_name", "family_name", "preferred_username", "gender", "birthdate", "birthplace", "birthcountry", "email",
          "phone_number")
#: The members of the claim `address` (OpenID Connect Core §5.1.1).
ADDRESS = ("street_address", "postal_code", "locality", "country")
#: Yes, no, or not said.
VERIFIED = ("email_verified", "phone_number_verified")
#: What the ID token says of the login beside the identity.
TOKEN = ("sub", "acr", "amr")

#: INSEE's code of France: what an empty country means (contract §11.1).
_FRANCE = "99100"
_LONGEST = 300


def show_custom(fake: Fake, request: Request) -> Answer:
    """GET `/login/custom`: the form, empty or with the claims of a persona to be changed for this login (`?persona=`)."""
    opened = open_login(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    pending = opened.pending
    values = dict.fromkeys(VERIFIED, "true") | {"acr": level_for(pending.acr_values, fake.levels(pending.mode)),
              "amr": " ".join(fake.amr(pending.mode, second_step=True))}
    persona = fake.people().by_login(request.query.get("persona") or "")
    if persona is not None and fake.plugin.slug in persona.idps:
        claims = identity_at(persona, fake.plugin.slug)
        values |= {"sub": subject_of(persona.login), **claims.pop("address", {}), **claims}
    return custom_page(fake, request, opened.browser, values=values)


def submit_custom(fake: Fake, request: Request) -> Answer:
    """POST `/login/custom`: back to the hub with this identity, or the form once more when some of it looks real."""
    opened = open_login(fake, request, request.form)
    if isinstance(opened, Answer):
        return opened
    if request.form.get("action") == "cancel":
        return abort(fake, opened)
    claims, address, token = (_typed(request.form, names) for names in (FIELDS, ADDRESS, TOKEN))
    real = {name for name in ("email", "phone_number") if looks_real(claims.get(name, ""))}
    if real:
        typed = claims | address | token | _typed(request.form, VERIFIED)
        shown = {name: value for name, value in typed.items() if name not in real}
        return custom_page(fake, request, opened.browser, values=shown, status=403, warning=True)
    identity: dict[str, Any] = {**claims, "birthcountry": claims.get("birthcountry", _FRANCE)}
    if address:
        identity["address"] = address
    said = {"true": True, "false": False}
    identity |= {name: said.get(request.form.get(name) or "") for name in VERIFIED if name in request.form}
    amr = tuple(token.get("amr", "").split()) if "amr" in request.form else fake.amr(opened.pending.mode, second_step=True)
    return recognised(fake, request, opened, Somebody(_login_of(identity), identity, token.get("acr"), amr, token.get("sub")))


def _typed(form: Parameters, names: tuple[str, ...]) -> dict[str, str]:
    values = {name: (form.get(name) or "").strip()[:_LONGEST] for name in names}
    return {name: value for name, value in values.items() if value}


def _login_of(identity: Mapping[str, Any]) -> str:
    """A login for somebody who has none: the same for the same identity, so that her `sub` is stable."""
    text = json.dumps(sorted(identity.items()), ensure_ascii=False)
    return f"custom-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
