"""Every French sentence of the fakes has its English, and no translation has outlived its sentence."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import doublure.web
import identity_providers
from identity_providers.registry import THE_SIX

HOUSE = Path(identity_providers.__file__).parent
COMMON = Path(doublure.web.__file__).parent


def catalogue(folder):
    with (folder / "locale" / "en.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def sentences():
    found = {message for _, _, message, _, _ in extract_from_dir(
        HOUSE / "templates", [("**.html", "jinja2")], {"**.html": {"trimmed": "true"}})}
    code = (HOUSE / "page.py").read_text("utf-8")
    found |= {"".join(re.findall(r'"([^"]*)"', text)) for text in re.findall(r"sentence=((?:\s*\"[^\"]*\")+)", code)}
    for plugin in THE_SIX.values():
        plan = plugin.realistic
        found |= {plugin.hint, plan.hint, plan.label, *(fault.sentence for fault in plan.faults)}
    return found


def test_every_sentence_is_translated():
    assert len(sentences()) > 20
    known = catalogue(HOUSE) | catalogue(COMMON)
    assert {sentence for sentence in sentences() if not known.get(sentence)} == set()


def test_no_translation_has_outlived_its_sentence():
    assert set(catalogue(HOUSE)) - sentences() == set()


def test_a_translation_keeps_the_places_of_its_sentence():
    for french, english in catalogue(HOUSE).items():
        assert sorted(re.findall(r"%\(\w+\)s", french)) == sorted(re.findall(r"%\(\w+\)s", english))
