"""The end-session endpoint of a fake (OpenID Connect RP-Initiated Logout): there is no session to end, only a way back."""

from __future__ import annotations

from doublure.correlation import new_thread
from doublure.exchange import Answer, Request
from doublure.oidc.errors import InvalidRequest, ProtocolError
from doublure.oidc.provider import logout as role
from doublure.oidc.provider.logout_rules import LogoutQuestion, hint_present
from doublure.oidc.provider.plain import on_page
from doublure.oidc.provider.table import Row
from identity_providers.fake import Fake
from identity_providers.page import protocol_error_page

__all__ = ["ROWS", "end_session"]

#: Every check of the endpoint, in order. A fake requires the hint that §2 only recommends: its one client always has it.
ROWS: tuple[Row[LogoutQuestion], ...] = (
    Row("hint_present", hint_present, "RP-Initiated Logout §2", on_page(InvalidRequest, "id_token_hint is missing")),
    *role.PLAIN_LOGOUT_ROWS,
)


def end_session(fake: Fake, request: Request) -> Answer:
    """GET or POST `/session/end`: 303 to the registered address with `state`, or a page that says good-bye."""
    trail = fake.provider.trail(new_thread(fake.randomness))
    try:
        question = role.check(fake.provider, request, trail, ROWS)
    except ProtocolError as error:
        return protocol_error_page(fake, request, error)
    trail.event("IDP_LOGOUT", idp=fake.plugin.slug)
    return role.farewell(question) or fake.pages.html("logged_out.html", request)
