"""Which columns of a list are shown, in which order, how wide and sorted by what: kept per user and list, by key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.ui.common.workstation import Workstation

NARROWEST, WIDEST = 24, 2_000
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Keys of columns; one that this version does not know is kept, so that it is there after an upgrade."""

    shown: tuple[str, ...]
    widths: Mapping[str, int] = field(default_factory=dict)
    """In pixels; a column that nobody has drawn has none."""
    sort: str = ""
    descending: bool = False

    def visible(self, columns: Sequence[ListColumn]) -> list[ListColumn]:
        """The columns to show in their order, those first that are always shown and were not chosen."""
        known = {column.key: column for column in columns}
        forced = [column for column in columns if column.always_visible and column.key not in self.shown]
        chosen = forced + [known[key] for key in dict.fromkeys(self.shown) if key in known]
        return chosen or list(columns[:1])

    def with_ticked(self, ticked: Sequence[str], known: Sequence[str]) -> "ColumnChoice":
        """Show the ticked columns: those shown already keep their order, new ones come last, unknown ones stay."""
        kept = [key for key in self.shown if key in ticked or key not in known]
        added = [key for key in ticked if key not in kept]
        return ColumnChoice((*kept, *added), self.widths, self.sort, self.descending)

    def as_drawn(
        self, shown: Sequence[str], widths: Mapping[str, int], columns: Sequence[ListColumn]
    ) -> "ColumnChoice":
        """With the order and widths that a clerk has drawn; what this version does not know stays, last."""
        known = {column.key for column in columns}
        unknown = [key for key in self.shown if key not in known]
        kept = {key: width for key, width in self.widths.items() if key not in shown}
        return ColumnChoice((*shown, *unknown), {**kept, **widths}, self.sort, self.descending)


def standard(columns: Sequence[ListColumn]) -> ColumnChoice:
    """What a list shows before anybody has chosen."""
    return ColumnChoice(tuple(column.key for column in columns if column.default or column.always_visible))


class ChoiceKeeper:
    """The choice and the named column sets of one list, in the workstation's file."""

    def __init__(self, workstation: Workstation, kind: ListKind, columns: Sequence[ListColumn]) -> None:
        self._workstation = workstation
        self._place = f"lists/{kind.value}"
        self._columns = columns

    def load(self) -> ColumnChoice:
        """What was chosen last, or the standard."""
        return _choice(_read(self._workstation.kept(f"{self._place}/columns"))) or standard(self._columns)

    def keep(self, choice: ColumnChoice) -> None:
        """Keep the choice for the next time."""
        self._workstation.keep(f"{self._place}/columns", json.dumps(_plain(choice)))

    def sets(self) -> dict[str, ColumnChoice]:
        """The named column sets, in the order of their names."""
        stored = _read(self._workstation.kept(f"{self._place}/sets"))
        found = {name: _choice(each) for name, each in sorted(stored.items(), key=lambda item: item[0].casefold())}
        return {name: choice for name, choice in found.items() if choice is not None}

    def keep_set(self, name: str, choice: ColumnChoice) -> None:
        """Keep a choice under a name; the same name again writes over it."""
        self._write_sets({**self.sets(), name.strip()[:LONGEST_NAME]: choice})

    def drop_set(self, name: str) -> None:
        """Forget a named column set."""
        self._write_sets({kept: choice for kept, choice in self.sets().items() if kept != name})

    def _write_sets(self, sets: Mapping[str, ColumnChoice]) -> None:
        plain = {name: _plain(choice) for name, choice in sets.items()}
        self._workstation.keep(f"{self._place}/sets", json.dumps(plain) if plain else "")


def _plain(choice: ColumnChoice) -> dict[str, object]:
    return {
        "shown": list(choice.shown),
        "widths": dict(choice.widths),
        "sort": choice.sort,
        "descending": choice.descending,
    }


def _read(text: str) -> dict[str, object]:
    """A damaged file is no reason not to start: what cannot be read was not chosen."""
    try:
        stored = json.loads(text)
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}


def _choice(stored: object) -> ColumnChoice | None:
    if not isinstance(stored, dict):
        return None
    shown, widths, sort = stored.get("shown"), stored.get("widths"), stored.get("sort")
    if not isinstance(shown, list) or not shown:
        return None
    return ColumnChoice(
        tuple(key for key in shown if isinstance(key, str)),
        _widths(widths) if isinstance(widths, dict) else {},
        sort if isinstance(sort, str) else "",
        stored.get("descending") is True,
    )


def _widths(stored: Mapping[object, object]) -> dict[str, int]:
    return {
        key: min(max(width, NARROWEST), WIDEST)
        for key, width in stored.items()
        if isinstance(key, str) and isinstance(width, int)
    }
