"""`doublure trust`: where the local certificate authority is and how a person makes their machine believe it.

It prints and never installs: what a computer trusts is its owner's to decide.
"""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import click

from doublure.settings import SettingsError, config_folder, state_folder

__all__ = ["instructions", "trust"]

_NAME = "doublure"


def instructions(file: Path) -> dict[str, list[str]]:
    """What to type, by platform; for environment variables, what to put into them."""
    path = shlex.quote(str(file))
    nss = 'sql:"$HOME/.pki/nssdb"'
    return {
        "Debian, Ubuntu": [f"sudo cp {path} /usr/local/share/ca-certificates/{_NAME}.crt", "sudo update-ca-certificates"],
        "Fedora, Red Hat": [f"sudo cp {path} /etc/pki/ca-trust/source/anchors/{_NAME}.pem", "sudo update-ca-trust"],
        "macOS": [f"sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain {path}"],
        "Windows": [f'certutil -user -addstore Root "{file}"'],
        "Chromium, Chrome on Linux (package libnss3-tools)": [
            'mkdir -p "$HOME/.pki/nssdb"', f"certutil -d {nss} -A -t C,, -n {_NAME} -i {path}"],
        "Firefox": [f"Settings, Privacy & Security, Certificates, View Certificates, Authorities, Import: {file}",
                    "or, for a profile: certutil -d sql:<profile folder> -A -t C,, -n " + f"{_NAME} -i {path}"],
        "One program at a time (environment)": [
            f"export NODE_EXTRA_CA_CERTS={path}   # Node: beside the usual ones",
            f"export REQUESTS_CA_BUNDLE={path}    # Python's requests: instead of the usual ones",
            f"export SSL_CERT_FILE={path}         # OpenSSL (Python's ssl, Ruby, Go): instead of the usual ones",
            f"curl --cacert {path} https://localhost:4400/healthz",
        ],
    }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def trust(as_json: bool) -> None:
    """Say how to trust the certificate authority of `up --tls`; installs nothing."""
    # Imported here: the other commands do not wait for it.
    from cryptography.hazmat.primitives.hashes import SHA256

    from simulator.authority import Authority

    try:
        authority = Authority.kept_in(state_folder(config_folder()))
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    file = authority.file.resolve()
    fingerprint = authority.certificate.fingerprint(SHA256()).hex(":").upper()
    until = authority.certificate.not_valid_after_utc.date().isoformat()
    if as_json:
        click.echo(json.dumps({"certificate": str(file), "sha256": fingerprint, "valid_until": until,
                               "instructions": instructions(file)}, ensure_ascii=False))
        return
    click.echo(f"Certificate authority: {file}\nSHA-256: {fingerprint}\nValid until {until}, for localhost, names below it, "
               f"127.0.0.1 and ::1 only; its key stays beside it.\nNothing is installed for you. To trust it:")
    for platform, steps in instructions(file).items():
        click.echo(f"\n{platform}")
        for step in steps:
            click.echo(f"  {step}")
    click.echo(f"\nTo be rid of it: undo the above, and remove {file.parent}.")
