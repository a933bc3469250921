"""Long values in few words."""

from __future__ import annotations

__all__ = ["shortened"]


def shortened(text: str, limit: int = 600) -> str:
    """*text*, or its beginning up to a word's end and a sign that more follows: half an address would be another one."""
    return text if len(text) <= limit else f"{text[:limit].rpartition(' ')[0] or text[:limit]} …"
