"""Who is meant by what was typed on a first page, and what the password proves. Whatever was wrong is answered alike."""

from __future__ import annotations

import hmac

from doublure.exchange import Answer, Parameters, Request
from doublure.personas import Persona
from doublure.storage.interface import Key
from identity_providers.fake import Fake
from identity_providers.lookalike import looks_real
from identity_providers.opened import Open
from identity_providers.page import login_page
from identity_providers.plugin import Answers, Refusal
from identity_providers.realistic import Proof

__all__ = ["changed_key", "identifier_in", "proven", "refused", "sought"]

_LONGEST = 200


def identifier_in(parameters: Parameters) -> str:
    """The identifier that was typed, cut where nobody's can be that long."""
    return (parameters.get("identifier") or "")[:_LONGEST]


def sought(fake: Fake, form: Parameters) -> Persona | Refusal:
    """The persona with an account here who is meant by *form*, or why there is none."""
    found = fake.plugin.find(Answers(identifier=identifier_in(form)), fake.people())
    if isinstance(found, Persona):
        return found
    real = looks_real(identifier_in(form)) and found is Refusal.STRANGER
    return Refusal.LOOKS_REAL if real else found


def proven(fake: Fake, form: Parameters, temporary: str | None = None, login: str = "") -> Proof | None:
    """What the password in *form* proves of *login*, or `None`. The password ends here (GR-04).

    All is always looked at, whoever it is, so that time tells nobody what was wrong (SES-16).
    """
    typed = (form.get("password") or "").encode("utf-8", "surrogatepass")
    right = hmac.compare_digest(typed, fake.settings.password.encode())
    if temporary is None:
        return Proof.PASSWORD if right else None
    first = hmac.compare_digest(typed, temporary.encode())
    changed = fake.store.get(changed_key(fake, login)) is not None
    if right:
        return Proof.PASSWORD
    return Proof.TEMPORARY if first and not changed else None


def changed_key(fake: Fake, login: str) -> Key:
    """Where it is marked that *login* has changed her temporary password."""
    return Key(f"{fake.plugin.slug}-password-changed", login)


def refused(fake: Fake, request: Request, opened: Open, reason: Refusal | None) -> Answer:
    """The same sentence and status whatever was wrong (SES-16); what may be real data is not even shown back (GR-04)."""
    identifier = identifier_in(request.form)
    fake.throttle.failed(identifier, request.remote)
    opened.trail.event("IDP_LOGIN_REFUSED", idp=fake.plugin.slug, reason=reason or "wrong password")
    real = reason is Refusal.LOOKS_REAL
    return login_page(fake, request, opened.browser, mode=opened.pending.mode, status=403, problem="refused", warning=real,
                      identifier="" if real else identifier)
