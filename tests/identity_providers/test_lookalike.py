"""GR-04: what looks like real data is recognised, what the test set is made of is not."""

import pytest

from identity_providers.lookalike import looks_real


@pytest.mark.parametrize("typed", [
    "jeanne.martin@gmail.com", "Jeanne@Orange.FR", " x@laposte.net ", "a@b.co",
    "2870355140901", "2 87 03 55 140 901", "287035514090160", "1 81 02 2A 158 910 35", "181022b158910",
    "1234567890123", "3012345678901", "06 12 34 56 78", "+33 6 12 34 56 78", "0112345678",
])
def test_real_shapes_are_recognised(typed):
    assert looks_real(typed)


@pytest.mark.parametrize("typed", [
    "", "bruno", "personne", "bruno@example.org", "a@mail.example.com", "a@x.test", "a@localhost", "a@b",
    "06 39 98 01 02", "01 99 00 12 34", "1234", "123", "12345678901234", "nom_50+_caractères",
])
def test_test_shapes_are_not(typed):
    assert not looks_real(typed)
