"""How a relying party under test speaks with the test: where it sends its user, where she came back, what it learnt."""

from __future__ import annotations

import json
import sys
from typing import Any

ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI = sys.argv[1:5]
BASE = REDIRECT_URI.partition("/callback")[0]


def leave(url: str) -> str:
    """Say where the user is sent, and wait for the address at which she comes back."""
    print(json.dumps({"url": url}), flush=True)  # noqa: T201 - the answer of a program
    return sys.stdin.readline().strip()


def learnt(**outcome: Any) -> None:
    """Say it."""
    print(json.dumps(outcome), flush=True)  # noqa: T201 - the same
