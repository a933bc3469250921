"""What is a mail address, by its syntax alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from doublure.mail_address import normal_address


@pytest.mark.parametrize(("text", "address"), [
    ("camille@Example.ORG", "camille@example.org"), ("Camille.Dupont+cpf@example.test", "Camille.Dupont+cpf@example.test"),
    ("é@exämple.org", "é@exämple.org"), ("", None), ("camille", None), ("camille@", None), ("@example.org", None),
    ("a b@example.org", None), ("camille@example..org", None), (" camille@example.org", None), ("a\n@example.org", None),
])
def test_the_normal_form_of_an_address(text: str, address: str | None) -> None:
    assert normal_address(text) == address


def test_a_house_that_judges_addresses_starts_without_the_tables_for_it() -> None:
    program = "import sys, broker.pivot, service_provider.rules.emails; print('email_validator' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-W", "error", "-c", program], text=True) == "False\n"
