"""Sentences in two languages: French stands in the templates, English in `locale/en.po`, read through Babel at start."""

from __future__ import annotations

import gettext
import html
import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import pass_context
from jinja2.runtime import Context

__all__ = ["english", "escaped", "plural", "singular"]


def english(folders: Sequence[Path]) -> gettext.NullTranslations:
    """What the `en.po` of *folders* say, the last first; a sentence that none of them has stays French."""
    found = gettext.NullTranslations()
    for folder in folders:
        path = folder / "en.po"
        if not path.exists():
            continue
        translations = gettext.GNUTranslations(io.BytesIO(_compiled(path)))
        translations.add_fallback(found)
        found = translations
    return found


@cache
def _compiled(path: Path) -> bytes:
    """The catalogue *path*, compiled. Every application has the common one."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def singular(translations: gettext.NullTranslations) -> Callable[[Context, str], str]:
    """`_` for a template.

    Jinja takes what `_` returns for markup. Escaped here, a sentence that somebody put together from what was typed
    still cannot carry any.
    """

    @pass_context
    def gettext_(context: Context, text: str) -> str:
        return _escaped(context, translations.gettext(text))

    return gettext_


def plural(translations: gettext.NullTranslations) -> Callable[[Context, str, str, int], str]:
    """`ngettext` for a template."""

    @pass_context
    def ngettext(context: Context, one: str, many: str, count: int) -> str:
        return _escaped(context, translations.ngettext(one, many, count))

    return ngettext


def _escaped(context: Context, text: str) -> str:
    return escaped(text) if context.eval_ctx.autoescape else text


def escaped(text: str) -> str:
    """*text* for a page. Apostrophes stay: French is full of them, and attributes stand between double quotes."""
    return html.escape(text, quote=False).replace('"', "&quot;")
