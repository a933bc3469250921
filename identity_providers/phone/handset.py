"""What every page of a phone has in common: its number and owner, the forms that only its own pages may send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from doublure.exchange import Answer, Cookie, Request
from doublure.personas import People
from doublure.randomness import Randomness
from doublure.web.csrf import check, token
from doublure.web.errors import error_page
from doublure.web.pages import Pages
from identity_providers.phone.desk import Desk
from identity_providers.phone.owners import number_of, owners, spoken

__all__ = ["SLUG", "Handset"]

SLUG = "telephone"
_HOLDER = f"{SLUG}_holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handset:
    """Whoever opens a phone's page holds that phone; a form of another site does not (SES-03)."""

    pages: Pages
    desk: Desk
    people: Callable[[], People]
    randomness: Randomness

    def number(self, who: str) -> str | None:
        """The number of the phone that the path means, or `None`."""
        return number_of(who, self.people())

    def turned_away(self, request: Request, who: str) -> Answer | None:
        """Why *request* is not for the phone *who*: there is none, or a form is not its own. `None` when it is."""
        if request.fault or self.number(who) != who:
            return self.absent(request)
        secret = request.cookies.get(_HOLDER, "")
        if request.method != "POST" or (secret and check(request.form.get("csrf_token"), secret, who, SLUG)):
            return None
        return error_page(self.pages, request, code="form_not_ours", status=403,
                          sentence="Ce formulaire ne vient pas de ce téléphone. Rouvrez sa page et recommencez.")

    def page(self, template: str, request: Request, number: str, *, status: int = 200, **context: Any) -> Answer:
        """A page of the phone *number*."""
        secret = request.cookies.get(_HOLDER) or self.randomness.token()
        answer = self.pages.html(template, request, status=status, number=number, spoken=spoken(number),
                                 owners=owners(number, self.people()), csrf_token=token(secret, number, SLUG), **context)
        return answer if request.cookies.get(_HOLDER) else answer.with_cookie(Cookie(name=_HOLDER, value=secret))

    def absent(self, request: Request) -> Answer:
        """No phone has that number, or it has no such switch."""
        return error_page(self.pages, request, code="404", status=404, sentence="Aucun téléphone de test n’a ce numéro.")
