"""The sentences of a template, put in when it is compiled: a page then costs what its changing parts cost.

Each language has an environment of its own (`Pages`), so a sentence that stands in a template, `{{ _("…") }}`, is always said in
the same words there; what it names, `{{ _("… %(service)s", service=service) }}`, is put between them when the page is rendered.
Every other call of `_` is answered then.
"""

from __future__ import annotations

import gettext
import re

from jinja2 import Environment
from jinja2.ext import Extension

from doublure.web.catalogue import escaped

__all__ = ["Sentences", "put_in"]

_NAMED = r"[a-z_.]+(?: or [a-z_.]+)?"
_WHOLE = re.compile(rf"""\{{\{{ _\("([^"\\\n]*)"((?:, [a-z_]+={_NAMED})*)\) \}}\}}""")
_GIVEN = re.compile(rf"([a-z_]+)=({_NAMED})")
_PLACE = re.compile(r"%\(([a-z_]+)\)s")
#: What would begin something of Jinja's in the middle of a sentence, or stand for a value in it.
_SPECIAL = re.compile(r"[{}%#]")


class Sentences(Extension):
    """Replaces what `_WHOLE` finds by the translation that `put_in` gave the environment."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.extend(sentences=gettext.NullTranslations())

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """*source* with its sentences said. The text of a letter is left alone: there nothing is escaped."""
        return _WHOLE.sub(self._said, source) if name is not None and name.endswith(".html") else source

    def _said(self, found: re.Match[str]) -> str:
        translations: gettext.NullTranslations = self.environment.sentences  # type: ignore[attr-defined]  # extended above
        # Every second piece is the name of a place.
        pieces = _PLACE.split(translations.gettext(found[1]))
        given = dict(_GIVEN.findall(found[2]))
        if any(map(_SPECIAL.search, pieces[::2])) or not given.keys() >= set(pieces[1::2]):
            return found[0]
        pieces[::2] = map(escaped, pieces[::2])
        pieces[1::2] = [f"{{{{ {given[name]} }}}}" for name in pieces[1::2]]
        return "".join(pieces)


def put_in(environment: Environment, translations: gettext.NullTranslations) -> None:
    """Let the sentences of the templates of *environment* be said as *translations* do."""
    environment.sentences = translations  # type: ignore[attr-defined]  # the extension's
