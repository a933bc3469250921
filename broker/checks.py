"""The rules of every endpoint in the order they apply: one row per rule, one column per platform.

Read it as the table of contents of the hub's severity. A row names the rule, the text it enforces, and what each platform
answers when the rule finds something; `None` means that the platform does not have the rule. What a rule looks at stands in
`broker.rules` (the hub's own) or in the provider role (what the RFCs say).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.errors import asking as no
from broker.errors import leaving as gone
from broker.errors import tokens as jno
from broker.errors.base import Refusal
from broker.errors.session import ParametersInvalid
from broker.rules import asking
from broker.rules.asking import Asking
from doublure.oidc.provider import client_rules as client
from doublure.oidc.provider import logout_rules as leaving_rules
from doublure.oidc.provider import revocation
from doublure.oidc.provider import token_rules as token
from doublure.oidc.provider import userinfo_rules as userinfo
from doublure.oidc.provider.table import Finding, Row

__all__ = ["AUTHORIZE", "LOGOUT", "REVOCATION", "TOKEN", "USERINFO", "Check", "Tables", "rows", "tables"]

#: What a platform answers: a refusal made from what was found and from the question.
Answers = Callable[[Finding, Any], Exception]


@dataclass(frozen=True, slots=True)
class Check:
    """One row: the rule, its text, and the three columns."""

    rule: Callable[[Any], Finding | None]
    reference: str
    franceconnect: Answers | None
    plus: Answers | None
    openid: Answers | None
    name: str = ""


def _with(refusal: type[Refusal]) -> Answers:
    return lambda finding, _: refusal(finding)


def _saying(refusal: type[Refusal]) -> Answers:
    """The refusal with the rule's own expectation as description: one code, several sentences of the engine."""
    return lambda finding, _: refusal(finding, description=finding.expected)


def _same(answers: Answers) -> tuple[Answers, Answers]:
    """Both FranceConnect platforms answer alike."""
    return answers, answers


def _json(refusal: type[Refusal], description: str | None = None) -> tuple[Answers, Answers, Answers]:
    """What a relying party's server is told, alike on the three platforms."""

    def answers(_: Finding, __: Any) -> Exception:
        return refusal.as_protocol_error(description)

    return answers, answers, answers


def _not_granted(finding: Finding, question: Asking) -> Refusal:
    return no.ScopeNotGranted(finding, extra={"scope": " ".join(asking.scopes_not_granted(question))})


def _unsupported(finding: Finding, question: Asking) -> Refusal:
    """Response types that speak of tokens are answered in the fragment (OAuth 2.0 Multiple Response Types §5)."""
    words = (question.parameters.get("response_type") or "").split()
    return no.ResponseTypeUnsupported(finding, fragment=bool({"token", "id_token"} & set(words)))


_parameter = _same(_with(no.ParameterRefused))

AUTHORIZE: tuple[Check, ...] = (
    Check(asking.request_is_readable, "contract §1.2", *_parameter, _with(no.ParameterRefused)),
    Check(asking.parameters_are_allowed, "contract §1.2", *_parameter, None),
    Check(asking.parameters_appear_once, "contract §1.2; RFC 6749 §3.1", *_parameter, _with(no.ParameterRefused)),
    Check(asking.parameters_are_present, "contract §1.2", *_parameter, None),
    Check(asking.redirect_uri_is_absolute, "contract §1.2", *_parameter, None),
    Check(asking.nonce_is_long_enough, "contract §1.2", *_parameter, None),
    Check(asking.acr_values_are_few, "contract §1.2", *_parameter, None),
    Check(asking.prompt_is_allowed, "contract §1.2", *_parameter, None),
    Check(asking.client_is_known, "contract §1.2 row 2", *_same(_with(no.ClientUnknown)), _with(no.ClientUnknown)),
    Check(asking.redirect_or_scope_is_right, "contract §1.2 row 5", *_same(_with(no.RedirectAndScopeWrong)), None),
    Check(asking.redirect_uri_is_registered, "contract §1.2 row 4; RFC 9700 §4.1.3", *_same(_with(no.RedirectUnknown)),
          _with(no.RedirectUnknown)),
    Check(asking.response_type_is_present, "contract §1.2 row 6", *_same(_with(no.ResponseTypeMissing)),
          _with(no.ResponseTypeMissing)),
    Check(asking.response_type_is_code, "contract §1.2 row 7", *_same(_unsupported), _unsupported),
    Check(asking.scope_has_openid, "contract §1.2 row 8", *_same(_with(no.OpenidMissing)), None),
    Check(asking.scope_is_granted, "contract §1.2 row 9", *_same(_not_granted), _not_granted),
    Check(asking.claims_are_json, "contract §1.2 row 11; Core §5.5", *_same(_saying(no.ClaimsMalformed)),
          _saying(no.ClaimsMalformed)),
    Check(asking.claims_are_an_object, "contract §1.2 row 11; Core §5.5", *_same(_saying(no.ClaimsMalformed)),
          _saying(no.ClaimsMalformed)),
    Check(asking.amr_is_granted, "contract §1.2 row 12", *_same(_with(no.AmrNotGranted)), None),
    Check(asking.hint_is_allowed, "contract §1.3", *_same(_with(no.HintNotAllowed)), None),
)

_MISSING = "missing required parameter '{}' (undefined)"

TOKEN: tuple[Check, ...] = (
    Check(client.body_readable, "RFC 6749 App. B", *_json(jno.BodyUnreadable)),
    Check(client.parameters_once, "RFC 6749 §3.2", *_json(jno.ParameterTwice)),
    Check(client.credentials_readable, "RFC 6749 §2.3.1", *_json(jno.HeaderMalformed)),
    Check(client.client_presented, "contract §1.5", *_json(jno.NoAuthentication)),
    Check(client.one_mechanism, "RFC 6749 §2.3", *_json(jno.TwoAuthentications)),
    Check(client.client_ids_agree, "RFC 7521 §4.2", *_json(jno.TwoAuthentications)),
    Check(client.client_known, "contract §1.5", *_json(jno.TokenClientUnknown)),
    Check(client.method_registered, "contract §1.5", *_json(jno.MethodMismatch)),
    Check(client.secret_right, "contract §1.5", *_json(jno.SecretWrong)),
    Check(client.assertion_right, "RFC 7523 §3", *_json(jno.AssertionInvalid)),
    Check(token.grant_type_present, "RFC 6749 §4.1.3", *_json(jno.ParameterMissing, _MISSING.format("grant_type"))),
    Check(token.grant_type_known, "contract §1.5", *_json(jno.GrantTypeUnsupported)),
    Check(token.code_present, "contract §1.5", *_json(jno.ParameterMissing)),
    Check(token.redirect_uri_present, "contract §1.5", *_json(jno.ParameterMissing, _MISSING.format("redirect_uri"))),
    Check(token.code_known, "contract §1.5", *_json(jno.CodeUnknown)),
    Check(token.code_of_this_client, "contract §1.5", *_json(jno.CodeClientMismatch)),
    Check(token.code_fresh, "contract §1.5", *_json(jno.CodeExpired)),
    Check(token.grant_live, "contract §1.4", *_json(jno.CodeGrantExpired)),
    Check(token.redirect_uri_same, "contract §1.5", *_json(jno.CodeRedirectMismatch)),
    Check(token.verifier_expected, "RFC 9700 §4.8", *_json(jno.VerifierWrong)),
    Check(token.verifier_present, "RFC 7636 §4.5", *_json(jno.VerifierWrong)),
    Check(token.verifier_right, "RFC 7636 §4.6", *_json(jno.VerifierWrong)),
    Check(token.code_unspent, "contract §1.5", *_json(jno.CodeReplayed)),
    Check(token.grant_unrevoked, "contract §1.9", *_json(jno.CodeGrantGone)),
)

USERINFO: tuple[Check, ...] = (
    Check(userinfo.request_readable, "RFC 6750 §2.2", *_json(jno.BodyUnreadable, "parameters must be readable in UTF-8")),
    Check(userinfo.one_token_mechanism, "contract §1.6; RFC 6750 §2", *_json(jno.TokenTwice)),
    Check(userinfo.scheme_is_bearer, "contract §1.6", *_json(jno.SchemeWrong)),
    Check(userinfo.token_presented, "contract §1.6", *_json(jno.AccessTokenMissing)),
    Check(userinfo.token_known, "contract §1.6", *_json(jno.AccessTokenUnknown)),
    Check(userinfo.token_unexpired, "contract §1.6", *_json(jno.AccessTokenUnknown)),
    Check(userinfo.grant_unrevoked, "contract §1.9", *_json(jno.AccessGrantGone)),
    Check(userinfo.grant_live, "contract §1.4", *_json(jno.GrantExpired)),
    Check(userinfo.client_active, "contract §8.1", *_json(jno.AccessTokenUnknown)),
)

_logout_parameters = _same(_with(ParametersInvalid))
_ends = leaving_rules.only_parameters(
    "id_token_hint", "post_logout_redirect_uri", "state", "client_id", "logout_hint", "ui_locales"
)

LOGOUT: tuple[Check, ...] = (
    Check(leaving_rules.request_readable, "RFC 6749 App. B", *_logout_parameters, _with(ParametersInvalid)),
    Check(leaving_rules.parameters_once, "RFC 6749 §3.1", *_logout_parameters, _with(ParametersInvalid)),
    Check(_ends, "contract §1.7", *_logout_parameters, None, name="parameters_are_allowed"),
    Check(leaving_rules.hint_present, "contract §1.7", *_logout_parameters, None),
    Check(leaving_rules.hint_client_known, "contract §1.7", *_same(_with(gone.HintClientUnknown)), _with(gone.HintClientUnknown)),
    Check(leaving_rules.hint_valid, "contract §1.7", *_same(_with(gone.HintInvalid)), _with(gone.HintInvalid)),
    Check(leaving_rules.hint_of_this_client, "contract §1.7", *_same(_with(gone.HintClientMismatch)),
          _with(gone.HintClientMismatch)),
    Check(leaving_rules.return_registered, "contract §1.7", *_same(_with(gone.ReturnUnknown)), _with(gone.ReturnUnknown)),
)

_exactly = client.only_parameters("token", "client_id", "client_secret")

REVOCATION: tuple[Check, ...] = (
    Check(client.body_readable, "RFC 6749 App. B", *_json(jno.RevocationRefused)),
    Check(client.parameters_once, "contract §1.9", *_json(jno.RevocationRefused)),
    Check(_exactly, "contract §1.9", *_json(jno.RevocationRefused)[:2], None, name="parameters_are_allowed"),
    Check(revocation.token_present, "contract §1.9", *_json(jno.RevocationRefused)),
    Check(client.client_presented, "contract §1.9", *_json(jno.RevocationRefused)),
    Check(client.client_known, "contract §1.9", *_json(jno.TokenClientUnknown)),
    Check(client.method_registered, "contract §1.9", *_json(jno.MethodMismatch)),
    Check(client.secret_right, "contract §1.9", *_json(jno.SecretWrong)),
)


def rows(table: tuple[Check, ...], column: str) -> tuple[Row[Any], ...]:
    """One platform's column of *table*, ready for `examine`."""
    found = []
    for check in table:
        answers: Answers | None = getattr(check, column)
        if answers is not None:
            found.append(Row(check.name or check.rule.__name__, check.rule, check.reference, answers))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Tables:
    """One platform's columns, made once at start."""

    authorize: tuple[Row[Any], ...]
    token: tuple[Row[Any], ...]
    userinfo: tuple[Row[Any], ...]
    logout: tuple[Row[Any], ...]
    revocation: tuple[Row[Any], ...]


def tables(column: str) -> Tables:
    """The columns called *column* (`franceconnect`, `plus` or `openid`)."""
    return Tables(*(rows(table, column) for table in (AUTHORIZE, TOKEN, USERINFO, LOGOUT, REVOCATION)))
