"""Why a call on the back channel gave nothing."""

from __future__ import annotations

__all__ = ["WireError", "WireFailed", "WireRefused"]


class WireError(Exception):
    """A call that gave no answer to believe.

    `kind` is stable: `refused` (by us), `unreachable`, `tls`, `timeout`, `broken` (cut off, or no HTTP), `too_large`, `coding`,
    `redirect`, or `status_404` and the like from whoever needed a 200. `address` is the one asked for.
    """

    def __init__(self, kind: str, address: str) -> None:
        super().__init__(f"{kind}: {address[:200]!a}")
        self.kind = kind
        self.address = address


class WireRefused(WireError):  # noqa: N818 - a refusal, an outcome and not an accident
    """The address is not one that a person configured: nothing was sent."""


class WireFailed(WireError):  # noqa: N818 - said of the other side; its parent carries the suffix
    """The other side did not answer properly."""
