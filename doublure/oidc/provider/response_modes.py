"""How an authorization response reaches the redirect URI (Multiple Response Type Encoding Practices §2.1; Form Post §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from doublure.exchange import Answer, see_other, with_query

__all__ = ["MODES", "Mode", "fragment", "query"]

#: From an examined redirect URI and parameters to the answer that carries them. The third, form_post, needs a page: a house
#: that offers it brings its own.
Mode = Callable[[str, Mapping[str, str]], Answer]

#: The names of the three.
MODES = ("query", "fragment", "form_post")


def query(redirect_uri: str, parameters: Mapping[str, str]) -> Answer:
    """303 with the parameters behind `?`, beside whatever query the address has."""
    return see_other(with_query(redirect_uri, parameters))


def fragment(redirect_uri: str, parameters: Mapping[str, str]) -> Answer:
    """303 with the parameters behind `#`, where no server sees them."""
    return see_other(urlunsplit(urlsplit(redirect_uri)._replace(fragment=urlencode(list(parameters.items())))))
