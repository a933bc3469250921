"""What every refusal owes to whoever reads it."""

from __future__ import annotations

import re

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.stories.federation import Known, Question, Service, through

__all__ = ["NASTY", "TRACES", "clear", "succeeds"]

NASTY = "\"><script>alert(1)</script>'"
TRACES = re.compile(r"Traceback|File &#34;|File \"|\.py\b|werkzeug|site-packages")


def clear(page: Page, status: int, code: str, sentence: str) -> None:
    """An error page of its own: code, status, a sentence for the person, and nothing of the machinery."""
    assert (page.status, page.said("error-code")) == (status, code), page.text
    assert sentence in page.said("error-message")
    assert not TRACES.search(page.text)
    assert "<script>alert" not in page.text


def succeeds(service: Service, person: Person, question: Question) -> Known:
    """*person* finishes the login of *question*, from the choice page on."""
    through(person, "impots")
    known = service.knows(person, question)
    assert known.id_token["nonce"] == question.nonce
    return known
