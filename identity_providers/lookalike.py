"""Does a value outside the test set look like something a real person would type? (domain GR-04)

Shapes are judged generously: a warning too many costs a sentence, a warning too few lets somebody go on typing.
"""

from __future__ import annotations

import re

from identity_providers.plugin import canonical

__all__ = ["looks_real"]

# 13 or 15 characters: a NIR without or with its key (2A and 2B are Corsica), or a numéro fiscal.
_NUMBER = re.compile(r"\d{6}[\dab]\d{6}(\d{2})?")
_PHONE = re.compile(r"0[1-9]\d{8}")
# Ranges the regulator keeps for fiction (domain §4.2); nobody answers there.
_FICTION = re.compile(r"0(63998|19900|26191|35301|46571|53649)\d+")
# Domains that no mailbox can have: RFC 2606 and RFC 6761.
_RESERVED = re.compile(r"(.+\.)?(example\.(org|com|net)|test|example|invalid|localhost)")
_ADDRESS = re.compile(r"[^@\s]+@([^@\s]+\.[^@\s.]{2,})")


def looks_real(typed: str) -> bool:
    """Whether *typed* has the shape of a deliverable e-mail address, a NIR, a numéro fiscal or a French phone number."""
    text = canonical(typed)
    address = _ADDRESS.fullmatch(text)
    if address:
        return not _RESERVED.fullmatch(address[1])
    return bool(_NUMBER.fullmatch(text) or (_PHONE.fullmatch(text) and not _FICTION.fullmatch(text)))
