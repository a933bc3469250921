"""A provider that hangs slows those who chose it, and nobody else; the choice page says that it does not answer."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from broker.bulkhead import SEATS
from simulator.listener import WORKERS
from tests.architecture.tree import ROOT
from tests.hostile.discovery import never_answers
from tests.hostile.provider import SLUG
from tests.hostile.rows import BANNER, Form
from tests.hostile.scene import Saw, Scene
from tests.oidc.core.loopback import Said, said_json
from tests.stories.federation import through


def test_a_provider_has_fewer_seats_than_any_server_of_the_hub_has_threads() -> None:
    in_containers = re.search(r"--blocking-threads (\d+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert in_containers
    assert min(WORKERS, int(in_containers[1])) > SEATS


def test_others_log_in_while_a_crowd_waits_for_a_provider_that_hangs(scene: Scene) -> None:
    """More people at once than the hub has threads (8): with one pool for all, nobody else would be served before they are."""
    scene.begins(Form("hangs", BANNER, registered={"timeout": 10.0}))
    hostile, released, waiting = scene.provider, threading.Event(), threading.Semaphore(0)

    def hangs(seen: object) -> Said:
        waiting.release()
        released.wait(30)
        return said_json(hostile.tokens())

    hostile.route("/token", hangs)
    crowd = ThreadPoolExecutor(12)
    try:
        stuck = [crowd.submit(scene.logs_in) for _ in range(12)]
        for _ in range(SEATS):
            assert waiting.acquire(timeout=30)
        person, question = scene.service.person(), scene.service.asks()
        person.opens(question.url)
        through(person, "impots")
        known = scene.service.knows(person, question)
        assert known.userinfo["given_name"] == "Bruno"
        assert not all(login.done() for login in stuck), "and the provider still hangs"
        assert len(hostile.calls("/token")) == SEATS, "it holds no more of the hub's threads than its own"
    finally:
        released.set()
        ends = [login.result(30) for login in stuck]
        crowd.shutdown()
    assert {_end(saw) for saw in ends} >= {"told at once"}


def _end(saw: Saw) -> str:
    if saw.page.has("interaction-error-message"):
        return "told at once"
    return "logged in" if saw.logged_in else saw.page.said("error-code")


def test_the_choice_page_says_that_a_provider_does_not_answer_and_never_waits_for_it(scene: Scene) -> None:
    form = Form("silent", BANNER, never_answers("/.well-known/openid-configuration"), registered={"health": True, "timeout": 0.2})
    scene.begins(form)
    person = scene.service.person()
    page = person.opens(scene.service.asks().url)
    assert not page.has(f"idp-health-{SLUG}"), "nobody knows yet, and nobody waits to know"
    for _ in range(200):
        if person.opens(scene.service.asks().url).has(f"idp-health-{SLUG}"):
            break
    assert person.page is not None
    assert person.page.said(f"idp-health-{SLUG}") == "Ne répond pas en ce moment"
    assert len(scene.provider.calls("/.well-known/openid-configuration")) == 1, "one observation serves every page"
    assert person.presses(f"idp-{SLUG}").has("interaction-error-message"), "it can be tried all the same"
