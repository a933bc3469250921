"""Letters to a mail server of one's own: beside the captured copy, and never further than this machine (GR-07).

For whoever looks at mail in a tool of her own (a catcher on loopback). A server elsewhere is refused before anything is sent.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage

from doublure.clock import Clock
from doublure.log import Log
from doublure.mail import CapturedOutbox, Letter, Outbox, marked
from doublure.storage.control import ControlStore

__all__ = ["ForwardingOutbox", "MailServer", "MailServerRefused", "open_outbox"]

#: Names that belong to nobody (RFC 2606, RFC 6761).
_RESERVED = ("test", "example", "invalid", "localhost", "example.org", "example.com", "example.net")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailServerRefused(ValueError):  # noqa: N818 - a refusal to start, with a sentence
    """The mail server is neither on this machine nor under a reserved name."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Host and port of a mail server that letters may reach."""

    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> MailServer:
        """`host:port` (or `[::1]:port`). Raises `MailServerRefused` with a sentence that says what is allowed."""
        host, _, port = text.rpartition(":")
        host = host.strip("[]").lower().rstrip(".")
        if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
            raise MailServerRefused(f"'{text}' is no mail server; write host:port, such as localhost:1025")
        if host not in _LOOPBACK and not any(host == name or host.endswith(f".{name}") for name in _RESERVED):
            raise MailServerRefused(f"mail never leaves this machine: '{host}' is neither loopback nor a reserved name (.test …)")
        return cls(host, int(port))


@dataclass(frozen=True, slots=True)
class ForwardingOutbox:
    """Captures each letter and hands a copy to `server`. A server that does not answer loses the copy, never the login."""

    captured: Outbox
    server: MailServer

    def send(self, letter: Letter) -> None:
        """Capture *letter*, then forward it."""
        self.captured.send(letter)
        try:
            with smtplib.SMTP(self.server.host, self.server.port, timeout=5) as connection:
                connection.send_message(_message(marked(letter)))
        except (OSError, smtplib.SMTPException) as fault:
            Log(application=letter.application).warning("mail_not_forwarded", kind=type(fault).__name__)


def open_outbox(server: str | None, control: ControlStore, clock: Clock) -> Outbox:
    """Where applications drop letters: captured, and forwarded to *server* (`host:port`) if one is given.

    Raises `MailServerRefused`.
    """
    captured = CapturedOutbox(control, clock)
    return captured if not server else ForwardingOutbox(captured, MailServer.read(server))


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = letter.sender, letter.to, letter.subject
    message["X-Simulator"] = "doublure"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
