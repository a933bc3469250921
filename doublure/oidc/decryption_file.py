"""Where the keys are kept that open what others encrypt for us."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.private_file import read_document, unreadable, write_document

__all__ = ["load_or_create_decryption"]


def load_or_create_decryption(path: Path, kinds: Sequence[str]) -> DecryptionKeys:
    """The keys kept at *path*, made there of *kinds* (`EC`, `RSA`) at the first start; the same for processes that start at once.

    Raises `KeyFileUnreadable`.
    """
    document = read_document(path)
    if document is None:
        write_document(path, DecryptionKeys.generate(kinds).private(), new=True)
        document = read_document(path)
    try:
        return DecryptionKeys.from_private(document or {})
    except ValueError as fault:
        raise unreadable(path, str(fault)) from fault
