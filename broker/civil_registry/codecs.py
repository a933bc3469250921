"""The two forms in which a registry may answer. Each reads octets that nobody vouches for: an `Answer`, or `Unusable`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from xml.etree import ElementTree

from broker.civil_registry.answer import Answer, Extract, Unusable
from doublure.oidc.strict_json import JsonRefused, json_object

__all__ = ["CODECS", "Codec", "JsonCodec", "XmlCodec"]


class Codec(Protocol):
    """One form: `media` is asked for and expected."""

    media: str

    def read(self, body: bytes) -> Answer:
        """The answer in *body*. Raises `Unusable`."""
        ...


class XmlCodec:
    """The form of the real registry: `<reponse code="3"><personne>…`."""

    media = "application/xml"

    def read(self, body: bytes) -> Answer:
        """See `Codec.read`. A document type, and with it every entity of its own, is refused before anything is parsed."""
        try:
            text = body.decode("utf-8")
            if "<!" in text:
                raise Unusable("a document with declarations")
            # As text, so that no encoding the document claims can show the parser another one than was looked at.
            root = ElementTree.fromstring(text)  # noqa: S314 - without declarations there is nothing to expand
        except (UnicodeDecodeError, ElementTree.ParseError):
            raise Unusable("no XML") from None
        if root.tag != "reponse":
            raise Unusable("no <reponse>")
        person = root.find("personne")
        facts = None if person is None else {child.tag: child.text or "" for child in person if not len(child)}
        names = [] if person is None else [name.text or "" for name in person.iterfind("prenoms/prenom")]
        return _answer(root.get("code"), facts, names, deceased=person is not None and person.get("decedee") == "true")


class JsonCodec:
    """The same facts under the same names in JSON."""

    media = "application/json"

    def read(self, body: bytes) -> Answer:
        """See `Codec.read`."""
        try:
            document = json_object(body)
        except JsonRefused:
            raise Unusable("no JSON object") from None
        person = document.get("personne")
        if person is not None and not isinstance(person, dict):
            raise Unusable("personne is no object")
        facts = person or {}
        names = facts.get("prenoms")
        return _answer(document.get("code"), person, names if isinstance(names, list) else [],
                       deceased=facts.get("decedee") is True)


def _answer(code: Any, facts: Mapping[str, Any] | None, given_names: list[Any], *, deceased: bool) -> Answer:
    if not isinstance(code, str) or not code:
        raise Unusable("no code")
    if facts is None:
        return Answer(code=code)
    extract = Extract.of(given_names=given_names, family_name=facts.get("nom"), birthdate=facts.get("dateNaissance"),
                         sex=facts.get("sexe"), place=facts.get("codeLieuNaissance"))
    return Answer(code=code, deceased=deceased, extract=extract)


#: The codecs by the name a platform's file gives them.
CODECS: Mapping[str, Codec] = {"xml": XmlCodec(), "json": JsonCodec()}
