"""The pages of a fake: one login form for all of them (SEED-15, AMB-12), and the page of a request that cannot go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from doublure.exchange import Answer, Parameters, Request
from doublure.oidc.errors import ProtocolError
from doublure.personas import Persona
from doublure.web.csrf import token
from doublure.web.errors import error_page
from identity_providers.fake import Fake
from identity_providers.pending import Browser
from identity_providers.realistic import Mode

__all__ = ["PURPOSE", "custom_page", "ended_page", "login_page", "protocol_error_page", "step_page"]

#: What the CSRF token of the form is good for.
PURPOSE = "login"


def login_page(fake: Fake, request: Request, browser: Browser, *, mode: Mode, persona: Persona | None = None, status: int = 200,
               identifier: str = "", problem: str = "", fault: str = "", seconds: int = 0, warning: bool = False,
               temporary: bool = False) -> Answer:
    """The first page in *mode*: empty at first (SEED-16), filled for *persona*, or once more after a *problem*.

    *identifier* is shown back; the password never is. The one that a chosen *persona* fills in is the published one, or the
    published *temporary* one. *fault* is a French sentence about the form of the identifier.
    """
    shown = _as_shown(request, "/login", browser)
    plan = fake.realistic if mode == "realistic" else None
    password = (fake.settings.realistic.temporary_password if temporary else None) or fake.settings.password
    own = (fake.plugin.identifiers(persona) if plan and persona else ())[-1:]
    return fake.pages.html(
        "login.html", shown, status=status, mode=mode, modes=fake.realistic is not None,
        asks=plan.asks if plan else "identifier and password", label=plan.label if plan else "Mon identifiant",
        hint=plan.hint if plan else fake.plugin.hint, client=fake.settings.client.client_name,
        login_id=browser.login_id, csrf_token=token(browser.secret, browser.login_id, PURPOSE),
        identifier=next(iter(own), persona.login) if persona else identifier, password=password if persona else "",
        problem=problem, fault=fault, seconds=seconds, warning=warning, published_password=fake.settings.password,
        temporary_password=fake.settings.realistic.temporary_password if plan else None, accounts=list(_accounts(fake, browser)),
    )


def step_page(fake: Fake, request: Request, browser: Browser, template: str, *, status: int = 200, **context: object) -> Answer:
    """The page of a second step."""
    shown = _as_shown(request, "/login/step", browser)
    return fake.pages.html(template, shown, status=status, login_id=browser.login_id,
                           csrf_token=token(browser.secret, browser.login_id, PURPOSE), **context)


def custom_page(fake: Fake, request: Request, browser: Browser, *, values: Mapping[str, str], status: int = 200,
                warning: bool = False) -> Answer:
    """The form of an identity of one's own, with *values* by field name."""
    shown = _as_shown(request, "/login/custom", browser)
    return fake.pages.html(
        "custom.html", shown, status=status, values=values, warning=warning, login_id=browser.login_id,
        csrf_token=token(browser.secret, browser.login_id, PURPOSE), levels=fake.settings.levels,
    )


def ended_page(fake: Fake, request: Request, status: int) -> Answer:
    """A login that is over, unknown, or another browser's: nothing here can go on."""
    return error_page(
        fake.pages, request, code="login_not_open", status=status,
        sentence="Cette connexion est terminée, a expiré ou a été commencée dans un autre navigateur. "
                 "Retournez au service et recommencez.",
    )


def protocol_error_page(fake: Fake, request: Request, error: ProtocolError) -> Answer:
    """A request whose redirect URI is not known to be the client's: the refusal stays here (RFC 6749 §4.1.2.1)."""
    return error_page(
        fake.pages, request, code=error.error, status=error.status,
        sentence="Le service qui vous envoie ici a fait une demande que ce fournisseur ne peut pas accepter.",
        diagnosis=[error.description],
    )


def _as_shown(request: Request, path: str, browser: Browser) -> Request:
    # The language switch of a page must lead back to its form, whichever request the page answers.
    return replace(request, method="GET", path=path, query=Parameters.of({"interaction": browser.login_id}))


def _accounts(fake: Fake, browser: Browser) -> Iterator[dict[str, Any]]:
    for persona in fake.people().with_account_at(fake.plugin.slug):
        chosen = urlencode({"interaction": browser.login_id, "persona": persona.login})
        yield {
            "login": persona.login, "name": f"{persona.given_name} {persona.family_name}".strip(), "case": persona.case,
            "identifiers": fake.plugin.identifiers(persona),
            "address": f"/login?{chosen}", "custom": f"/login/custom?{chosen}",
        }
