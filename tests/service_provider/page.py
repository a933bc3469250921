"""A page as a program without JavaScript sees it: texts by test id, and the one form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)

    def button(self, testid: str) -> dict[str, str]:
        return self.buttons[testid]


@dataclass
class Page:
    path: str
    html: str
    status: int
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", _Reader.of(self.html).text)

    def at(self, testid: str) -> str:
        found = _Reader.of(self.html).texts.get(testid)
        assert found is not None, f"no {testid} on {self.path}: {self.text[:300]}"
        return re.sub(r"\s+", " ", found).strip()

    def has(self, testid: str) -> bool:
        return testid in _Reader.of(self.html).texts

    def forms(self) -> list[Form]:
        return _Reader.of(self.html).forms

    def form(self) -> Form:
        forms = self.forms()
        assert len(forms) == 1, f"{len(forms)} forms on {self.path}: {self.text[:300]}"
        return forms[0]


class _Reader(HTMLParser):
    VOID = frozenset({"input", "meta", "link", "br", "img", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.text, self.texts, self.forms = "", {}, []  # type: ignore[var-annotated]
        self._open: list[tuple[str, str | None]] = []
        self._select: tuple[str, bool] | None = None
        self._area: str | None = None

    @classmethod
    def of(cls, html: str) -> _Reader:
        reader = cls()
        reader.feed(html)
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        testid = values.get("data-testid")
        if testid:
            self.texts.setdefault(testid, "")
        if tag == "br":
            self.handle_data(" ")
        if tag not in self.VOID:
            self._open.append((tag, testid))
        if tag == "form":
            self.forms.append(Form(values.get("action") or ""))
        elif self.forms:
            self._field(self.forms[-1], tag, values)

    def _field(self, form: Form, tag: str, values: dict[str, str | None]) -> None:
        name, value = values.get("name") or "", values.get("value") or ""
        if tag == "input" and name:
            box = values.get("type") in {"checkbox", "radio"}
            if not box or "checked" in values:
                form.fields[name] = value or ("on" if box else "")
        elif tag == "select":
            self._select = (name, False)
            form.fields.setdefault(name, "")
        elif tag == "option" and self._select:
            chosen, found = self._select
            if "selected" in values or not (found or form.fields.get(chosen)):
                form.fields[chosen] = value
                self._select = (chosen, "selected" in values)
        elif tag == "button" and values.get("data-testid"):
            form.buttons[str(values["data-testid"])] = {name: value} if name else {}

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        self.text += data
        for _, testid in self._open:
            if testid:
                self.texts[testid] += data
