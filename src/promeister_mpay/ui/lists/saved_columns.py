"""Stores a list's visible columns, their order, widths and sort order, per user and list, by column key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.ui.common.workstation import Workstation

NARROWEST, WIDEST = 24, 2_000


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Columns by key; keys unknown to this version are kept, so that a newer version finds them again."""

    shown: tuple[str, ...]
    widths: Mapping[str, int] = field(default_factory=dict)
    """In pixels; a column that nobody has drawn has none."""
    sort: str = ""
    descending: bool = False

    def visible(self, columns: Sequence[ListColumn]) -> list[ListColumn]:
        """The columns to show in order; mandatory columns that were not chosen come first."""
        known = {column.key: column for column in columns}
        forced = [column for column in columns if column.always_visible and column.key not in self.shown]
        chosen = forced + [known[key] for key in dict.fromkeys(self.shown) if key in known]
        return chosen or list(columns[:1])

    def with_ticked(self, ticked: Sequence[str], known: Sequence[str]) -> "ColumnChoice":
        """Show the ticked columns: shown ones keep their order, new ones are appended, unknown keys stay."""
        kept = [key for key in self.shown if key in ticked or key not in known]
        added = [key for key in ticked if key not in kept]
        return ColumnChoice((*kept, *added), self.widths, self.sort, self.descending)

    def as_drawn(
        self, shown: Sequence[str], widths: Mapping[str, int], columns: Sequence[ListColumn]
    ) -> "ColumnChoice":
        """Apply the order and widths that the user set with the mouse; unknown keys stay at the end."""
        known = {column.key for column in columns}
        unknown = [key for key in self.shown if key not in known]
        kept = {key: width for key, width in self.widths.items() if key not in shown}
        return ColumnChoice((*shown, *unknown), {**kept, **widths}, self.sort, self.descending)


def standard(columns: Sequence[ListColumn]) -> ColumnChoice:
    """The default choice of a list."""
    return ColumnChoice(tuple(column.key for column in columns if column.default or column.always_visible))


class ChoiceKeeper:
    """Stores the choice and the named column sets of one list in the workstation's file."""

    def __init__(self, workstation: Workstation, kind: ListKind, columns: Sequence[ListColumn]) -> None:
        self._workstation = workstation
        self._place = f"lists/{kind.value}"
        self._columns = columns

    def load(self) -> ColumnChoice:
        """The stored choice, or the default."""
        return _choice(_read(self._workstation.kept(f"{self._place}/columns"))) or standard(self._columns)

    def keep(self, choice: ColumnChoice) -> None:
        """Store the choice."""
        self._workstation.keep(f"{self._place}/columns", json.dumps(_plain(choice)))

    def sets(self) -> dict[str, ColumnChoice]:
        """The named column sets, sorted by name."""
        stored = _read(self._workstation.kept(f"{self._place}/sets"))
        found = {name: _choice(each) for name, each in sorted(stored.items(), key=lambda item: item[0].casefold())}
        return {name: choice for name, choice in found.items() if choice is not None}

    def keep_set(self, name: str, choice: ColumnChoice) -> None:
        """Store a choice under a name, replacing an earlier one."""
        self._write_sets({**self.sets(), name.strip(): choice})

    def drop_set(self, name: str) -> None:
        """Delete a named column set."""
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
    """Parse the stored choice; ignore what cannot be parsed, because a damaged file must not stop the program."""
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
