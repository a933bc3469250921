"""The refusal of a login that was to need no screen and cannot go on without one. The real hub knows no such thing."""

from __future__ import annotations

from broker.errors.base import Refusal

__all__ = ["AutopilotLost"]


class AutopilotLost(Refusal):
    """The autopilot of a rule, a run or a relying party names a provider that does not exist."""

    code = "P0301"
    error = "server_error"
    support = "An autopilot is persona@provider: the login of a persona and the slug of a registered provider."
