"""Pages: the templates of one application, compiled once, in French and in English, always under the banner of GR-01."""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from doublure.banner import BANNER, BANNER_ENGLISH
from doublure.exchange import Answer, Request
from doublure.web.catalogue import english, plural, singular
from doublure.web.sentences import Sentences, put_in

__all__ = ["BANNER", "BannerMissing", "Pages"]

_HERE = Path(__file__).parent
_TITLE_PREFIX = {"fr": "SIMULATEUR", "en": "SIMULATOR"}
_REQUIRED = BANNER.encode()
#: Query parameters that must not be copied into another address.
_SENSITIVE = frozenset({"code", "state", "id_token_hint", "token", "nonce"})


class BannerMissing(RuntimeError):  # noqa: N818 - a refusal to show
    """A template does not extend `layout.html`: such a page is never sent."""


class Pages:
    """The pages of one application: its *folders* of templates and *locales*, on top of the common ones.

    *application* is the name in the header, *slug* the address-book name that also picks the accent colour. A template of
    ours cannot be replaced by one of the same name: `layout.html` carries the banner.
    """

    def __init__(self, folders: Sequence[Path], locales: Sequence[Path], application: str, slug: str) -> None:
        self.application = application
        self.slug = slug
        loader = FileSystemLoader([_HERE / "templates", *folders])
        self._translations = {"fr": gettext.NullTranslations(), "en": english([_HERE / "locale", *locales])}
        # An environment for each language: a macro imported without its context still speaks the right one.
        self._environments = {name: _environment(loader, found) for name, found in self._translations.items()}

    def html(self, template: str, request: Request, *, status: int = 200, **context: object) -> Answer:
        """*template* in the language of *request*. Raises `BannerMissing` rather than show a page without the banner."""
        language = self._language(request.language)
        body = self._environments[language].get_template(template).render(
            language=language,
            other_language="en" if language == "fr" else "fr",
            here=_here(request),
            banner=Markup(BANNER),  # noqa: S704 - a constant, shown letter by letter
            banner_english=BANNER_ENGLISH,
            title_prefix=_TITLE_PREFIX[language],
            application=self.application,
            slug=self.slug,
            **context,
        ).encode()
        if _REQUIRED not in body:
            raise BannerMissing(template)
        return Answer(status=status, body=body, content_type="text/html; charset=utf-8")

    def fragment(self, template: str, language: str = "fr", **context: object) -> str:
        """*template* as the body of a letter; the outbox puts the banner above it (`doublure.mail`)."""
        return self._environments[self._language(language)].get_template(template).render(**context)

    def translate(self, text: str, language: str) -> str:
        """The French *text* in *language*, as it is: not escaped."""
        return self._translations[self._language(language)].gettext(text)

    def _language(self, wanted: str) -> str:
        return wanted if wanted in self._environments else "fr"


def _here(request: Request) -> str:
    """Where the language switch leads back to; without the query when it carries something that is not for addresses."""
    if request.method != "GET":
        return quote("/", safe="")
    kept = "" if _SENSITIVE & set(request.query.names()) else urlencode(request.query.pairs)
    return quote(request.path + (f"?{kept}" if kept else ""), safe="")


def _environment(loader: FileSystemLoader, translations: gettext.NullTranslations) -> Environment:
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n", Sentences], auto_reload=False,
        trim_blocks=True, lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        singular(translations), plural(translations), newstyle=True,
    )
    put_in(environment, translations)
    return environment
