"""Every sentence of every template is there in both languages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from tests.architecture.tree import PACKAGES, ROOT, name_of

TEMPLATES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("templates/**/*") if path.is_file())
CATALOGUES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("locale/en.po"))


def sentences_of(template: Path) -> set[str]:
    found = babel_extract(BytesIO(template.read_bytes()), ("_", "gettext", "ngettext"), (), {"encoding": "utf-8"})
    return {text for _, _, texts, _ in found for text in ([texts] if isinstance(texts, str) else texts or ())
            if isinstance(text, str)}


def english_of(catalogue: Path) -> dict[str, str]:
    with catalogue.open("rb") as file:
        entries = [message for message in read_po(file, locale="en") if message.id]
    assert not [message.id for message in entries if message.fuzzy], name_of(catalogue)
    # A plural has a list of forms on both sides.
    return {one: said for message in entries
            for one, said in (zip(message.id, message.string, strict=False) if isinstance(message.id, (list, tuple))
                              else [(message.id, message.string)])}


def test_there_are_templates_and_catalogues() -> None:
    assert len(TEMPLATES) > 10
    assert CATALOGUES


@pytest.mark.parametrize("template", [pytest.param(path, id=name_of(path)) for path in TEMPLATES if path.suffix == ".html"])
def test_a_template_says_nothing_that_has_no_english(template: Path) -> None:
    house = template.relative_to(ROOT).parts[0]
    known = {sentence for catalogue in CATALOGUES if catalogue.relative_to(ROOT).parts[0] in {house, "doublure"}
             for sentence, said in english_of(catalogue).items() if said}
    assert sentences_of(template) <= known


def test_a_catalogue_keeps_every_placeholder() -> None:
    for catalogue in CATALOGUES:
        for french, said in english_of(catalogue).items():
            names = {piece.split(")")[0] for piece in french.split("%(")[1:]}
            assert names == {piece.split(")")[0] for piece in said.split("%(")[1:]}, f"{name_of(catalogue)}: {french}"
