"""RP-Initiated Logout at the fakes: only the hub, proved by its ID token, is sent back, and only where it is registered."""

from urllib.parse import urlencode

import pytest

from doublure.oidc.keys import KeyRing
from doublure.oidc.tokens import sign
from tests.identity_providers.household import Form


def return_address(visitor):
    return visitor.ports.addresses.public("hub") + "/api/v2/client/logout-callback"


def leave(visitor, post=False, **changes):
    fields = {"id_token_hint": visitor.redeem(visitor.log_in()["code"]).get_json()["id_token"],
              "post_logout_redirect_uri": return_address(visitor), "state": "the-state"} | changes
    fields = {name: value for name, value in fields.items() if value is not None}
    return visitor.call("/session/end", fields) if post else visitor.call("/session/end?" + urlencode(fields))


@pytest.mark.parametrize("post", [False, True])
def test_the_hub_gets_the_person_back_with_its_state_and_nothing_else(visitor, post):
    answer = leave(visitor, post)
    assert (answer.status_code, answer.location) == (303, return_address(visitor) + "?state=the-state")


def test_without_state_none_is_returned(visitor):
    assert leave(visitor, state=None).location == return_address(visitor)


def test_an_expired_hint_is_a_hint(visitor):
    hint = visitor.redeem(visitor.log_in()["code"]).get_json()["id_token"]
    visitor.ports.clock.advance(86_400)
    assert leave(visitor, id_token_hint=hint).status_code == 303


def test_without_return_address_a_page_says_good_bye(visitor):
    answer = leave(visitor, post_logout_redirect_uri=None)
    assert answer.status_code == 200
    assert "logged-out" in Form(answer.text).by_test_id


def foreign(visitor):
    """A token that says all the right things, signed by somebody else."""
    signer = KeyRing.generate(["ES256"]).signer("ES256")
    claims = {"iss": visitor.issuer, "aud": "doublure-hub", "sub": "x", "iat": 0, "exp": 1}
    return sign({"alg": "ES256", "kid": signer.kid}, claims, signer)


@pytest.mark.parametrize("hint", [
    lambda visitor: None, lambda visitor: "", lambda visitor: "x", foreign,
    lambda visitor: "eyJhbGciOiJub25lIn0.eyJhdWQiOiJkb3VibHVyZS1odWIifQ.",
])
def test_a_hint_that_is_missing_or_not_ours_leads_nowhere(visitor, hint):
    answer = leave(visitor, id_token_hint=hint(visitor))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_the_hint_of_another_fake_leads_nowhere(at):
    impots, ameli = at("impots"), at("ameli")
    hint = impots.redeem(impots.log_in()["code"]).get_json()["id_token"]
    assert leave(ameli, id_token_hint=hint).status_code == 400


@pytest.mark.parametrize("uri", ["https://evil.test/", "{own}?foo=bar", "{own}/", "javascript:alert(1)", "//evil.test"])
def test_an_unregistered_return_address_leads_nowhere(visitor, uri):
    answer = leave(visitor, post_logout_redirect_uri=uri.format(own=return_address(visitor)))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_another_client_id_leads_nowhere(visitor):
    assert leave(visitor, client_id="somebody-else").status_code == 400
