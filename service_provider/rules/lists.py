"""The lists the wizard offers (domain §2.7). What is stored is the code; labels are what people read."""

from __future__ import annotations

import string
from collections.abc import Mapping

__all__ = ["DIPLOMAS", "NO_DIPLOMA_GIVEN", "REPETITIONS", "STREET_TYPES"]

#: « Non renseigné », a valid final answer (SEED-45).
NO_DIPLOMA_GIVEN = "NR"

DIPLOMAS: Mapping[str, str] = {
    NO_DIPLOMA_GIVEN: "Non renseigné",
    "SANS": "Sans diplôme",
    "DNB": "Brevet des collèges / CFG",
    "CAP": "CAP, BEP (3)",
    "BAC": "Baccalauréat, BP (4)",
    "BTS": "BTS, DUT, DEUG (5)",
    "LIC": "Licence, BUT (6)",
    "MAI": "Maîtrise (6)",
    "MAS": "Master, diplôme d’ingénieur (7)",
    "DOC": "Doctorat (8)",
}

#: The codes of the postal norm: B means bis and C quinquies, so the letters B, C, Q and T of a house number have none.
REPETITIONS: Mapping[str, str] = {
    "": "", "B": "bis", "T": "ter", "Q": "quater", "C": "quinquies",
    **{letter: letter for letter in string.ascii_uppercase if letter not in "BCQT"},
}

#: Types of street with their abbreviations in the Sirene register.
STREET_TYPES: Mapping[str, str] = {
    "": "",
    "ALL": "Allée", "AV": "Avenue", "BD": "Boulevard", "CAR": "Carrefour", "CHE": "Chemin", "CHS": "Chaussée", "CITE": "Cité",
    "COR": "Corniche", "CRS": "Cours", "DOM": "Domaine", "DSC": "Descente", "ECA": "Écart", "ESP": "Esplanade",
    "FG": "Faubourg", "GR": "Grande Rue", "HAM": "Hameau", "HLE": "Halle", "IMP": "Impasse", "LD": "Lieu-dit",
    "LOT": "Lotissement", "MAR": "Marché", "MTE": "Montée", "PAS": "Passage", "PL": "Place", "PLN": "Plaine",
    "PLT": "Plateau", "PRO": "Promenade", "PRV": "Parvis", "QUA": "Quartier", "QUAI": "Quai", "RES": "Résidence",
    "RLE": "Ruelle", "ROC": "Rocade", "RPT": "Rond-point", "RTE": "Route", "RUE": "Rue", "SEN": "Sente", "SQ": "Square",
    "TPL": "Terre-plein", "TRA": "Traverse", "VLA": "Villa", "VLGE": "Village",
}
