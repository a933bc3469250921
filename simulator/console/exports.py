"""A journey in the words of other tools: HAR 1.2, Mermaid, curl. Rebuilt from the journal; what gives access stays masked."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from simulator.console.flows import moment
from simulator.console.story import Step, Story

__all__ = ["as_curl", "as_har", "as_mermaid"]

#: Where each request goes, below the address of an issuer's endpoints, and which message answers it.
_REQUESTS = {
    "authorization_request": ("GET", "authorize", "authorization_response"), "token_request": ("POST", "token", "token_response"),
    "userinfo_request": ("GET", "userinfo", "userinfo"), "revocation_request": ("POST", "token/revocation", ""),
    "logout_request": ("GET", "session/end", ""),
}
_COMMENT = "Rebuilt from the journal of Doublure, a simulator; secrets, codes and tokens are masked."
_FORM = "application/x-www-form-urlencoded"
_MASKED = re.compile(r"<\d+ characters>")

#: From a party to the address below which its endpoints stand.
Base = Callable[[str], str]


def as_har(story: Story, base: Base) -> dict[str, Any]:
    """The requests of *story* as HAR 1.2 (the format of browsers' developer tools)."""
    return {"log": {"version": "1.2", "creator": {"name": "Doublure", "version": "1"}, "comment": _COMMENT,
                    "entries": [_entry(step, answer, base) for step, answer in _exchanges(story)]}}


def _exchanges(story: Story) -> Iterator[tuple[Step, Step | None]]:
    for place, step in enumerate(story.steps):
        if step.message in _REQUESTS:
            wanted = _REQUESTS[step.message][2]
            yield step, next((later for later in story.steps[place + 1:] if later.message == wanted
                              and (later.sender, later.receiver) == (step.receiver, step.sender)), None)


def _entry(step: Step, answer: Step | None, base: Base) -> dict[str, Any]:
    method, path, _ = _REQUESTS[step.message]
    url, pairs = f"{base(step.receiver)}/{path}", _pairs(step.content)
    header = [{"name": "Authorization", "value": "Bearer <masked>"}] if step.message == "userinfo_request" else []
    request: dict[str, Any] = {
        "method": method, "url": url, "httpVersion": "HTTP/1.1", "cookies": [], "headers": header, "headersSize": -1,
        "queryString": [], "bodySize": -1,
    }
    if method == "POST":
        request["postData"] = {"mimeType": _FORM, "text": urlencode(pairs),
                               "params": [{"name": name, "value": value} for name, value in pairs]}
    elif step.message != "userinfo_request":
        request |= {"url": f"{url}?{urlencode(pairs)}", "queryString": [{"name": name, "value": value} for name, value in pairs]}
    wait = max(0, answer.at - step.at) if answer else 0
    return {"startedDateTime": moment(step.at), "time": wait, "request": request, "response": _response(step, answer),
            "cache": {}, "timings": {"send": 0, "wait": wait, "receive": 0}, "comment": f"{step.sender} → {step.receiver}"}


def _response(step: Step, answer: Step | None) -> dict[str, Any]:
    redirect = ""
    content: dict[str, Any] = {"size": 0, "mimeType": "x-unknown"}
    status = 0
    if answer is not None and step.message == "authorization_request":
        status, redirect = 303, f"{step.content.get('redirect_uri', '')}?{urlencode(_pairs(answer.content))}"
    elif answer is not None:
        status = 400 if "error" in answer.content else 200
        text = json.dumps(answer.content, ensure_ascii=False)
        content = {"size": len(text.encode()), "mimeType": "application/json", "text": text}
    return {"status": status, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "content": content,
            "redirectURL": redirect, "headersSize": -1, "bodySize": -1}


def as_mermaid(story: Story) -> str:
    """*story* as a Mermaid sequence diagram; a refusal is a note."""
    names = {party: f"p{number}" for number, party in enumerate(story.parties)}
    lines = ["sequenceDiagram", *(f"    participant {names[party]} as {_plain(party)}" for party in story.parties)]
    for step in story.steps:
        if step.message:
            arrow = "->>" if step.message.endswith("_request") else "-->>"
            lines.append(f"    {names[step.sender]}{arrow}{names[step.receiver]}: {_plain(step.message)}")
        notes = ["✗ " + (check["code"] or check["rule"]) for check in step.failed]
        notes += [event["name"] for event in step.events if "name" in event]
        lines += [f"    Note over {names[step.receiver]}: {_plain(note)}" for note in notes]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    # A semicolon or a hash would end the statement, a line feed begin another.
    return re.sub(r"[^\w .,:/_✗→-]", " ", text).strip() or "?"


def as_curl(story: Story, base: Base) -> str:
    """The requests of *story* as commands; what was masked is a variable of the shell to be set first."""
    return "\n\n".join(_command(step, base) for step, _ in _exchanges(story)) + "\n"


def _command(step: Step, base: Base) -> str:
    method, path, _ = _REQUESTS[step.message]
    url = f"{base(step.receiver)}/{path}"
    words = ["curl", "--silent", "--include"]
    if step.message == "userinfo_request":
        words += ["--header", '"Authorization: Bearer $ACCESS_TOKEN"']
    elif method == "GET":
        words.append("--get")
    for name, value in _pairs(step.content) if step.message != "userinfo_request" else ():
        shown = f'"{name}=${name.upper()}"' if _MASKED.search(value) else shlex.quote(f"{name}={value}")
        words += ["--data-urlencode", shown]
    return f"# {step.sender} -> {step.receiver}: {step.message}\n" + " ".join([*words, shlex.quote(url)])


def _pairs(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in content.items()]
