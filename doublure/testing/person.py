"""Somebody at a browser without JavaScript: follows redirects, keeps cookies as browsers do, fills in forms.

For tests that walk through running applications. Nothing here knows the applications from inside: it reads the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from doublure.dialling import Dialler
from doublure.testing.pages import Form, Page

__all__ = ["Person", "TooManyRedirects"]


class TooManyRedirects(AssertionError):  # noqa: N818 - the name urllib3 and requests give it
    """The applications send each other round in circles."""


@dataclass(slots=True)
class Person:
    """One browser. `cookies` are by host, whatever the port, as in life; `visited` is every address in order."""

    language: str = "fr"
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)
    stop_at: tuple[str, ...] = ()
    page: Page | None = None
    dialler: Dialler = field(default_factory=Dialler)

    def opens(self, url: str) -> Page:
        """Type *url* into the address bar and follow where it leads."""
        return self._follow("GET", url, None)

    def submits(self, form: Form, fields: Mapping[str, str] | None = None, press: str | None = None) -> Page:
        """Send *form* with *fields* typed over what it holds, by the button whose data-testid is *press*."""
        values = form.values(press) | dict(fields or {})
        target = urljoin(self._here().url, form.target(press) or self._here().url)
        if form.method == "GET":
            parts = urlsplit(target)
            return self._follow("GET", parts._replace(query=urlencode(values)).geturl(), None)
        return self._follow("POST", target, urlencode(values))

    def presses(self, testid: str, fields: Mapping[str, str] | None = None) -> Page:
        """Press the button or follow the link with this data-testid on the present page."""
        page = self._here()
        link = page.link(testid)
        if link is not None:
            return self.opens(urljoin(page.url, link))
        return self.submits(page.form_with(testid), fields, press=testid)

    def request(self, method: str, url: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Page:
        """One request with this browser's cookies, redirects not followed."""
        host = urlsplit(url).hostname or ""
        sent = {"Accept": "text/html", "Accept-Language": self.language, **(headers or {})}
        if jar := self.cookies.get(host):
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        answer = self.dialler.request(method, url, body=body, headers=sent)
        self.visited.append(url)
        self._keep(host, answer.headers.getlist("set-cookie"))
        self.page = Page(url=url, status=answer.status, headers=answer.headers, body=answer.data)
        return self.page

    def query(self) -> dict[str, str]:
        """The query of the present page's address."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self._here().url).query).items()}

    def _here(self) -> Page:
        assert self.page is not None, "no page is open yet"  # noqa: S101 - a tool of tests
        return self.page

    def _follow(self, method: str, url: str, body: str | None) -> Page:
        page = self.request(method, url, body)
        for _ in range(20):
            location = page.headers.get("Location")
            if page.status not in {301, 302, 303} or not location:
                return page
            target = urljoin(page.url, location)
            if target.startswith(self.stop_at) and self.stop_at:
                # The relying party of the test is this test: its address is the end of the walk.
                self.page = Page(url=target, status=page.status, headers=page.headers, body=b"")
                return self.page
            page = self.request("GET", target)
        raise TooManyRedirects(" → ".join(self.visited[-8:]))

    def _keep(self, host: str, lines: list[str]) -> None:
        jar = self.cookies.setdefault(host, {})
        for line in lines:
            parsed: SimpleCookie = SimpleCookie(line)
            for name, morsel in parsed.items():
                if morsel["max-age"] == "0":
                    jar.pop(name, None)
                else:
                    jar[name] = morsel.value


def parameters_of(url: str) -> dict[str, str]:
    """The query parameters of *url*."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
