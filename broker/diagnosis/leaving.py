"""The way out, and journeys that lost their thread."""

from __future__ import annotations

from broker.diagnosis.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = (
    Entry("logout-without-hint", "Logout without id_token_hint", "The logout request has {received}; expected is {expected}.",
          "Keep the ID token of the login in the session and send it as id_token_hint; an expired one is fine.",
          ("hint_present",)),
    Entry("logout-hint-invalid", "The id_token_hint is not ours", "The hint is refused: {received}; expected is {expected}.",
          "Send the ID token as it was received, not the access token and not the decoded claims.", ("hint_valid",)),
    Entry("logout-hint-client-gone", "The id_token_hint is of a client that is not registered",
          "The hint was issued to {received}; expected is {expected}.",
          "Register the client again, or forget the old ID token.", ("hint_client_known",)),
    Entry("logout-hint-other-client", "The id_token_hint is of another client",
          "The request says client_id {received}, the hint was issued to {expected}.",
          "Send the ID token that this client received, or leave client_id out.", ("hint_of_this_client",)),
    Entry("logout-return-unproved", "A return address of nobody", "The logout request has {received}; expected is {expected}.",
          "Send id_token_hint beside post_logout_redirect_uri: otherwise nobody knows whose address it is.",
          ("return_needs_client",)),
    Entry("session-lost", "The browser brought no session of the hub",
          "The request reached the hub without a session cookie that it knows (absent, or over after 30 minutes).",
          "Let one browser make the whole login; a test client must keep cookies, and localhost is not 127.0.0.1 for them.",
          ("SessionLost",), reference="contract §6.1"),
    Entry("session-misfit", "A login of another browser or tab",
          "The step belongs to another login than the one this browser is in.",
          "Do not share addresses of the hub between browsers; begin again at the service.", ("SessionMisfit",),
          reference="contract §12.27"),
    Entry("step-replayed", "A step of the login twice",
          "This step was done before in the same login, and each is done once.",
          "Do not reload or go back in the middle of a login; begin again at the service.", ("StepReplayed",),
          reference="contract §6.1"),
    Entry("csrf-missing", "The form came without its csrfToken", "The form was posted without the token of its page.",
          "Let the browser post the form it was shown; a script reads csrfToken from the page first.",
          ("CsrfMissing", "CsrfWrong"), reference="contract §6.1"),
)
