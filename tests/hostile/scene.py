"""Somebody logs in through the hostile provider, over sockets; and everything that browser, relying party and journal saw."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.hostile.provider import HUB_SECRET, SLUG, UID, Hostile
from tests.hostile.rows import Ends, Form
from tests.oidc.core.forging import CLIENT
from tests.stories.federation import CALLBACK, Federation, Question, Service
from tests.stories.refusals import TRACES

__all__ = ["Saw", "Scene", "judge"]

#: So that each registration differs from the one before: the hub then forgets what it knew of the provider.
_NUMBERS: Iterator[int] = itertools.count()


@dataclass(frozen=True, slots=True)
class Saw:
    """A walk that has ended."""

    person: Person
    question: Question

    @property
    def page(self) -> Page:
        """The last page."""
        assert self.person.page is not None
        return self.person.page

    @property
    def logged_in(self) -> bool:
        """Whether the hub has believed it."""
        return self.page.has("consent-continue")


@dataclass
class Scene:
    """The hub with the hostile provider among its own; `notes` is for walks that compare two logins."""

    federation: Federation
    provider: Hostile
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def service(self) -> Service:
        """The relying party, played by the test."""
        return self.federation.service()

    def begins(self, form: Form) -> None:
        """Everything as new, the provider registered and armed for *form*."""
        self.federation.api.reset()
        self.provider.be_honest()
        self.notes.clear()
        self.register(**form.registered)
        if form.play is not None:
            form.play(self.provider)

    def register(self, **changed: Any) -> None:
        """Register the provider at the hub, in the place of an earlier registration."""
        usual = {
            "uid": UID, "slug": SLUG, "url": self.provider.issuer, "name": SLUG, "title": "Fournisseur hostile", "order": 70,
            "allowedAcr": ["eidas1"], "amr": ["pwd"], "clientID": CLIENT, "client_secret": HUB_SECRET,
            "id_token_signed_response_alg": "RS256", "timeout": 1.0, "health": False, "specificText": f"n° {next(_NUMBERS)}",
        }
        made = self.federation.api.call("POST", "/api/identity-providers", {
            name: value for name, value in (usual | changed).items() if value is not None})
        assert made.status == 201, made.text

    def plays(self, form: Form) -> Saw:
        """The login of *form*, from beginning to end."""
        self.begins(form)
        return self.logs_in() if form.walk is None else form.walk(self)

    def logs_in(self, person: Person | None = None, button: str = f"idp-{SLUG}") -> Saw:
        """Somebody who comes from the relying party and chooses the provider."""
        person, question = person or self.service.person(), self.service.asks()
        person.opens(question.url)
        person.presses(button)
        return Saw(person, question)

    def journal(self) -> dict[str, Any]:
        """The newest journey."""
        newest: dict[str, Any] = self.federation.api.flow(self.federation.api.flows(limit="1")[0]["trace_id"])
        return newest


def judge(scene: Scene, form: Form, saw: Saw) -> None:
    """What *form* must end with is what everybody saw."""
    assert scene.provider.server.paths("/canary") == [], "somebody followed an address in a message"
    assert not TRACES.search(saw.page.text)
    {"accepted": _accepted, "banner": _banner, "choice": _choice, "refused": _refused}[form.ends.kind](scene, form.ends, saw)
    if not form.ends.userinfo:
        assert scene.provider.calls("/userinfo") == [], "the access token of an answer that nobody believes was used"
    if form.also is not None:
        form.also(scene, saw)


def _accepted(scene: Scene, ends: Ends, saw: Saw) -> None:
    assert saw.logged_in, (saw.page.status, saw.page.said("error-code"), saw.page.said("diagnosis"))
    saw.person.presses("consent-continue")
    known = scene.service.knows(saw.person, saw.question)
    scene.notes["known"] = known
    assert known.id_token["acr"] == "eidas1"
    assert scene.journal()["refusals"] == []


def _banner(scene: Scene, ends: Ends, saw: Saw) -> None:
    assert saw.page.status == 200
    assert "Fournisseur hostile" in saw.page.said("interaction-error-message")
    assert "<script>alert" not in saw.page.text
    _nobody_is_known(scene, saw)


def _choice(scene: Scene, ends: Ends, saw: Saw) -> None:
    assert saw.page.has("idp-impots")
    _nobody_is_known(scene, saw)


def _refused(scene: Scene, ends: Ends, saw: Saw) -> None:
    told = saw.page.said("error-code"), saw.page.status
    assert told == (ends.code, ends.status), (told, saw.page.said("diagnosis"))
    assert saw.page.said("error-message")
    assert "<script>alert" not in saw.page.text
    if not ends.before:
        _nobody_is_known(scene, saw)
    if not ends.recorded:
        return
    journey = scene.journal()
    refusals = [record["event"]["facts"]["code"] for record in journey["records"]
            if record["event"]["kind"] == "event" and record["event"]["name"] == "REFUSED"]
    assert refusals[-1:] == [ends.code], refusals
    if ends.rule:
        assert [check["rule"] for check in journey["refusals"]] == [ends.rule], journey["refusals"]


def _nobody_is_known(scene: Scene, saw: Saw) -> None:
    """The relying party was not called, and the browser's session answers for nobody."""
    assert not any(url.startswith(CALLBACK) for url in [*saw.person.visited, saw.page.url])
    assert "FC_VERIFIED" not in scene.journal()["events"]
