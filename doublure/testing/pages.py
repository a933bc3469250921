"""A page as a person reads it: text, links and forms, found by their stable data-testid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from doublure.testing.reader import Form, Reader

__all__ = ["Form", "Page"]


@dataclass
class Page:
    """What an application answered. `headers` as received, their names in any case (RFC 9110 §5.1); `body` in bytes."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @cached_property
    def read(self) -> Reader:
        """The page, read."""
        reader = Reader()
        reader.feed(self.text)
        return reader

    def header(self, name: str) -> str:
        """The header *name* in any case, empty when absent."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def forms(self) -> list[Form]:
        """The forms of the page."""
        return self.read.forms

    @property
    def title(self) -> str:
        """The text of `<title>`."""
        return self.read.title.strip()

    def form_with(self, testid: str) -> Form:
        """The form that is, or that holds, the element with this data-testid."""
        for form in self.forms:
            if form.testid == testid or any(item.testid == testid for item in form.fields):
                return form
        known = sorted(self.read.testids)
        raise AssertionError(f"no form with {testid!r} on {self.url} ({self.status}); there are {known}")

    def link(self, testid: str) -> str | None:
        """The address of the link with this data-testid."""
        return self.read.links.get(testid)

    def has(self, testid: str) -> bool:
        """Whether an element with this data-testid is there."""
        return testid in self.read.testids

    def said(self, testid: str) -> str:
        """The text inside the element with this data-testid."""
        return " ".join(self.read.texts.get(testid, "").split())
