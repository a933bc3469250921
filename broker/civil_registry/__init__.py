"""The civil registry as the hub sees it: a question about an identity, an answer that rectifies or refuses it (contract §5.6)."""

from __future__ import annotations

from broker.civil_registry.answer import Answer, Extract, Unusable
from broker.civil_registry.codecs import Codec
from broker.civil_registry.enquiry import CivilRegistry, enquire
from broker.civil_registry.http import HttpCivilRegistry, NoAnswer, civil_registry_of

__all__ = [
    "Answer", "CivilRegistry", "Codec", "Extract", "HttpCivilRegistry", "NoAnswer", "Unusable", "civil_registry_of", "enquire",
]
