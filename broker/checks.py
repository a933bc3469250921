"""The rules of every endpoint in the order they apply: one row per rule, one column per platform.

Read it as the table of contents of the hub's severity. A row names the rule, the text it enforces, and what each platform
answers when the rule finds something; `None` means that the platform does not have the rule. What a rule looks at stands in
`broker.rules` (the hub's own) or in the provider role (what the RFCs say).
"""

from __future__ import annotations

from typing import Any

from broker.answers import (
    Answers,
    Check,
    as_json,
    detailing,
    everywhere,
    key_missing,
    not_granted,
    on_both,
    refusing,
    saying,
    unsupported,
)
from broker.errors import asking as no
from broker.errors import checking, credentials, interaction, metadata, reading, travelling
from broker.errors import leaving as gone
from broker.errors import refreshing as renewal
from broker.errors import strict as exact
from broker.errors import tokens as spent
from broker.errors.base import Refusal
from broker.errors.forms import ParametersInvalid
from broker.rules import asking, entitlement, introspecting, registered, revoking, sector, strict
from doublure.oidc.errors import TokenMissing
from doublure.oidc.provider import client_rules as client
from doublure.oidc.provider import encryption_rules as encryption
from doublure.oidc.provider import introspection, revocation
from doublure.oidc.provider import logout_rules as leaving
from doublure.oidc.provider import option_rules as options
from doublure.oidc.provider import refresh_rules as refresh
from doublure.oidc.provider import token_rules as token
from doublure.oidc.provider import userinfo_rules as userinfo
from doublure.oidc.provider.table import Finding

__all__ = ["AUTHORIZE", "CHECKTOKEN", "INTROSPECTION", "LOGOUT", "REFRESH", "REVOCATION", "TOKEN", "USERINFO"]

_parameter = on_both(refusing(no.ParameterRefused))
_nonce = options.nonce_between(1, 512, required=False)

AUTHORIZE: tuple[Check, ...] = (
    Check(asking.request_is_readable, "contract §1.2", *_parameter, refusing(no.ParameterRefused)),
    Check(asking.parameters_are_allowed, "contract §1.2", *_parameter, None),
    Check(asking.parameters_appear_once, "contract §1.2; RFC 6749 §3.1", *_parameter, None),
    Check(strict.address_is_said_once, "RFC 6749 §3.1", None, None, refusing(exact.AddressTwice)),
    Check(asking.parameters_are_present, "contract §1.2", *_parameter, None),
    Check(asking.redirect_uri_is_absolute, "contract §1.2", *_parameter, None),
    Check(asking.nonce_is_long_enough, "contract §1.2", *_parameter, None),
    Check(asking.acr_values_are_few, "contract §1.2", *_parameter, None),
    Check(asking.prompt_is_allowed, "contract §1.2", *_parameter, None),
    Check(entitlement.client_is_known, "contract §1.2 row 2", *on_both(refusing(no.ClientUnknown)), refusing(no.ClientUnknown)),
    Check(registered.algorithms_are_spoken, "contract §7.2", *on_both(refusing(metadata.AlgorithmUnsupported)), None),
    Check(sector.sector_is_determined, "Core §8.1", *everywhere(refusing(metadata.SectorAmbiguous))),
    Check(sector.sector_answers, "contract §1.2 row 3", *everywhere(refusing(metadata.SectorUnreachable))),
    Check(sector.sector_lists_the_redirect_uris, "Core §8.1", *everywhere(refusing(metadata.SectorMalformed))),
    Check(entitlement.redirect_or_scope_is_right, "contract §1.2 row 5", *on_both(refusing(no.RedirectAndScopeWrong)), None),
    Check(entitlement.redirect_uri_is_registered, "contract §1.2 row 4; RFC 9700 §4.1.3", *on_both(refusing(no.RedirectUnknown)),
          refusing(no.RedirectUnknown)),
    Check(strict.redirect_uri_is_protected, "RFC 9700 §2.6", None, None, refusing(exact.RedirectUnprotected)),
    Check(strict.state_is_not_endless, "RFC 6749 App. A.5", None, None, refusing(exact.StateTooLong)),
    Check(asking.parameters_appear_once, "RFC 6749 §3.1", None, None, refusing(exact.ParameterRepeated),
          name="parameters_appear_once_each"),
    Check(options.response_mode_known, "Multiple Response Types §2.1", None, None, refusing(exact.ResponseModeUnknown)),
    Check(entitlement.response_type_is_present, "contract §1.2 row 6", *on_both(refusing(travelling.ResponseTypeMissing)),
          refusing(travelling.ResponseTypeMissing)),
    Check(entitlement.response_type_is_code, "contract §1.2 row 7", *on_both(unsupported), unsupported),
    Check(options.request_absent, "Core §6.1", None, None, refusing(exact.RequestObjectUnsupported)),
    Check(options.request_uri_absent, "Core §6.2", None, None, refusing(exact.RequestUriUnsupported)),
    Check(options.registration_absent, "Core §7.2.1", None, None, refusing(exact.RegistrationUnsupported)),
    Check(entitlement.scope_has_openid, "contract §1.2 row 8", *on_both(refusing(travelling.OpenidMissing)),
          refusing(exact.ScopeWithoutOpenid)),
    Check(entitlement.scope_is_granted, "contract §1.2 row 9", *on_both(not_granted), refusing(travelling.ScopeNotGranted)),
    Check(entitlement.claims_are_json, "contract §1.2 row 11; Core §5.5", *on_both(saying(travelling.ClaimsMalformed)),
          saying(travelling.ClaimsMalformed)),
    Check(entitlement.claims_are_an_object, "contract §1.2 row 11; Core §5.5", *on_both(saying(travelling.ClaimsMalformed)),
          None),
    Check(strict.claims_members_are_objects, "Core §5.5", None, None, refusing(travelling.ClaimsMalformed)),
    Check(entitlement.amr_is_granted, "contract §1.2 row 12", *on_both(refusing(no.AmrNotGranted)), None),
    Check(entitlement.hint_is_allowed, "contract §1.3", *on_both(refusing(travelling.HintNotAllowed)), None),
    Check(_nonce, "Core §3.1.2.1", None, None, refusing(exact.NonceTooLong), name="nonce_between"),
    Check(options.prompt_known, "Core §3.1.2.1", None, None, refusing(exact.PromptRefused)),
    Check(options.prompt_none_alone, "Core §3.1.2.1", None, None, refusing(exact.PromptRefused)),
    Check(options.max_age_number, "Core §3.1.2.1", None, None, refusing(exact.MaxAgeRefused)),
    Check(options.challenge_present, "RFC 9700 §2.1.1", None, None, refusing(exact.ChallengeRefused)),
    Check(options.challenge_method_s256, "RFC 7636 §4.3", None, None, refusing(exact.ChallengeRefused)),
    Check(options.challenge_well_formed, "RFC 7636 §4.2", None, None, refusing(exact.ChallengeRefused)),
    Check(strict.essential_level_exists, "Core §5.5.1.1", None, None, refusing(interaction.LevelUnreachable)),
    Check(strict.hint_is_ours, "Core §3.1.2.1", None, None, refusing(interaction.HintRefused)),
)

_ENCRYPTION: tuple[Check, ...] = (
    Check(encryption.keys_reached, "contract §1.5; Registration §2", *detailing(metadata.PartyKeysUnavailable)),
    Check(encryption.keys_readable, "RFC 7517 §5", *as_json(metadata.PartyKeysMalformed)),
    Check(encryption.encryption_key_found, "contract §1.5; Core §10.2", *detailing(metadata.EncryptionKeyMissing)),
)

#: Who asks, and whether it is true.
_CLIENT: tuple[Check, ...] = (
    Check(client.body_readable, "RFC 6749 App. B", *as_json(credentials.BodyUnreadable)),
    Check(client.parameters_once, "RFC 6749 §3.2", *as_json(credentials.ParameterTwice)),
    Check(client.credentials_readable, "RFC 6749 §2.3.1", *as_json(credentials.HeaderMalformed)),
    Check(client.client_presented, "contract §1.5", *as_json(credentials.NoAuthentication)),
    Check(client.one_mechanism, "RFC 6749 §2.3", *as_json(credentials.TwoAuthentications)),
    Check(client.client_ids_agree, "RFC 7521 §4.2", *as_json(credentials.TwoAuthentications)),
    Check(client.client_known, "contract §1.5", *as_json(credentials.TokenClientUnknown)),
    Check(client.method_registered, "contract §1.5", *as_json(credentials.MethodMismatch)),
    Check(client.secret_right, "contract §1.5", *as_json(credentials.SecretWrong)),
    Check(client.assertion_right, "RFC 7523 §3", *as_json(credentials.AssertionInvalid)),
)

_MISSING = "missing required parameter '{}' (undefined)"

TOKEN: tuple[Check, ...] = (
    *_CLIENT,
    Check(token.grant_type_present, "RFC 6749 §4.1.3", *as_json(spent.ParameterMissing, _MISSING.format("grant_type"))),
    Check(token.grant_type_known, "contract §1.5", *as_json(spent.GrantTypeUnsupported)),
    Check(token.code_present, "contract §1.5", *as_json(spent.ParameterMissing)),
    Check(token.redirect_uri_present, "contract §1.5", *as_json(spent.ParameterMissing, _MISSING.format("redirect_uri"))),
    Check(token.code_known, "contract §1.5", *as_json(spent.CodeUnknown)),
    Check(token.code_of_this_client, "contract §1.5", *as_json(spent.CodeClientMismatch)),
    Check(token.code_fresh, "contract §1.5", *as_json(spent.CodeExpired)),
    Check(token.grant_live, "contract §1.4", *as_json(spent.CodeGrantExpired)),
    Check(token.redirect_uri_same, "contract §1.5", *as_json(spent.CodeRedirectMismatch)),
    Check(token.verifier_expected, "RFC 9700 §4.8", *as_json(spent.VerifierWrong)),
    Check(token.verifier_present, "RFC 7636 §4.5", *as_json(spent.VerifierWrong)),
    Check(token.verifier_right, "RFC 7636 §4.6", *as_json(spent.VerifierWrong)),
    Check(token.code_unspent, "contract §1.5", *as_json(spent.CodeReplayed)),
    Check(token.grant_unrevoked, "contract §1.9", *as_json(spent.CodeGrantGone)),
    *_ENCRYPTION,
)

def _there(refusal: type[Refusal]) -> tuple[None, None, Answers]:
    """JSON on the platform that has refresh tokens and introspection at all."""
    return None, None, as_json(refusal)[2]


REFRESH: tuple[Check, ...] = (
    *_CLIENT,
    Check(refresh.refresh_allowed, "RFC 6749 §5.2", *_there(renewal.RefreshNotRegistered)),
    Check(refresh.refresh_token_present, "RFC 6749 §6", *as_json(spent.ParameterMissing, _MISSING.format("refresh_token"))),
    Check(refresh.refresh_token_known, "RFC 6749 §6", *_there(renewal.RefreshUnknown)),
    Check(refresh.refresh_token_of_this_client, "RFC 6749 §10.4", *_there(renewal.RefreshOfAnother)),
    Check(refresh.refresh_grant_unrevoked, "RFC 7009 §2.1", *_there(renewal.RefreshRevoked)),
    Check(refresh.refresh_grant_live, "RFC 6749 §5.2", *_there(renewal.RefreshExpired)),
    Check(refresh.scope_not_broader, "RFC 6749 §6", *_there(renewal.ScopeExceeded)),
    Check(refresh.refresh_token_unspent, "RFC 9700 §4.14.2", *_there(renewal.RefreshReplayed)),
    *_ENCRYPTION,
)

INTROSPECTION: tuple[Check, ...] = (
    *_CLIENT,
    Check(introspection.client_proved, "RFC 7662 §2.1", *_there(renewal.IntrospectionUnproved)),
    Check(revocation.token_present, "RFC 7662 §2.1", *as_json(spent.ParameterMissing, _MISSING.format("token"))),
)

def _without_error(_: Finding, __: Any) -> Exception:
    """RFC 6750 §3.1: whoever sends no token at all is told the realm only."""
    missing = reading.AccessTokenMissing
    return TokenMissing(missing.description, code=missing.code)


USERINFO: tuple[Check, ...] = (
    Check(userinfo.request_readable, "RFC 6750 §2.2", *as_json(credentials.BodyUnreadable, "parameters must be UTF-8")),
    Check(userinfo.one_token_mechanism, "contract §1.6; RFC 6750 §2", *as_json(reading.TokenTwice)),
    Check(userinfo.token_not_in_query, "RFC 9700 §4.3.2", None, None, as_json(reading.TokenInQuery)[2]),
    Check(userinfo.scheme_is_bearer, "contract §1.6", *as_json(reading.SchemeWrong)),
    Check(userinfo.token_presented, "contract §1.6; RFC 6750 §3.1", *as_json(reading.AccessTokenMissing)[:2], _without_error),
    Check(userinfo.token_known, "contract §1.6", *as_json(reading.AccessTokenUnknown)),
    Check(userinfo.token_unexpired, "contract §1.6", *as_json(reading.AccessTokenUnknown)),
    Check(userinfo.grant_unrevoked, "contract §1.9", *as_json(reading.AccessGrantGone)),
    Check(userinfo.grant_live, "contract §1.4", *as_json(reading.GrantExpired)),
    Check(userinfo.client_active, "contract §8.1", *as_json(reading.AccessTokenUnknown)),
    *_ENCRYPTION,
)

_logout_parameters = on_both(refusing(ParametersInvalid))
_ends = leaving.only_parameters(
    "id_token_hint", "post_logout_redirect_uri", "state", "client_id", "logout_hint", "ui_locales"
)

LOGOUT: tuple[Check, ...] = (
    Check(leaving.request_readable, "RFC 6749 App. B", *_logout_parameters, refusing(ParametersInvalid)),
    Check(leaving.parameters_once, "RFC 6749 §3.1", *_logout_parameters, refusing(ParametersInvalid)),
    Check(_ends, "contract §1.7", *_logout_parameters, None, name="parameters_are_allowed"),
    Check(leaving.hint_present, "contract §1.7", *_logout_parameters, None),
    Check(leaving.hint_client_known, "contract §1.7", *on_both(refusing(gone.HintClientUnknown)),
          refusing(gone.HintClientUnknown)),
    Check(leaving.hint_valid, "contract §1.7", *on_both(refusing(gone.HintInvalid)), refusing(gone.HintInvalid)),
    Check(leaving.return_needs_client, "RP-Initiated Logout §2", *on_both(refusing(gone.ReturnUnknown)),
          refusing(gone.ReturnUnknown)),
    Check(leaving.hint_of_this_client, "contract §1.7", *on_both(refusing(gone.HintClientMismatch)),
          refusing(gone.HintClientMismatch)),
    Check(leaving.return_registered, "contract §1.7", *on_both(refusing(gone.ReturnUnknown)), refusing(gone.ReturnUnknown)),
)

_exactly = client.only_parameters(*revoking.FIELDS)

REVOCATION: tuple[Check, ...] = (
    Check(client.body_readable, "RFC 6749 App. B", *as_json(reading.RevocationRefused)),
    Check(client.parameters_once, "contract §1.9", *as_json(reading.RevocationRefused)),
    Check(_exactly, "contract §1.9", *as_json(reading.RevocationRefused)[:2], None, name="parameters_are_allowed"),
    Check(revoking.fields_are_present, "contract §1.9", *as_json(reading.RevocationRefused)[:2], None),
    Check(revoking.fields_have_their_form, "contract §1.9", *as_json(reading.RevocationRefused)[:2], None),
    Check(revocation.token_present, "contract §1.9", *as_json(reading.RevocationRefused)),
    Check(client.client_presented, "contract §1.9", *as_json(reading.RevocationRefused)),
    Check(client.client_known, "contract §1.9", *as_json(credentials.TokenClientUnknown)),
    Check(client.method_registered, "contract §1.9", *as_json(credentials.MethodMismatch)),
    Check(client.secret_right, "contract §1.9", *as_json(credentials.SecretWrong)),
)

CHECKTOKEN: tuple[Check, ...] = (
    Check(introspecting.fields_are_exact, "contract §10", *on_both(refusing(checking.QuestionMalformed)), None),
    Check(introspecting.asker_is_known, "contract §7.3", *on_both(refusing(checking.AskerUnknown)), None),
    Check(introspecting.asker_is_proved, "contract §7.3", *on_both(refusing(checking.AskerSecretWrong)), None),
    Check(introspecting.answer_can_be_signed, "contract §7.3", *on_both(refusing(checking.AnswerUnsigned)), None),
    Check(encryption.keys_reached, "contract §7.3", *on_both(refusing(checking.AskerKeysUnavailable)), None),
    Check(encryption.keys_readable, "contract §7.3", *on_both(refusing(checking.AskerKeysMalformed)), None),
    Check(encryption.encryption_key_found, "contract §7.3", *on_both(key_missing), None),
    Check(introspecting.key_is_one, "contract §7.3", *on_both(refusing(checking.AskerKeysSeveral)), None),
)
