"""The rules on what an authorization request may add: prompt, nonce, max_age, claims, PKCE, request objects.

Sources: OpenID Connect Core §3.1.2.1, §5.5, §6, §7.2.1; RFC 7636 §4.2, §4.3; RFC 9700 §2.1.1.
"""

from __future__ import annotations

import json

from doublure.oidc.provider import pkce
from doublure.oidc.provider.authorize_rules import AuthorizeQuestion
from doublure.oidc.provider.response_modes import MODES
from doublure.oidc.provider.table import Check, Finding
from doublure.oidc.vocabulary import Prompt

__all__ = [
    "challenge_method_s256", "challenge_present", "challenge_well_formed", "claims_readable",
    "max_age_number", "nonce_between", "prompt_known", "prompt_none_alone", "registration_absent",
    "request_absent", "request_uri_absent", "response_mode_known",
]


def nonce_between(shortest: int, longest: int, *, required: bool) -> Check[AuthorizeQuestion]:
    """The rule on the nonce's length in characters; Core §3.1.2.1 asks for entropy and names no length."""

    def check(question: AuthorizeQuestion) -> Finding | None:
        nonce = question.asked.nonce
        if nonce is None and not required:
            return None
        length = len(nonce or "")
        return None if shortest <= length <= longest else Finding(f"{length} characters", f"{shortest} to {longest} characters")

    return check


def response_mode_known(question: AuthorizeQuestion) -> Finding | None:
    """Multiple Response Type Encoding Practices §2.1, Form Post Response Mode §2: one of the three modes, or none named."""
    mode = question.asked.response_mode
    return None if mode is None or mode in MODES else Finding(f"{mode[:50]!a}", " or ".join(MODES))


def prompt_known(question: AuthorizeQuestion) -> Finding | None:
    """Core §3.1.2.1: prompt is a list of none, login, consent, select_account."""
    known = tuple(prompt.value for prompt in Prompt)
    others = [prompt for prompt in question.asked.prompt if prompt not in known]
    return Finding(" ".join(others)[:100], f"among {', '.join(known)}") if others else None


def prompt_none_alone(question: AuthorizeQuestion) -> Finding | None:
    """Core §3.1.2.1: none with any other value is an error."""
    prompt = question.asked.prompt
    return Finding(" ".join(prompt)[:100], "none alone") if Prompt.NONE in prompt and len(prompt) > 1 else None


def max_age_number(question: AuthorizeQuestion) -> Finding | None:
    """Core §3.1.2.1: max_age is a number of seconds."""
    asked = question.asked
    return None if asked.max_age is None or asked.seconds is not None else Finding(asked.max_age[:50], "a number of seconds")


def claims_readable(question: AuthorizeQuestion) -> Finding | None:
    """Core §5.5: claims is a JSON object."""
    text = question.asked.claims
    if text is None:
        return None
    try:
        claims = json.loads(text)
    except (ValueError, RecursionError):
        return Finding("not JSON", "a JSON object")
    return None if isinstance(claims, dict) else Finding(f"a JSON {type(claims).__name__}", "a JSON object")


def challenge_method_s256(question: AuthorizeQuestion) -> Finding | None:
    """RFC 7636 §4.3, RFC 9700 §2.1.1: S256, said aloud, since the default would be plain."""
    asked = question.asked
    if asked.code_challenge_method == pkce.METHOD or (asked.code_challenge is None and asked.code_challenge_method is None):
        return None
    return Finding(f"{(asked.code_challenge_method or 'absent, which means plain')[:50]}", pkce.METHOD)


def challenge_well_formed(question: AuthorizeQuestion) -> Finding | None:
    """RFC 7636 §4.2: a challenge is a SHA-256 in base64url, 43 characters; a method alone is no challenge."""
    asked = question.asked
    if asked.code_challenge is None and asked.code_challenge_method is None:
        return None
    if asked.code_challenge is not None and pkce.well_formed_challenge(asked.code_challenge):
        return None
    return Finding(f"{len(asked.code_challenge or '')} characters", "43 characters of base64url")


def challenge_present(question: AuthorizeQuestion) -> Finding | None:
    """RFC 9700 §2.1.1: a client registered with PKCE, and every public client, sends a challenge."""
    client = question.client
    if client is None or question.asked.code_challenge is not None or not (client.pkce == "required" or client.public):
        return None
    return Finding("no code_challenge", "a code_challenge with method S256")


def request_absent(question: AuthorizeQuestion) -> Finding | None:
    """Core §6.1: request objects are not supported."""
    return Finding("request", "no request object") if "request" in question.request.parameters else None


def request_uri_absent(question: AuthorizeQuestion) -> Finding | None:
    """Core §6.2: request objects by reference are not supported."""
    return Finding("request_uri", "no request_uri") if "request_uri" in question.request.parameters else None


def registration_absent(question: AuthorizeQuestion) -> Finding | None:
    """Core §7.2.1: registration is a parameter of self-issued providers."""
    return Finding("registration", "no registration") if "registration" in question.request.parameters else None
