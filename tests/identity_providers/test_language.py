"""Every French sentence of the fakes has its English, and no translation has outlived its sentence."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import doublure.web
import identity_providers
from identity_providers.registry import THE_SIX

HOUSE = Path(identity_providers.__file__).parent
COMMON = Path(doublure.web.__file__).parent


def catalogue(folder):
    with (folder / "locale" / "en.po").open("rb") as file:
        # A plural has two forms on both sides.
        return {one: said for message in read_po(file, locale="en") if message.id
                for one, said in (zip(message.id, message.string, strict=True) if isinstance(message.id, tuple)
                                  else [(message.id, message.string)])}


def sentences(folder):
    found = {one for _, _, message, _, _ in extract_from_dir(
        folder / "templates", [("**.html", "jinja2")], {"**.html": {"trimmed": "true"}})
        for one in (message if isinstance(message, tuple) else (message,)) if one}
    for path in folder.glob("*.py"):
        found |= {"".join(re.findall(r'"([^"]*)"', text))
                  for text in re.findall(r"sentence=((?:\s*\"[^\"]*\")+)", path.read_text("utf-8"))}
    for plugin in THE_SIX.values() if folder == HOUSE else ():
        plan = plugin.realistic
        found |= {plugin.hint, plan.hint, plan.label, *(fault.sentence for fault in plan.faults)}
    return found


both = pytest.mark.parametrize("folder", [HOUSE, HOUSE / "phone"], ids=["fakes", "phone"])


@both
def test_every_sentence_is_translated(folder):
    assert len(sentences(folder)) > 20
    known = catalogue(folder) | catalogue(COMMON)
    assert {sentence for sentence in sentences(folder) if not known.get(sentence)} == set()


@both
def test_no_translation_has_outlived_its_sentence(folder):
    assert set(catalogue(folder)) - sentences(folder) == set()


@both
def test_a_translation_keeps_the_places_of_its_sentence(folder):
    for french, english in catalogue(folder).items():
        assert sorted(re.findall(r"%\(\w+\)s", french)) == sorted(re.findall(r"%\(\w+\)s", english))
