"""One attempt to redeem one code: it spends the code at most once itself, and at most one attempt in the world is the first."""

from __future__ import annotations

from doublure.oidc.provider.grants import Grant, Grants

__all__ = ["Redemption"]


class Redemption:
    """The use of *code*, behind which *grant* was found, in one token request."""

    def __init__(self, grants: Grants, code: str, grant: Grant) -> None:
        self.grant = grant
        self.access_token = grants.new_access_token(code)
        self.refresh_token = grants.new_access_token(code) if grant.refreshable else None
        self._grants = grants
        self._code = code
        self._first: bool | None = None

    def first(self) -> bool:
        """Spend the code: `True` when nobody had. The tokens then exist; the grant is revoked otherwise."""
        if self._first is None:
            self._first = self._grants.spend(self._code, self.grant, self.access_token, self.refresh_token)
        return self._first

    def burn(self) -> None:
        """Spend the code without giving anything: a code shown wrongly has leaked, and works for nobody any more."""
        if self._first is None:
            self._first = self._grants.spend(self._code, self.grant)
        else:
            self._grants.revoke(self.grant.id)
