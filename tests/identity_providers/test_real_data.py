"""GR-04, SES-16: only test accounts open, nobody learns which part was wrong, real data is neither kept nor logged."""

import re
from hashlib import sha256
from html import unescape

import pytest

from doublure.storage.memory import MemoryStore
from identity_providers.plugin import canonical
from tests.identity_providers.household import Form

WARNING = "Vous avez peut-être saisi de vraies données."
REAL = ["jeanne.martin@gmail.com", "2 85 05 78 006 084", "285057800608436", "3012345678901", "06 12 34 56 78"]


def sentence(answer):
    text = unescape(answer.text)
    return answer.status_code, re.search(r'data-testid="error-message">([^<]*)<', text)[1]


def same_page(answer):
    """The page without what is different in every page: tokens, and the identifier that was typed."""
    page = re.sub(r'value="[^"]{30,}"|interaction=[\w-]+|%3D[\w-]{43}', "", unescape(answer.text))
    return answer.status_code, re.sub(r'(id="identifier"[^>]* value=")[^"]*', r"\1", page), sorted(answer.headers.keys())


def test_unknown_known_elsewhere_and_wrong_password_are_told_apart_by_nothing(visitor):
    nobody = "nobody"
    elsewhere = "said" if visitor.slug != "impots" else "theo"
    tries = [(nobody, "123"), (elsewhere, "123"), ("bruno", "1234"), (nobody, "1234"), ("bruno", ""), ("", ""), ("", "123")]
    answers = [same_page(visitor.submit(visitor.open_form(), *each)) for each in tries]
    assert answers.count(answers[0]) == len(answers)


@pytest.mark.parametrize("typed", REAL)
def test_what_looks_real_gets_the_warning_and_is_not_shown_back(visitor, typed):
    answer = visitor.submit(visitor.open_form(), typed, "my real password")
    assert WARNING in unescape(answer.text)
    assert typed not in unescape(answer.text)
    assert "my real password" not in answer.text
    assert "real-data-warning" in Form(answer.text).by_test_id
    assert sentence(answer) == sentence(visitor.submit(visitor.open_form(), "bruno", "wrong"))


@pytest.mark.parametrize("typed", ["nobody", "bruno", "theo", "3999998004380", "195010506690452", "06 39 98 01 04",
                                   "bruno@example.org", "1234"])
def test_what_belongs_to_the_test_set_or_looks_like_nothing_gets_no_warning(visitor, typed):
    assert WARNING not in unescape(visitor.submit(visitor.open_form(), typed, "wrong").text)


def test_nothing_typed_is_stored_or_logged(visitor, capfd, caplog, monkeypatch):
    kept = []
    batch = MemoryStore.batch

    def watched(self, *operations):
        kept.extend(operations)
        return batch(self, *operations)

    monkeypatch.setattr(MemoryStore, "batch", watched)
    for name in ("put", "get", "once", "take", "drop"):
        original = getattr(MemoryStore, name)
        monkeypatch.setattr(MemoryStore, name, lambda self, *args, _o=original: (kept.append(args), _o(self, *args))[1])
    caplog.set_level(0)
    for typed in REAL:
        visitor.submit(visitor.open_form(), typed, "my real password")
        visitor.client.get(f"/login?identifier={typed}&password=my+real+password", base_url=visitor.issuer)
    visitor.submit(visitor.open_form(), "bruno", "my real password")
    out, err = capfd.readouterr()
    (ring,) = visitor.ports.sinks
    said = repr(kept) + out + err + caplog.text + repr([record.as_dict() for record in ring.records()])
    digits = re.sub(r"[\s.-]", "", said)
    for typed in (*REAL, "my real password"):
        assert typed not in said
        assert re.sub(r"[\s.-]", "", typed) not in digits
        # A whole digest of a number of 13 digits is the number itself for whoever has an afternoon.
        assert sha256(canonical(typed).encode()).hexdigest() not in said
    assert kept
    assert ring.records()


def test_the_journal_knows_why_and_never_what(visitor):
    for identifier, password in [("nobody", "123"), ("bruno", "x"), ("jeanne@gmail.com", "x"), ("bruno", "123")]:
        visitor.submit(visitor.open_form(), identifier, password)
    (ring,) = visitor.ports.sinks
    events = [record.event for record in ring.records() if record.event.kind == "event"]
    reasons = [event.facts["reason"] for event in events if event.name == "IDP_LOGIN_REFUSED"]
    assert reasons == ["outside the test set", "wrong password", "outside the test set, and looks like real data"]
    accepted = [event.facts for event in events if event.name == "IDP_LOGIN_ACCEPTED"]
    assert accepted == [{"idp": visitor.slug, "persona": "bruno", "acr": "eidas1", "amr": ["pwd"]}]


def test_a_very_long_identifier_is_cut_and_refused(visitor):
    answer = visitor.submit(visitor.open_form(), "bruno" + "x" * 5000, "123")
    assert answer.status_code == 403
    assert len(Form(answer.text).inputs["identifier"]["value"]) == 200


def test_a_surrogate_in_the_password_is_a_wrong_password(visitor):
    form = visitor.open_form()
    body = "&".join([f"interaction={form.fields['interaction']}", f"csrf_token={form.fields['csrf_token']}",
                     "identifier=bruno", "password=%F0%9F%98%80"])
    assert visitor.call("/login", body).status_code == 403
