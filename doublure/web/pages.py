"""Pages: one Jinja environment per application, built once, in two languages.

French is the language of the templates: `_("…")` holds the French sentence, and `locale/en.po` its English. Catalogues are read
through Babel at start, so that no compiled file is kept.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from doublure.exchange import Answer, Request

__all__ = ["Pages"]

_HERE = Path(__file__).parent
#: The banner of GR-01. In Python, not in a template or a catalogue: no configuration and no theme can replace it.
BANNER = {
    "fr": "SIMULATEUR — site factice, aucun lien avec l'État. N'entrez jamais vos vrais identifiants.",
    "en": "SIMULATOR — fake site, no link with the French State. Never type your real credentials.",
}
#: Query parameters that must not be copied into another address.
_SENSITIVE = frozenset({"code", "state", "id_token_hint", "token", "nonce"})
TITLE_PREFIX = {"fr": "SIMULATEUR", "en": "SIMULATOR"}


class Pages:
    """The pages of one application: its *folders* of templates and *locales*, on top of the common ones.

    *application* is the name in the header, *slug* the address-book name that also picks the accent colour.
    """

    def __init__(self, folders: Sequence[Path], locales: Sequence[Path], application: str, slug: str) -> None:
        self.application = application
        self.slug = slug
        loader = ChoiceLoader([FileSystemLoader([*map(str, folders), str(_HERE / "templates")])])
        self._environments = {
            "fr": _environment(loader, gettext.NullTranslations()),
            "en": _environment(loader, _english([_HERE / "locale", *locales])),
        }

    def html(self, template: str, request: Request, *, status: int = 200, **context: object) -> Answer:
        """*template* in the language of *request*, as an answer that no cache keeps."""
        language = request.language if request.language in self._environments else "fr"
        body = self._environments[language].get_template(template).render(
            language=language,
            other_language="en" if language == "fr" else "fr",
            here=_here(request),
            banner=BANNER[language],
            title_prefix=TITLE_PREFIX[language],
            application=self.application,
            slug=self.slug,
            **context,
        )
        return Answer(status=status, body=body.encode(), content_type="text/html; charset=utf-8")

    def translate(self, text: str, language: str) -> str:
        """The French *text* in *language*."""
        environment = self._environments.get(language, self._environments["fr"])
        translated: str = environment.globals["gettext"](text)  # type: ignore[operator] # jinja types globals as object
        return str(translated)


def _here(request: Request) -> str:
    """Where the language switch leads back to; without the query when it carries something that is not for addresses."""
    if request.method != "GET":
        return "%2F"
    kept = "" if _SENSITIVE & set(request.query.names()) else urlencode(request.query.pairs)
    return quote(request.path + (f"?{kept}" if kept else ""), safe="")


def _environment(loader: ChoiceLoader, translations: gettext.NullTranslations) -> Environment:
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"], auto_reload=False,
        trim_blocks=True, lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined] # added by the extension
    return environment


def _english(folders: Sequence[Path]) -> gettext.NullTranslations:
    found = gettext.NullTranslations()
    for folder in folders:
        path = folder / "en.po"
        if not path.exists():
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale="en")
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
        translations.add_fallback(found)
        found = translations
    return found
