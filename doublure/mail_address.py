"""The syntax of mail addresses (RFC 5321, RFC 6531). Nothing is ever asked of the network."""

from __future__ import annotations

__all__ = ["normal_address"]


def normal_address(text: str) -> str | None:
    """The address that *text* spells, its domain in lower case, or `None`. `.test` and `example.org` are welcome."""
    # Imported here: its tables of letters take longer to compile than an application to be made.
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
