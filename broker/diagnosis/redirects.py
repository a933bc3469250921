"""Addresses that are not the registered ones, character for character (RFC 9700 §4.1.3)."""

from __future__ import annotations

from broker.diagnosis.entry import Entry, Matter
from broker.diagnosis.facts import address

__all__ = ["ENTRIES"]

_ASKED = ("redirect_uri_is_registered", "redirect_or_scope_is_right")
_WHERE = "redirect_uri {given} differs from the registered {nearest} at character {position}: {here} instead of {there}"
_NEAR = f"{_WHERE} ({{registered}} registered)."


def _nothing_known(matter: Matter) -> dict[str, str] | None:
    return None if matter.known else {}


ENTRIES: tuple[Entry, ...] = (
    Entry("redirect-uri-space", "White space around the redirect URI",
          "redirect_uri has {length} characters, the registered {nearest} has {due}: there is white space around it.",
          "Trim the configured value; a line end of an environment file is the usual source.", _ASKED, address("space")),
    Entry("redirect-uri-slash", "A slash at the end of the redirect URI", _NEAR,
          "Send the address with the same end as registered, or register it with this end too: no slash is added or removed.",
          _ASKED, address("slash")),
    Entry("redirect-uri-case", "Upper and lower case in the redirect URI", _NEAR,
          "Write it in the same case; the comparison is octet by octet, for the path and for the host.", _ASKED,
          address("case")),
    Entry("redirect-uri-encoding", "Redirect URI encoded once too often",
          "redirect_uri {given} is the registered {nearest}, percent-encoded twice (first difference at character {position}).",
          "Give the plain address to the library: it encodes the query itself.", _ASKED, address("encoding")),
    Entry("redirect-uri-loopback", "localhost and 127.0.0.1 are two names", _NEAR,
          "Open the application under the registered host name, or register this one too.", _ASKED, address("loopback")),
    Entry("redirect-uri-scheme", "http instead of https, or the reverse, in the redirect URI", _NEAR,
          "Behind a proxy that ends TLS, let the framework trust X-Forwarded-Proto; otherwise register this scheme.", _ASKED,
          address("scheme")),
    Entry("redirect-uri-port", "Another port in the redirect URI", _NEAR,
          "Start the application on the registered port, or register the address with this port.", _ASKED, address("port")),
    Entry("redirect-uri-host", "Another host in the redirect URI", _NEAR,
          "Register the address under this host; behind a proxy, let the framework trust X-Forwarded-Host.", _ASKED,
          address("host")),
    Entry("redirect-uri-query", "A query in the redirect URI that is not registered", _NEAR,
          "Keep what must survive the login in state or in the session; the registered query, if any, is sent unchanged.",
          _ASKED, address("query")),
    Entry("redirect-uri-fragment", "A fragment in the redirect URI", _NEAR,
          "Remove what begins with #: a redirect URI has no fragment (RFC 6749 3.1.2).", _ASKED, address("fragment")),
    Entry("redirect-uri-path", "Another path in the redirect URI", _NEAR,
          "Register the path of the library's callback route, or configure the route that is registered.", _ASKED,
          address("path")),
    Entry("redirect-uri-unknown", "The redirect URI is not registered", _NEAR,
          "Register this address for the client (console, Clients, or PUT /api/clients/<client_id>).", _ASKED, address()),
    Entry("token-redirect-uri", "Another redirect URI at /token than at /authorize",
          "The code was asked for with redirect_uri {nearest}; /token sent {given}: they differ at character {position}, {here} "
          "instead of {there}.", "Build both from one constant; the library must not recompute it from the request it serves.",
          ("redirect_uri_same",), address()),
    Entry("post-logout-is-redirect-uri", "The return address after logout is registered as something else",
          "post_logout_redirect_uri {given} is among the client's redirect_uris, not among post_logout_redirect_uris ({known}).",
          "Register it in post_logout_redirect_uris as well: the two lists are independent.", ("return_registered",),
          lambda matter: {} if matter.received.endswith("(registered, but as redirect_uri)") else None),
    Entry("post-logout-differs", "The return address after logout is not the registered one",
          "post_logout_redirect_uri {given} differs from the registered {nearest} at character {position}: {here} instead of "
          "{there}.", "Send one of the registered addresses exactly: {known}.", ("return_registered",), address()),
    Entry("post-logout-none", "No return address after logout is registered",
          "post_logout_redirect_uri {given} was sent, and the client has none registered.",
          "Register it in post_logout_redirect_uris, or leave the parameter out: the person then stays on the hub's page.",
          ("return_registered",), _nothing_known),
)
