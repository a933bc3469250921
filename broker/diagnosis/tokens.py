"""A code or a refresh token that gives nothing."""

from __future__ import annotations

from broker.diagnosis.entry import Entry
from broker.diagnosis.facts import given_among, late, received

__all__ = ["ENTRIES"]

_VERIFIER = ("verifier_right",)
_LENGTH = r"<(?P<length>\d+) characters>"

ENTRIES: tuple[Entry, ...] = (
    Entry("grant-type-missing", "grant_type is missing", "The token request has {received}; expected is {expected}.",
          "Send grant_type=authorization_code in the body.", ("grant_type_present",)),
    Entry("grant-type-refresh", "A refresh token on a platform without",
          "grant_type {given} was sent; this platform takes {expected} only and never issues a refresh token.",
          "Begin a new login when the session of the application ends.", ("grant_type_known",), given_among(("refresh_token",))),
    Entry("grant-type-unknown", "Another grant_type", "grant_type {given} was sent; the only one is {expected}.",
          "Use the authorization code flow.", ("grant_type_known",)),
    Entry("code-missing", "The code is missing", "The token request has {received}; expected is {expected}.",
          "Pass the query parameter code of the callback on to the token request; a callback with error has none.",
          ("code_present",)),
    Entry("token-redirect-uri-missing", "redirect_uri is missing at /token",
          "The token request has {received}; expected is {expected}.",
          "Send the same redirect_uri as at /authorize: it is required here too.", ("redirect_uri_present",)),
    Entry("code-unknown", "The code is not known here",
          "A code of {length} characters was sent; expected is {expected}.",
          "Send it unchanged, to the platform that issued it, within its lifetime: a code is forgotten soon after.",
          ("code_known",), received(_LENGTH)),
    Entry("code-of-another", "The code of another client", "The code was issued to {expected}; {received} redeems it.",
          "Use the same client_id at /authorize and at /token.", ("code_of_this_client",)),
    Entry("code-late", "The code came too late",
          "The code was redeemed {after} s after issue; it lives {within} s: {late} s too late.",
          "Redeem it at once in the callback; a debugger, a queue or a clock is the usual cause.", ("code_fresh",), late),
    Entry("grant-late", "The login is over when the code comes",
          "The code was redeemed {after} s after the login was finished; it lives {within} s: {late} s too late.",
          "Redeem the code at once.", ("grant_live", "refresh_grant_live"), late),
    Entry("code-twice", "The code was used twice",
          "The token request brings {received}, and each works once; what the first use gave is revoked now.",
          "Look for a callback that runs twice: a reload, a double click, a retry after a timeout, two replicas.",
          ("code_unspent",)),
    Entry("grant-revoked", "The login behind it was revoked", "What was sent stands for {received}; expected is {expected}.",
          "A second use of the code, a logout or a revocation ended it: begin a new login.",
          ("grant_unrevoked", "refresh_grant_unrevoked")),
    Entry("verifier-unexpected", "A code_verifier without a challenge",
          "The token request sends {received}; expected: {expected}.",
          "Send code_challenge at /authorize as well, or no verifier here: half of PKCE is refused.", ("verifier_expected",)),
    Entry("verifier-missing", "The code_verifier is missing", "The token request has {received}; expected is {expected}.",
          "Keep the verifier in the session from /authorize to the callback, and send it.", ("verifier_present",)),
    Entry("verifier-is-challenge", "The challenge was sent as the verifier",
          "The code_verifier has {length} characters and is the challenge itself; its SHA-256 must be the challenge.",
          "Keep the verifier, send its hash at /authorize, and the verifier here.", _VERIFIER,
          received(_LENGTH + ", the challenge itself")),
    Entry("verifier-wrong", "The code_verifier does not fit",
          "The code_verifier has {length} characters and is {kind}; expected are {expected}.",
          "Two logins in one session often overwrite each other's verifier: keep it by state.", _VERIFIER,
          received(_LENGTH + ", (?P<kind>.+)$")),
    Entry("party-keys-unreachable", "The client's own keys cannot be fetched",
          "The answer is to be encrypted, and jwks_uri does not answer: {received}.",
          "Serve the public keys at the registered jwks_uri with status 200; the hub must be able to reach it.",
          ("keys_reached",)),
    Entry("encryption-key-missing", "No key of the client fits", "The client's keys have {received}; expected is {expected}.",
          "Publish a public key with use=enc for the registered algorithm.", ("encryption_key_found",)),
    Entry("refresh-not-registered", "The client may not refresh", "The request has {received}; its registration: {expected}.",
          "Add refresh_token to grant_types of the registration.", ("refresh_allowed",)),
    Entry("refresh-twice", "The refresh token was used twice",
          "The request brings {received}; expected is {expected}. Everything from this login is revoked now.",
          "Store the new refresh token of each answer before using it, and let one worker refresh at a time.",
          ("refresh_token_unspent",)),
    Entry("scope-broadened", "More scope than the login gave", "The refresh asks for {received}; granted: {expected}.",
          "Ask for the same scope or less; more needs a new login.", ("scope_not_broader",)),
)
