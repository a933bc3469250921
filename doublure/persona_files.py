"""Reading people from a file: our own TOML, or FranceConnect's CSV with either of its two headers (domain §4.1)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from doublure.settings import SettingsError, read

__all__ = ["entries"]

_ADDRESS = ("street_address", "postal_code", "locality", "country")

#: The older header's word for each column of the newer one.
_OLD_HEADER = {
    "identifiant": "login", "motDePasse": "password", "nomDeNaissance": "family_name", "nomDUsage": "preferred_username",
    "prenoms": "given_name", "genre": "gender", "telephone": "phone_number", "dateDeNaissance": "birthdate",
    "codePostalLieuDeNaissance": "birthplace", "codePaysDeNaissance": "birthcountry", "adressePays": "country",
    "adresseVille": "locality", "adresseCodePostal": "postal_code", "adresseVoie": "street_address",
}
# The password column is not taken: one published password opens every account (guard rail GR-09).
_CSV_FACTS = (
    "family_name", "preferred_username", "given_name", "gender", "email", "birthdate", "birthplace", "birthcountry",
)
#: FranceConnect's files order the registry's answer by a suffix of the given names (contract §11.1): what ours has instead.
_ORDERED = re.compile(r"_E(0100\d\d)\b")
_REGISTRY: Mapping[str, Mapping[str, str | int]] = {
    "010004": {"birthplace": "99999", "birthcountry": "99999"}, "010006": {"lookalikes": 1}, "010008": {"status": "unknown"},
    "010009": {"status": "rejected"}, "010011": {"scenario": "FED-12/late"}, "010012": {"scenario": "FED-12/unavailable"},
    "010013": {"scenario": "FED-12/nonsense"}, "010015": {"status": "deceased"}, "010099": {"scenario": "FED-12/unknown-code"},
}
_GENDERS = {"f": "female", "féminin": "female", "m": "male", "masculin": "male", "indéfini": "unspecified"}


def entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each person of *path* (`.toml` or `.csv`) as fields of `Persona`, with the table or line it stands in.

    Raises `SettingsError` for a file that is neither.
    """
    return _from_csv(path) if path.suffix == ".csv" else _from_toml(path)


def _from_toml(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for login, entry in read(path).items():
        if not isinstance(entry, dict):
            raise SettingsError(f"{path}: key '{login}' stands outside any table; put it under a person's [login]")
        yield login, {"login": login} | entry


def _from_csv(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as UTF-8 ({error}); correct it there") from None
    lines = text.splitlines()
    header = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter=";" if header.count(";") > header.count(",") else ",", restkey="")
    known = {_OLD_HEADER.get(name.strip(), name.strip()) for name in rows.fieldnames or ()}
    if not {"login", "family_name", "given_name", "birthdate"} <= known:
        raise SettingsError(f"{path}: the first line is neither of the two known headers; begin with "
                            "login,password,family_name,… or id,identifiant,motDePasse,nomDeNaissance,…")
    for row in rows:
        yield f"line {rows.line_num}", _from_row(row)


def _from_row(row: Mapping[str, str | None]) -> dict[str, Any]:
    cells = {_OLD_HEADER.get(name.strip(), name.strip()): (value or "").strip() for name, value in row.items() if name}
    entry: dict[str, Any] = {name: cells.get(name, "") for name in ("login", *_CSV_FACTS)}
    entry["gender"] = _GENDERS.get(entry["gender"].lower(), entry["gender"])
    entry["phone"] = cells.get("phone_number", "")
    entry["id"] = cells.get("id", "")
    if ordered := _ORDERED.search(entry["given_name"]):
        entry["registry"] = _ordered(ordered[1], entry["family_name"])
    entry["address"] = {name: cells[name] for name in _ADDRESS if cells.get(name)}
    return entry


def _ordered(code: str, family_name: str) -> Mapping[str, str | int]:
    if code == "010007":
        return {"family_name": f"{family_name}-AUTREMENT", "preferred_username": family_name}
    return _REGISTRY.get(code, {})
