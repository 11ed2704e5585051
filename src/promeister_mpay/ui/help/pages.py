"""Reads the help pages from Markdown files and searches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from promeister_mpay.domain.search import fold, words
from promeister_mpay.paths import RESOURCES
from promeister_mpay.ui.common.actions import ACTIONS

FOLDER = RESOURCES / "help"
KEYS = "tangenter"
"""The page that is made of the table of functions."""
ORDER = (
    "valkommen",
    "mobilbetalning",
    "order",
    "falt",
    "listor",
    "register",
    "bokforing",
    "kreditering",
    "avrakning",
    "huvudbok",
    "sie",
    "import",
    "installningar",
    "resurs",
    "sakerhetskopior",
    "ovning",
    "fel",
    KEYS,
)
"""The pages as the contents list them; each is a file of that name."""


@dataclass(frozen=True)
class HelpPage:
    """A help page: its name and its Markdown text, which starts with the title."""

    name: str
    text: str

    @cached_property
    def title(self) -> str:
        """The page's title, its first heading."""
        return self.text.partition("\n")[0].removeprefix("# ").strip()

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings below the title."""
        return tuple(line.lstrip("#").strip() for line in self.text.splitlines() if line.startswith("##"))

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return words(self.text)

    def weight(self, query: str) -> int:
        """Score the page for a query: 0 when a query word matches no word's start; title and headings score higher."""
        starts = [_stem(word) for word in words(query)]
        marked = words(" ".join((self.title, *self.headings)))
        found = [sum(word.startswith(start) for word in self._words) for start in starts]
        if not starts or not all(found):
            return 0
        return sum(found) + 100 * sum(any(word.startswith(start) for word in marked) for start in starts)


def _stem(word: str) -> str:
    """Strip the last vowel of a long word, so that 'återbetala' also finds 'återbetalning'."""
    return word[:-1] if len(word) > 6 and word[-1] in "aeiouy" else word


def read_pages(folder: Path = FOLDER) -> tuple[HelpPage, ...]:
    """Read all pages, in the order of the contents."""
    return tuple(
        HelpPage(name, keys_text() if name == KEYS else (folder / f"{name}.md").read_text(encoding="utf-8"))
        for name in ORDER
    )


def found(pages: Sequence[HelpPage], query: str) -> list[HelpPage]:
    """The pages that match a query, best first; all pages for an empty query."""
    if not fold(query).strip():
        return list(pages)
    weighed = sorted(((page.weight(query), -at, page) for at, page in enumerate(pages)), key=lambda each: each[:2])
    return [page for weight, _, page in reversed(weighed) if weight]


def keys_text() -> str:
    """List every shortcut, generated from the table of actions."""
    with_key = [spec for spec in ACTIONS.values() if spec.key]
    rows = [f"| **{spec.key}** | {spec.text.replace('&', '').rstrip('…')} | {spec.tip} |" for spec in with_key]
    head = "# Kortkommandon\n\nAlla funktioner nås utan mus. Alt och en understruken bokstav öppnar en meny.\n\n"
    return f"{head}| Tangent | Funktion | Vad den gör |\n|---|---|---|\n" + "\n".join(rows) + "\n"
