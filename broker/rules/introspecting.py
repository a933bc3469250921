"""Rules of /checktoken (contract §10, §7.3): who asks, and with what. Whether the token is good is the answer, not a rule."""

from __future__ import annotations

from dataclasses import dataclass

from broker.data_providers import Asker
from broker.rules.question import shown
from doublure.exchange import Request
from doublure.oidc.encryption import Encryption
from doublure.oidc.encryption_keys import KEY_MANAGEMENT
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.table import Finding

__all__ = [
    "FIELDS", "Introspecting", "answer_can_be_signed", "asker_is_known", "asker_is_proved", "fields_are_exact", "key_is_one",
    "key_is_unreadable",
]

#: The body is exactly these.
FIELDS = ("token", "client_id", "client_secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class Introspecting:
    """A data provider's question, and who that data provider is."""

    request: Request
    provider: Provider
    asker: Asker | None

    @property
    def client(self) -> Client | None:
        """The data provider as the provider role sees it."""
        return self.asker.client if self.asker else None

    @property
    def encryption(self) -> Encryption | None:
        """How the answer is encrypted."""
        return self.asker.encryption if self.asker else None


def fields_are_exact(question: Introspecting) -> Finding | None:
    """§10: token, client_id and client_secret, each once and none empty, and nothing else."""
    form = question.request.form
    if question.request.fault or form.repeated():
        return Finding(question.request.fault or f"{shown(form.repeated()[0])} twice", ", ".join(FIELDS))
    if others := [name for name in form.names() if name not in FIELDS]:
        return Finding(f"also {shown(others[0])}", "only " + ", ".join(FIELDS))
    missing = [name for name in FIELDS if not form.get(name)]
    return Finding(f"no {missing[0]}", ", ".join(FIELDS)) if missing else None


def asker_is_known(question: Introspecting) -> Finding | None:
    """§7.3 Y330001: registered on this platform, and active."""
    if question.asker is not None:
        return None
    return Finding(f"client_id {shown(question.request.form.get('client_id') or '')}", "a data provider of this platform")


def asker_is_proved(question: Introspecting) -> Finding | None:
    """§7.3 Y330002: its own secret."""
    given, client = question.request.form.get("client_secret") or "", question.client
    if client is None or client.secret is None or client.secret.matches(given):
        return None
    return Finding(client.secret.mistake(given), "the secret of the registration")


def answer_can_be_signed(question: Introspecting) -> Finding | None:
    """§7.3 Y440008: this issuer has a key for the algorithm of the registration."""
    client = question.client
    if client is None:
        return None
    try:
        question.provider.keys.signer(client.id_token_signed_response_alg)
    except LookupError:
        return Finding(client.id_token_signed_response_alg, "an algorithm this issuer signs with")
    return None


def key_is_unreadable(question: Introspecting) -> bool:
    """§7.3 Y440004, where no key was found: whether one was meant that cannot be imported."""
    client, encryption = question.client, question.encryption
    keys = question.provider.keys_of(client) if client else None
    return keys is not None and encryption is not None and KEY_MANAGEMENT[encryption.alg] in keys.encrypting.unreadable


def key_is_one(question: Introspecting) -> Finding | None:
    """§7.3 Y440009: nobody has to guess which of several keys the data provider still has."""
    client, encryption = question.client, question.encryption
    keys = question.provider.keys_of(client) if client else None
    if keys is None or encryption is None or len(fitting := keys.encrypting.best(encryption.alg)) < 2:
        return None
    return Finding(f"{len(fitting)} keys for {encryption.alg}", "one key with use enc")
