"""Apache with mod_auth_openidc in front of one page, as Debian packages them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import urllib3

from doublure.testing.child import Server, ServerMissing
from doublure.testing.wire import send

__all__ = ["Apache"]

_MODULES = Path("/usr/lib/apache2/modules")
_LOADED = ("mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "headers", "dir")


class Apache(Server):
    """A page behind a login at *issuer*. Which client it is comes later, since its redirect URI needs the port: `becomes`."""

    def __init__(self, issuer: str, authorities: Path) -> None:
        super().__init__()
        self._issuer, self._authorities = issuer, authorities
        self._client = ("none", "none")

    @property
    def origin(self) -> str:
        """Where its user goes."""
        return f"http://localhost:{self.port}"

    def becomes(self, client_id: str, client_secret: str) -> None:
        """Start again as this client."""
        self.stop()
        self._client = (client_id, client_secret)
        self._write()
        self.start()

    def _prepare(self) -> None:
        # Its workers are another user when it is started as root.
        self.folder.chmod(0o755)
        shutil.copy(self._authorities, self.folder / "authorities.pem")
        (self.folder / "authorities.pem").chmod(0o644)
        (self.folder / "pages").mkdir()
        (self.folder / "pages" / "index.html").write_text("<!doctype html><title>Behind the login</title>")
        self._write()

    def _write(self) -> None:
        client_id, secret = self._client
        modules = "\n".join(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in _LOADED)
        (self.folder / "apache.conf").write_text(f"""
ServerRoot {self.folder}
DefaultRuntimeDir {self.folder}
PidFile {self.folder}/pid
ServerName localhost
Listen 127.0.0.1:{self.port}
{modules}
User {"www-data" if os.geteuid() == 0 else f"#{os.geteuid()}"}
Group {"www-data" if os.geteuid() == 0 else f"#{os.getegid()}"}
StartServers 1
ThreadsPerChild 4
MaxRequestWorkers 4
ServerLimit 1
ErrorLog /dev/stderr
DocumentRoot {self.folder}/pages
DirectoryIndex index.html
OIDCProviderMetadataURL {self._issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {secret}
OIDCRedirectURI {self.origin}/callback
OIDCCryptoPassphrase for-this-test-only
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCUserInfoSignedResponseAlg RS256
OIDCCABundlePath {self.folder}/authorities.pem
<Location />
  AuthType openid-connect
  Require valid-user
  Header set Sub "expr=%{{reqenv:OIDC_CLAIM_sub}}"
  Header set Family-Name "expr=%{{reqenv:OIDC_CLAIM_family_name}}"
</Location>
""", encoding="utf-8")

    def _command(self) -> Sequence[str | Path]:
        binary = shutil.which("apache2", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        if binary is None or not (_MODULES / "mod_auth_openidc.so").exists():
            raise ServerMissing("Apache with mod_auth_openidc is not installed: the packages are apache2-bin "
                                "and libapache2-mod-auth-openidc.")
        return [binary, "-f", self.folder / "apache.conf", "-DFOREGROUND"]

    def _answers(self) -> bool:
        try:
            # Without a login, whoever is no browser is told so.
            return send("GET", self.origin, headers={"X-Requested-With": "XMLHttpRequest"}).status == 401
        except urllib3.exceptions.HTTPError:
            return False
