"""Every row of the catalogue that a hostile provider can play, in every form, in a full login over sockets."""

from __future__ import annotations

import pytest

from tests.hostile.catalogue import ROWS
from tests.hostile.rows import Form
from tests.hostile.scene import Scene, judge

FORMS = [pytest.param(form, id=f"{row.id}: {form.name[:40]}") for row in ROWS for form in row.forms]


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_provider_gains_nothing(scene: Scene, form: Form) -> None:
    judge(scene, form, scene.plays(form))
