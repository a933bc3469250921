"""The table of the authorization endpoint as the specifications write it."""

from __future__ import annotations

from doublure.oidc.authorization_errors import (
    RegistrationNotSupported,
    RequestNotSupported,
    RequestUriNotSupported,
    UnsupportedResponseType,
)
from doublure.oidc.errors import InvalidClient, InvalidRedirectUri, InvalidRequest, InvalidScope
from doublure.oidc.provider import authorize_rules as rules
from doublure.oidc.provider import option_rules as options
from doublure.oidc.provider.authorize_rules import AuthorizeQuestion
from doublure.oidc.provider.plain import on_page, saying
from doublure.oidc.provider.table import Row

__all__ = ["PLAIN_AUTHORIZE_ROWS", "REDIRECT_ROWS"]

#: Whose request it is and where the answer may go: these refusals stay on a page.
REDIRECT_ROWS: tuple[Row[AuthorizeQuestion], ...] = (
    Row("request_readable", rules.request_readable, "RFC 6749 App. B", on_page(InvalidRequest, "unreadable parameters")),
    Row("parameters_once", rules.parameters_once, "RFC 6749 §3.1", on_page(InvalidRequest, "repeated parameter")),
    Row("client_presented", rules.client_presented, "RFC 6749 §4.1.1", on_page(InvalidRequest, "client_id is missing")),
    Row("client_known", rules.client_known, "RFC 6749 §4.1.2.1", on_page(InvalidClient, "unknown client")),
    Row("redirect_uri_present", rules.redirect_uri_present, "Core §3.1.2.1",
        on_page(InvalidRequest, "redirect_uri is missing")),
    Row("redirect_uri_registered", rules.redirect_uri_registered, "RFC 9700 §2.1",
        on_page(InvalidRedirectUri, "redirect_uri is not registered")),
)

#: Every check of the endpoint, in the order they run. A nonce is asked of nobody here; `nonce_between` makes that rule.
PLAIN_AUTHORIZE_ROWS: tuple[Row[AuthorizeQuestion], ...] = (
    *REDIRECT_ROWS,
    Row("response_type_present", rules.response_type_present, "RFC 6749 §3.1.1",
        saying(InvalidRequest, "response_type is missing")),
    Row("response_type_code", rules.response_type_code, "RFC 6749 §3.1.1",
        saying(UnsupportedResponseType, "only response_type=code")),
    Row("response_mode_query", rules.response_mode_query, "Multiple Response Types §2.1",
        saying(InvalidRequest, "only response_mode=query")),
    Row("request_absent", options.request_absent, "Core §6.1",
        saying(RequestNotSupported, "request objects are not supported")),
    Row("request_uri_absent", options.request_uri_absent, "Core §6.2",
        saying(RequestUriNotSupported, "request objects are not supported")),
    Row("registration_absent", options.registration_absent, "Core §7.2.1",
        saying(RegistrationNotSupported, "registration is not supported")),
    Row("openid_asked", rules.openid_asked, "Core §3.1.2.1", saying(InvalidScope, "scope must contain openid")),
    Row("prompt_known", options.prompt_known, "Core §3.1.2.1", saying(InvalidRequest, "unknown prompt")),
    Row("prompt_none_alone", options.prompt_none_alone, "Core §3.1.2.1", saying(InvalidRequest, "prompt=none stands alone")),
    Row("max_age_number", options.max_age_number, "Core §3.1.2.1", saying(InvalidRequest, "max_age is not a number")),
    Row("claims_readable", options.claims_readable, "Core §5.5", saying(InvalidRequest, "claims is not a JSON object")),
    Row("challenge_present", options.challenge_present, "RFC 9700 §2.1.1",
        saying(InvalidRequest, "code_challenge is missing")),
    Row("challenge_method_s256", options.challenge_method_s256, "RFC 7636 §4.3",
        saying(InvalidRequest, "code_challenge_method must be S256")),
    Row("challenge_well_formed", options.challenge_well_formed, "RFC 7636 §4.2",
        saying(InvalidRequest, "malformed code_challenge")),
)
