"""Ten wrong inputs and more on every first page of mode `realistic`, and what each is told (GR-04)."""

from __future__ import annotations

from html import unescape

import pytest

from tests.identity_providers.household import Form

REAL = "Vous avez peut-être saisi de vraies données."
WRONG = "Identifiant ou mot de passe incorrect."
TAX = "Le numéro fiscal se compose de 13 chiffres."
NIR = "Le numéro de sécurité sociale se compose de 13 caractères, sans la clé."
MOBILE = "Tapez un numéro de mobile, qui a 10 chiffres."
MSA = "L’identifiant MSA d’une personne se compose de 13 chiffres."

INPUTS = [
    *[("impots", *row) for row in [
        ("", WRONG, False), ("x" * 5000, WRONG, False), ("399999800237", TAX, False), ("39999980023780", TAX, False),
        ("179102627490292", TAX, False), ("1791026274902", WRONG, False), ("bruno@example.org", "C’est le numéro fiscal", False),
        ("jeanne@gmail.com", "C’est le numéro fiscal", True), ("<script>alert(1)</script>", WRONG, False),
        ("3012345678901", WRONG, True), ("06 39 98 01 02", TAX, False),
    ]],
    *[("ameli", *row) for row in [
        ("", WRONG, False), ("x" * 5000, WRONG, False), ("179102627490292", "Tapez les 13 premiers", False),
        ("285057800608436", "Tapez les 13 premiers", True), ("181022A15891035", "Tapez les 13 premiers", False),
        ("7100199999999", "Un numéro provisoire", True), ("3999998002378", "Un numéro provisoire", False), ("12345", NIR, False),
        ("bruno@example.org", WRONG, False), ("jeanne@orange.fr", WRONG, True), ("<b>x</b>", WRONG, False),
    ]],
    *[("msa", *row) for row in [
        ("", WRONG, False), ("x" * 5000, WRONG, False), ("73282932000074", "C’est un compte d’entreprise", False),
        ("179102627490292", MSA, False), ("123", MSA, False), ("3999998002378", WRONG, False),
        ("bruno@example.org", WRONG, False), ("jeanne@laposte.net", WRONG, True), ("<i>", WRONG, False),
        ("2850578006084", WRONG, True),
    ]],
    *[("laposte", *row) for row in [
        ("", MOBILE, False), ("x" * 5000, MOBILE, False), ("063998010", MOBILE, False), ("01 99 00 12 34", MOBILE, False),
        ("bruno@example.org", MOBILE, False), ("jeanne@free.fr", MOBILE, True), ("1791026274902", MOBILE, False),
        ("06 12 34 56 78", "Identifiant incorrect.", True), ("<script>", MOBILE, False), ("+44 7911 123456", MOBILE, False),
    ]],
    *[("mobileconnect", *row) for row in [
        ("", MOBILE, False), ("x" * 5000, MOBILE, False), ("06 39 98 02 00", "Opérateur non compatible", False),
        ("07 12 34 56 78", "Opérateur non compatible", True), ("01 99 00 12 34", MOBILE, False),
        ("bruno@example.org", MOBILE, False), ("jeanne@sfr.fr", MOBILE, True), ("3999998002378", MOBILE, False),
        ("<script>", MOBILE, False), ("0639980102 or 1=1", MOBILE, False),
    ]],
]


@pytest.mark.parametrize(("slug", "typed", "problem", "warned"), INPUTS)
def test_a_wrong_identifier_gets_its_sentence_and_never_a_second_step(at, slug, typed, problem, warned):
    visitor = at(slug)
    answer = visitor.submit(visitor.open_realistic(), typed, "wrong")
    form = Form(answer.text)
    assert answer.status_code in {403, 422}
    assert form.problem.startswith(problem)
    assert (REAL in unescape(answer.text)) is warned
    assert form.fields["identifier"] == ("" if warned else typed[:200])
    assert "<script>" not in answer.text
    assert form.fields.get("password", "") == ""
    assert visitor.letters == []


def test_a_first_page_is_slowed_down_and_opens_again_by_itself(at):
    visitor = at("laposte")
    statuses = [visitor.submit(visitor.open_realistic(), "06 39 98 01 02").status_code for _ in range(12)]
    assert statuses == [303] * 10 + [429] * 2
    visitor.ports.clock.advance(30)
    assert visitor.submit(visitor.open_realistic(), "06 39 98 01 02").status_code == 303
