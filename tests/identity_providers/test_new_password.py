"""msa: a temporary password has to be changed, and is good once."""

from __future__ import annotations

import pytest

from tests.identity_providers.household import Form, arrived


def test_the_temporary_password_leads_to_its_change_and_is_good_once(at):
    visitor = at("msa")
    form = visitor.waiting(password="Provisoire2026")
    assert "second-step-password" in form.by_test_id
    new = {"new_password": "Essai-2026", "new_password_confirmation": "Essai-2026"}
    assert "code" in arrived(visitor.step(form, **new))
    assert visitor.submit(visitor.open_realistic(), "bruno", "Provisoire2026").status_code == 403
    assert "code" in arrived(visitor.submit(visitor.open_realistic(), "bruno", "123"))
    assert "second-step-password" in visitor.waiting("marion", "Provisoire2026").by_test_id


def test_in_mode_seed_the_temporary_password_is_none(at):
    assert at("msa").submit(at("msa").open_form(), "bruno", "Provisoire2026").status_code == 403


@pytest.mark.parametrize(("new", "again", "problem"), [
    ("", "", "Le nouveau mot de passe doit avoir de 8 à 128 caractères."),
    ("Essai-1", "Essai-1", "Le nouveau mot de passe doit avoir de 8 à 128 caractères."),
    ("a1" * 65, "a1" * 65, "Le nouveau mot de passe doit avoir de 8 à 128 caractères."),
    ("essaiessai", "essaiessai", "Le nouveau mot de passe doit avoir une lettre et un chiffre."),
    ("12345678", "12345678", "Le nouveau mot de passe doit avoir une lettre et un chiffre."),
    ("Provisoire2026", "Provisoire2026", "Le nouveau mot de passe doit être différent du mot de passe provisoire."),
    ("Essai-2026", "Essai-2027", "Les deux saisies ne sont pas les mêmes."),
    ("Essai-2026", "", "Les deux saisies ne sont pas les mêmes."),
])
def test_a_new_password_that_breaks_a_rule_is_told_which_and_not_shown_back(at, new, again, problem):
    visitor = at("msa")
    form = visitor.waiting(password="Provisoire2026")
    answer = visitor.step(form, new_password=new, new_password_confirmation=again)
    assert (answer.status_code, Form(answer.text).problem) == (403, problem)
    assert not new or f'value="{new}"' not in answer.text
