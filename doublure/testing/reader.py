"""The forms, links and texts of a page, read out of its HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Field", "Form", "Reader"]


@dataclass(slots=True)
class Field:
    """An input, button or select of a form."""

    name: str
    value: str
    testid: str
    is_button: bool
    sent: bool
    action: str = ""


@dataclass(slots=True)
class Form:
    """A form: where it goes, how, and what it holds."""

    action: str
    method: str
    testid: str
    fields: list[Field] = field(default_factory=list)

    def target(self, press: str | None = None) -> str:
        """Where the form goes when the button *press* is pressed."""
        own = next((item.action for item in self.fields if item.is_button and item.testid == press), "")
        return own or self.action

    def values(self, press: str | None = None) -> dict[str, str]:
        """What is sent when the button *press* (a data-testid) is pressed, nothing typed."""
        buttons = [item for item in self.fields if item.is_button]
        pressed = next((item for item in buttons if item.testid == press), None)
        values = {item.name: item.value for item in self.fields if item.name and item.sent and not item.is_button}
        if pressed is not None and pressed.name:
            values[pressed.name] = pressed.value
        return values


_VOID = frozenset({"input", "br", "img", "meta", "link", "hr", "source", "wbr", "col", "area", "base", "embed", "track"})


class Reader(HTMLParser):
    """Collects what `Page` offers."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.testids: set[str] = set()
        self.title = ""
        self._open: list[tuple[str, str]] = []
        self._form: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        found = {name: value or "" for name, value in attrs}
        testid = found.get("data-testid", "")
        if testid:
            self.testids.add(testid)
        if tag not in _VOID:
            self._open.append((tag, testid))
        if tag == "a" and testid:
            self.links[testid] = found.get("href", "")
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").upper(), testid)
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "button", "select", "textarea"}:
            kind = found.get("type", "submit" if tag == "button" else "text")
            ticked = kind not in {"checkbox", "radio"} or "checked" in found
            value = found.get("value", "on" if kind in {"checkbox", "radio"} else "")
            item = Field(found.get("name", ""), value, testid, kind in {"submit", "button"}, ticked and "disabled" not in found,
                         found.get("formaction", ""))
            self._form.fields.append(item)
            self._select = item if tag == "select" else None
        elif tag == "option" and self._select is not None and ("selected" in found or not self._select.value):
            self._select.value = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        """Text between elements."""
        if self._open and self._open[-1][0] == "title":
            self.title += data
        for _, testid in self._open:
            if testid:
                self.texts[testid] = self.texts.get(testid, "") + data
