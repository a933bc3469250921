"""What every page of the console shares: its frame, and the protection of its forms (design §7).

A form is believed when it comes from this very origin and bears the value that its browser was given: another web page can make a
browser send a form, but knows neither the cookie nor the value that belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from doublure.exchange import Answer, Cookie, Request, see_other
from doublure.randomness import Randomness
from doublure.web import csrf
from doublure.web.errors import error_page
from doublure.web.pages import Pages

__all__ = ["FormPage", "Frame", "Page"]

_COOKIE = "console_forms"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_PURPOSE = "console"
_OWN = {"", "same-origin"}

#: A page by its address: rule, handler, methods.
Page = tuple[str, Callable[..., Answer], tuple[str, ...]]
FormPage = Callable[..., Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`origin` is the console's own."""

    pages: Pages
    origin: str
    randomness: Randomness

    def page(self, request: Request, template: str, section: str, *, status: int = 200, **context: Any) -> Answer:
        """*template* in the frame; *section* is the path of the menu that it belongs to."""
        secret = self._secret(request) or self.randomness.token()
        answer = self.pages.html(template, request, status=status, section=section,
                                 csrf_token=csrf.token(secret, _PURPOSE, _PURPOSE), **context)
        if self._secret(request) is None:
            answer = answer.with_cookie(Cookie(name=_COOKIE, value=secret, same_site="Strict"))
        return answer

    def absent(self, request: Request) -> Answer:
        """The page of what is not there."""
        return error_page(self.pages, request, code="404", status=404, sentence="Cette page n’existe pas.")

    def form(self, handler: FormPage) -> FormPage:
        """*handler*, reached only by a form of the console's own pages."""

        def guarded(request: Request, **variables: str) -> Answer:
            if not self._is_ours(request):
                return error_page(
                    self.pages, request, code="403", status=403,
                    sentence="Ce formulaire ne vient pas de la console, ou la console a été fermée entre-temps. "
                             "Rouvrez la page et recommencez.",
                )
            return handler(request, **variables)

        return guarded

    def done(self, path: str) -> Answer:
        """303 to *path* after a change."""
        return see_other(path)

    def _is_ours(self, request: Request) -> bool:
        headers = request.headers
        secret = self._secret(request)
        return (
            request.fault is None and secret is not None and headers.get("sec-fetch-site", "") in _OWN
            # With `no-referrer` a browser sends `Origin: null` with the console's own forms.
            and headers.get("origin", self.origin) in {self.origin, "null"}
            and csrf.check(request.form.get("csrf_token"), secret, _PURPOSE, _PURPOSE)
        )

    def _secret(self, request: Request) -> str | None:
        given = request.cookies.get(_COOKIE, "")
        return given if _SECRET.fullmatch(given) else None
