"""The tree holds nothing that looks like the State's, or like anybody else's brand (GR-03, GR-14)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, text_of, tracked

FILES = tracked()
#: What reaches a browser: a reader of the documentation may well be told which colour is forbidden.
SHOWN = [path for path in FILES if path.suffix in {".css", ".html", ".svg", ".js", ".po"}]
#: Families of the State's design system: `blue-france`, `red-marianne` and their shades; its two fonts.
COLOURS = re.compile(r"#(?:000091|1212ff|2323ff|6a6af4|9898f8|cacafb|8585f6|e3e3fd|ececfe|f5f5fe|"
                     r"e1000f|c9191e|ff292f|f95c5e|fddede|fee9e9)\b", re.IGNORECASE)
FONTS = re.compile(r"marianne|spectral|@font-face", re.IGNORECASE)
NAMES = re.compile(r"marianne|dsfr|spectral|bloc[-_]?marque|gouv[-_]?fr|rf[-_]logo|"
                   r"(?:logo|badge|bouton|button|picto|icon)[-_]?.*(?:franceconnect|impots|ameli|laposte|msa|alicem|mobile)",
                   re.IGNORECASE)
EMBEDDED = re.compile(r"data:(?:image|font|application/(?:font|octet))[^,\s]*,", re.IGNORECASE)
#: Base64 of the first bytes of PNG, JPEG, GIF, WebP and SVG, whatever the text around them.
IMAGES = re.compile(r"iVBORw0KGgo|/9j/4AAQ|R0lGODlh|R0lGODdh|UklGR[A-Za-z0-9+/]{6}XRUJQ|PHN2Zy[A-Za-z0-9+/]{8}|d09GMg|d09GRg")
BINARY = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".avif", ".bmp", ".woff", ".woff2", ".ttf", ".otf", ".eot"}


def where(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Which of *paths* hold *pattern*; this file itself spells them out."""
    return [name_of(path) for path in paths if path != Path(__file__) and pattern.search(text_of(path))]


def test_no_file_is_named_after_a_logo_or_a_design_system() -> None:
    assert not [name_of(path) for path in FILES if NAMES.search(path.name) and path.suffix in {*BINARY, ".svg", ".css", ".js"}]


def test_no_image_and_no_font_is_shipped() -> None:
    pictures = [path for path in FILES if path.suffix.lower() in BINARY]
    assert not [name_of(path) for path in pictures if path.relative_to(ROOT).parts[:2] != ("docs", "screenshots")]


def test_no_image_is_hidden_in_a_text() -> None:
    assert not where(IMAGES, FILES)
    assert not where(EMBEDDED, SHOWN)


@pytest.mark.parametrize("pattern", [COLOURS, FONTS], ids=["colours", "fonts"])
def test_nothing_shown_uses_the_design_system_of_the_state(pattern: re.Pattern[str]) -> None:
    assert not where(pattern, SHOWN)


def test_no_page_loads_anything_from_another_host() -> None:
    loading = re.compile(r"""(?:<(?:script|img|iframe|link)[^>]*(?:src|href)=["']|url\(["']?|@import\s+["'])(?:https?:)?//""",
                         re.IGNORECASE)
    assert not where(loading, SHOWN)
