"""Pages: the banner on every one (GR-01), two languages, nothing typed becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import UndefinedError

from doublure.exchange import Parameters, Request
from doublure.mail import BANNER as BANNER_OF_LETTERS
from doublure.web.errors import error_page
from doublure.web.pages import BANNER, BannerMissing, Pages

ROOT = Path(__file__).parents[2]
HOUSES = [folder for folder in ("doublure/web", "broker", "identity_providers", "service_provider", "simulator/console")
          if (ROOT / folder / "locale" / "en.po").is_file()]
WORDING = "SIMULATEUR — site factice, aucun lien avec l'État. N'entrez jamais vos vrais identifiants."

FRENCH, ENGLISH = Request(path="/page"), Request(path="/page", language="en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale").mkdir()
    return tmp_path


def pages_of(folder: Path, **templates: str) -> Pages:
    for name, text in templates.items():
        (folder / "templates" / f"{name}.html").write_text(text, encoding="utf-8")
    return Pages([folder / "templates"], [folder / "locale"], "Démonstration", "hub")


def body(pages: Pages, request: Request = FRENCH, template: str = "page.html", **context: object) -> str:
    return pages.html(template, request, **context).body.decode()


def extended(content: str) -> str:
    return '{% extends "layout.html" %}{% block content %}' + content + "{% endblock %}"


def test_every_page_bears_the_banner_word_for_word_in_both_languages(folder: Path) -> None:
    pages = pages_of(folder, page=extended("<h1>x</h1>"))
    for request in (FRENCH, ENGLISH):
        assert WORDING in body(pages, request)
        assert WORDING in error_page(pages, request, code="Y1", status=400, sentence="x").body.decode()
    assert "Never type your real credentials." in body(pages, ENGLISH)


def test_pages_and_letters_bear_the_same_words() -> None:
    assert BANNER == BANNER_OF_LETTERS == WORDING


def test_the_title_begins_by_saying_so(folder: Path) -> None:
    pages = pages_of(folder, page='{% extends "layout.html" %}{% block title %}impots{% endblock %}')
    assert "<title>SIMULATEUR - impots</title>" in body(pages)
    assert "<title>SIMULATOR - impots</title>" in body(pages, ENGLISH)


def test_a_page_without_the_banner_is_not_sent(folder: Path) -> None:
    with pytest.raises(BannerMissing):
        body(pages_of(folder, page="<!doctype html><title>impots.gouv.fr</title>"))


def test_no_house_can_replace_the_layout(folder: Path) -> None:
    assert WORDING in body(pages_of(folder, layout="<p>naked</p>", error="<p>naked</p>", page=extended("x")))


def test_the_name_of_the_application_says_that_it_is_simulated(folder: Path) -> None:
    assert re.search(r"Démonstration\s*<span[^>]*>\(simulé\)</span>", body(pages_of(folder, page=extended("x"))))


def test_a_page_says_its_language_and_its_application(folder: Path) -> None:
    pages = pages_of(folder, page=extended("x"))
    assert '<html lang="fr" data-application="hub">' in body(pages)
    assert '<html lang="en" data-application="hub">' in body(pages, ENGLISH)
    assert '<html lang="fr"' in body(pages, Request(language="de"))


def test_the_page_can_be_skimmed_by_keyboard_and_landmarks(folder: Path) -> None:
    page = body(pages_of(folder, page=extended("<h1>x</h1>")))
    first = re.search(r"<body>\s*<a [^>]*>", page)
    assert first is not None
    assert 'href="#main"' in first[0]
    assert page.count("<main ") == page.count('id="main"') == page.count("<footer") == page.count("<header") == 1


def test_a_sentence_of_the_house_is_translated_before_a_common_one(folder: Path) -> None:
    (folder / "locale" / "en.po").write_text(
        'msgid "Bonjour %(name)s"\nmsgstr "Hello %(name)s"\n\nmsgid "Langue"\nmsgstr "Tongue"\n', encoding="utf-8")
    pages = pages_of(folder, page=extended("{{ _('Bonjour %(name)s', name=who) }}, {{ _('Pas traduit') }}"))
    assert "Bonjour Ada" in body(pages, who="Ada")
    assert "Hello Ada, Pas traduit" in body(pages, ENGLISH, who="Ada")
    assert 'aria-label="Tongue"' in body(pages, ENGLISH, who="Ada")
    assert "Skip to content" in body(pages, ENGLISH, who="Ada")


def test_plurals_follow_the_language(folder: Path) -> None:
    (folder / "locale" / "en.po").write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "%(num)d compte"\nmsgid_plural "%(num)d comptes"\nmsgstr[0] "%(num)d account"\nmsgstr[1] "%(num)d accounts"\n',
        encoding="utf-8")
    pages = pages_of(folder, page=extended("[{{ ngettext('%(num)d compte', '%(num)d comptes', count) }}]"))
    assert "[1 compte]" in body(pages, count=1)
    assert "[2 comptes]" in body(pages, count=2)
    assert "[2 accounts]" in body(pages, ENGLISH, count=2)


def test_a_macro_imported_without_its_context_speaks_the_right_language(folder: Path) -> None:
    pages = pages_of(folder, fields="{% macro help() %}[{{ _('Langue') }}]{% endmacro %}",
                     page=extended('{% from "fields.html" import help %}{{ help() }}'))
    assert "[Langue]" in body(pages)
    assert "[Language]" in body(pages, ENGLISH)


def test_translate_gives_plain_text(folder: Path) -> None:
    pages = pages_of(folder)
    assert pages.translate("Langue", "en") == "Language"
    assert pages.translate("Langue", "fr") == pages.translate("Langue", "de") == "Langue"
    assert pages.translate("a < b", "en") == "a < b"


def test_what_was_typed_never_becomes_markup(folder: Path) -> None:
    typed = '<script>alert("1")</script>'
    pages = pages_of(folder, page=extended('{{ typed }}<i title="{{ _(typed) }}">{{ _(typed) }}{{ _("%(x)s", x=typed) }}</i>'))
    page = body(pages, typed=typed)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 4
    error = error_page(pages, FRENCH, code=typed, status=400, sentence=typed, way_back=(f'/"{typed}', typed), diagnosis=[typed])
    assert b"<script" not in error.body


def test_what_was_asked_never_becomes_markup(folder: Path) -> None:
    request = Request(path='/"><script>', query=Parameters.of({'"><script>': "'><script>"}))
    assert "<script" not in body(pages_of(folder, page=extended("x")), request)


def test_a_name_that_a_template_misspells_is_an_error_and_not_a_blank(folder: Path) -> None:
    with pytest.raises(UndefinedError):
        body(pages_of(folder, page=extended("{{ nmae }}")), name="x")


def test_the_error_page_says_what_testers_look_for(folder: Path) -> None:
    pages = pages_of(folder)
    full = error_page(pages, FRENCH, code="Y030118", status=400, sentence="La demande est illisible.",
                      way_back=("http://localhost:3000/?error=x&state=y", "sandbox"),
                      diagnosis=["received: 1", "", "expected: 2"])
    page = full.body.decode()
    assert full.status == 400
    assert 'data-testid="error-code">Y030118<' in page
    assert 'data-testid="error-message">La demande est illisible.<' in page
    assert 'href="http://localhost:3000/?error=x&amp;state=y" data-testid="back-to-sp-link">Revenir sur sandbox<' in page
    assert "<li>received: 1</li><li>expected: 2</li>" in page
    bare = error_page(pages, ENGLISH, code="Y1", status=404, sentence="La demande est illisible.").body.decode()
    assert "The request cannot be read." in bare
    assert "back-to-sp-link" not in bare
    assert "diagnosis" not in bare
    assert b"<li>one line</li>" in error_page(pages, FRENCH, code="1", status=400, sentence="x", diagnosis="one line").body


def singular(found: str | Sequence[str]) -> str:
    """The sentence, or the first of its plural forms."""
    return found if isinstance(found, str) else found[0]


def sentences(house: str) -> Iterator[str]:
    """What the templates of *house* say through `_`, `ngettext` or `{% trans %}`."""
    for path in sorted((ROOT / house / "templates").glob("**/*.html")):
        with path.open("rb") as file:
            for _, found, _, _ in extract("jinja2.ext:babel_extract", file, keywords={"_": None, "ngettext": (1, 2)}):
                yield singular(found)


@pytest.mark.parametrize("house", HOUSES)
def test_every_sentence_of_a_template_has_its_english(house: str) -> None:
    translated = set()
    for folder in {"doublure/web", house}:
        with (ROOT / folder / "locale" / "en.po").open("rb") as file:
            translated |= {singular(message.id) for message in read_po(file) if message.string}
    assert set(sentences(house)) - translated == set()


class TestSentences:
    """What stands in a template is said when it is compiled, and reads like what is said when the page is rendered."""

    def test_the_pages_keep_no_question_for_a_sentence_that_stands_there(self, folder: Path) -> None:
        _teach(folder, "Bonjour", "Hello")
        pages = pages_of(folder, page=extended('{{ _("Bonjour") }}'))
        asked: list[str] = []
        pages._environments["en"].globals["_"] = asked.append
        assert "Hello" in body(pages, ENGLISH)
        assert asked == []

    @pytest.mark.parametrize(("french", "english"), [
        ("Bonjour", "Hello"), ("L’été & l'hiver", 'A "summer" & <winter>'), ("à 100 %%", "by 100 %%"), ("Sans traduction", ""),
        ("Un modèle", "{{ 7 * 7 }}"), ("Un bloc", "{%% if x %%}"), ("Un commentaire", "{# quiet #}"), ("a } b", "a }} b"),
    ])
    def test_a_sentence_reads_the_same_said_early_or_late(self, folder: Path, french: str, english: str) -> None:
        if english:
            _teach(folder, french, english)
        pages = pages_of(folder, page=extended(f'[{{{{ _("{french}") }}}}][{{{{ _(same) }}}}]'))
        for request in (FRENCH, ENGLISH):
            early, late = re.findall(r"\[([^\]]*)\]", body(pages, request, same=french))[-2:]
            assert early == late

    def test_in_the_text_of_a_letter_nothing_is_escaped(self, folder: Path) -> None:
        _teach(folder, "Bonjour", 'Hello & "welcome"')
        written = '{% autoescape false %}{{ _("Bonjour") }}{% endautoescape %}'
        (folder / "templates" / "letter.txt").write_text(written, encoding="utf-8")
        assert pages_of(folder).fragment("letter.txt", "en") == 'Hello & "welcome"'

    @pytest.mark.parametrize("english", ["Hello %(name)s", "%(name)s & %(name)s: 'hello'", "{{ %(name)s }}", "Hello"])
    def test_a_sentence_with_a_value_reads_the_same_said_early_or_late(self, folder: Path, english: str) -> None:
        _teach(folder, "Bonjour %(name)s", english)
        pages = pages_of(folder, page=extended('[{{ _("Bonjour %(name)s", name=who) }}][{{ _(same, name=who) }}]'))
        for request in (FRENCH, ENGLISH):
            written = body(pages, request, who="<b>l'été</b>", same="Bonjour %(name)s")
            early, late = re.findall(r"\[([^\]]*)\]", written)[-2:]
            assert early == late
            assert "<b>" not in early

    def test_a_sentence_with_a_value_is_asked_for_once(self, folder: Path) -> None:
        _teach(folder, "Bonjour %(name)s", "Hello %(name)s")
        pages = pages_of(folder, page=extended('{{ _("Bonjour %(name)s", name=person.name or nobody) }}'))
        asked: list[str] = []
        pages._environments["en"].globals["_"] = asked.append
        assert "Hello bruno" in body(pages, ENGLISH, person={"name": ""}, nobody="bruno")
        assert asked == []

    def test_a_sentence_that_names_what_nobody_gives_is_said_late(self, folder: Path) -> None:
        _teach(folder, "Bonjour %(name)s", "Hello %(nmae)s")
        pages = pages_of(folder, page=extended('{{ _("Bonjour %(name)s", name=who) }}'))
        assert "Bonjour bruno" in body(pages, FRENCH, who="bruno")
        with pytest.raises(KeyError, match="nmae"):
            body(pages, ENGLISH, who="bruno")


def _teach(folder: Path, french: str, english: str) -> None:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (french, english)]
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "locale" / "en.po").write_text(f'{header}msgid "{quoted[0]}"\nmsgstr "{quoted[1]}"\n', encoding="utf-8")
