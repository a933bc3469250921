"""SES-16: a page never tells whether somebody has an account here, neither by its text nor by the work it does."""

from __future__ import annotations

import hmac
import re
from html import unescape

import pytest

from doublure.storage.memory import MemoryStore
from identity_providers.registry import THE_SIX
from tests.identity_providers.household import Form


def comparable(page):
    """A page without what differs in every page: tokens, numbers to compare, what was typed."""
    text = re.sub(r'value="[^"]{30,}"|interaction=[\w-]+|%3D[\w-]{43}|second-step-matching">\d\d', "", unescape(page.text))
    return page.status_code, re.sub(r'(id="identifier"[^>]* value=")[^"]*', r"\1", text), sorted(page.headers.keys())


@pytest.mark.parametrize("slug", ["laposte", "mobileconnect"])
def test_an_unknown_number_waits_like_a_known_one_to_the_end(at, slug):
    stages = []
    for typed in ("06 39 98 01 02", "06 39 98 01 99", "bruno", "nobody"):
        visitor = at(slug)
        form = visitor.waiting(typed)
        again = visitor.step(form)
        visitor.ports.clock.advance(120)
        over = visitor.step(form)
        stages.append([comparable(again), comparable(over)])
    assert stages.count(stages[0]) == 4


@pytest.mark.parametrize("slug", ["laposte", "mobileconnect"])
def test_two_logins_with_one_unknown_number_disturb_one_another_like_those_with_a_known_one(at, slug):
    for typed in ("06 39 98 01 02", "06 39 98 01 99"):
        visitor = at(slug)
        first, second = visitor.waiting(typed), visitor.waiting(typed)
        assert Form(visitor.step(first).text).problem == "La demande a expiré sur le téléphone : recommencez."
        assert Form(visitor.step(second).text).problem == "Le téléphone n’a pas encore répondu."


@pytest.mark.parametrize("slug", ["impots", "ameli", "msa"])
def test_unknown_and_wrong_password_are_told_apart_by_nothing(at, slug):
    pages = []
    for typed, password in (("nobody", "123"), ("bruno", "wrong"), ("theo", "123"), ("bruno", ""), ("", ""),
                            ("nobody", "Provisoire2026")):
        visitor = at(slug)
        pages.append(comparable(visitor.submit(visitor.open_realistic(), typed, password)))
    assert pages.count(pages[0]) == len(pages)


#: A well-formed identifier that nobody has.
NOBODYS = {"impots": "0999998002379", "ameli": "2870355140999", "msa": "2870355140999", "laposte": "0639980199",
           "mobileconnect": "0639980199"}


@pytest.mark.parametrize("mode", ["seed", "realistic"])
@pytest.mark.parametrize("slug", NOBODYS)
def test_known_and_unknown_cost_the_same_work(at, monkeypatch, slug, mode):
    visitor, work, costs = at(slug), [], []
    watched = [("hmac.compare_digest", hmac, "compare_digest"), ("find", type(THE_SIX[slug]), "find"),
               *((name, MemoryStore, name) for name in ("batch", "once", "get", "take"))]

    def counted(name, function):
        return lambda *args, **more: (work.append(name), function(*args, **more))[1]

    for typed in ("bruno", "nobody", "bloque", NOBODYS[slug]):
        form = visitor.open_realistic() if mode == "realistic" else visitor.open_form()
        with monkeypatch.context() as patch:
            for name, owner, member in watched:
                patch.setattr(owner, member, counted(name, getattr(owner, member)))
            work.clear()
            visitor.submit(form, typed, "wrong")
            # How many places of the address are taken grows from try to try, whoever is tried.
            costs.append([name for name in work if name != "once"])
    assert costs.count(costs[0]) == len(costs), costs
    assert {"hmac.compare_digest", "find", "batch"} <= set(costs[0])
