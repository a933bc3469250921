"""How a stranger becomes a relying party: one call to the control API, and the answer is all it needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from doublure.testing.person import Person
from tests.stories.federation import Federation, through

__all__ = ["CALLBACK", "Registered", "registered", "walks"]

#: Nobody listens there: the walk of a test ends when the hub sends its person to this address.
CALLBACK = "http://localhost:1337/callback"


@dataclass(frozen=True, slots=True)
class Registered:
    """What the control API answered."""

    issuer: str
    client_id: str
    client_secret: str


def registered(federation: Federation, alg: str = "ES256", **metadata: Any) -> Registered:
    """A new client of the platform franceconnect whose tokens are signed with *alg*; `metadata` as in RFC 7591."""
    made = federation.api.register(**{
        "platform": "franceconnect", "client_name": "étranger", "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": ["http://localhost:1337/"],
        "scope": "openid identite_pivot email", "token_endpoint_auth_method": "client_secret_post",
        "id_token_signed_response_alg": alg, "userinfo_signed_response_alg": alg, **metadata,
    })
    return Registered(federation.issuer, made["client_id"], made["client_secret"])


def walks(url: str, idp: str = "impots", login: str = "bruno") -> tuple[Person, str]:
    """Somebody who is sent to *url*, logs in and continues; and the address at which she comes back."""
    person = Person(stop_at=("http://localhost:1337/",))
    person.opens(url)
    return person, through(person, idp, login).url
