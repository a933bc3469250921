"""The registry's answer in XML, or in JSON for whoever accepts nothing else (contract §5.6)."""

from __future__ import annotations

from xml.etree import ElementTree

from doublure.exchange import Answer, json_answer
from simulator.registry.entries import Entry

__all__ = ["document"]


def document(accepted: str, code: str, entry: Entry | None, *, deceased: bool = False) -> Answer:
    """*code*, and the facts of *entry*, in a form that the header *accepted* allows."""
    answer = _json(code, entry, deceased) if "application/json" in accepted else _xml(code, entry, deceased)
    return answer.with_header(("Cache-Control", "no-store"))


def _json(code: str, entry: Entry | None, deceased: bool) -> Answer:
    if entry is None:
        return json_answer({"code": code})
    facts = dict(_facts(entry))
    return json_answer({"code": code, "personne": {**facts, "prenoms": list(entry.given_names), "decedee": deceased}})


def _xml(code: str, entry: Entry | None, deceased: bool) -> Answer:
    root = ElementTree.Element("reponse", {"code": code})
    if entry is not None:
        person = ElementTree.SubElement(root, "personne", {"decedee": "true" if deceased else "false"})
        for name, value in _facts(entry):
            ElementTree.SubElement(person, name).text = value
        names = ElementTree.SubElement(person, "prenoms")
        for given_name in entry.given_names:
            ElementTree.SubElement(names, "prenom").text = given_name
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Answer(body=body, content_type="application/xml; charset=utf-8")


def _facts(entry: Entry) -> tuple[tuple[str, str], ...]:
    return (("nom", entry.family_name), ("dateNaissance", entry.birthdate), ("sexe", entry.sex),
            ("codeLieuNaissance", entry.place))
