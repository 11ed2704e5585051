"""The bounds of files that are read, and the error for a file beyond them."""

MOST_BYTES = 50_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 10_000
MOST_CHARACTERS_OF_A_ROW = 100_000
MOST_CHARACTERS_IN_ALL = 50_000_000
MOST_UNPACKED = 1_000_000_000
MOST_CELLS = 10_000_000
MOST_OLD_BYTES = 20_000_000
"""Of an old workbook: all that it says may be in memory at once, and that is some times its size."""

TOO_MANY_ROWS = f"har fler än {MOST_ROWS} rader. Dela upp den i flera filer."


class Unusable(Exception):
    """The file cannot be read as a table; the message completes a sentence that begins with the file's name."""


class Counted:
    """Counts rows, cells and characters as they are read; a table beyond the bounds is kept nowhere."""

    def __init__(self) -> None:
        self._cells = self._characters = 0

    def check(self, number: int, cells: tuple[str, ...]) -> None:
        """Count the row with this number, from 1; raises `Unusable` when it is beyond the bounds."""
        if number > MOST_ROWS + 1:
            raise Unusable(TOO_MANY_ROWS)
        if len(cells) > MOST_COLUMNS:
            raise Unusable(f"har fler än {MOST_COLUMNS} kolumner på rad {number}.")
        characters = sum(map(len, cells))
        if characters > MOST_CHARACTERS and any(len(cell) > MOST_CHARACTERS for cell in cells):
            raise Unusable(f"har en text på rad {number} som är längre än {MOST_CHARACTERS} tecken.")
        if characters > MOST_CHARACTERS_OF_A_ROW:
            raise Unusable(f"har mer än {MOST_CHARACTERS_OF_A_ROW} tecken på rad {number}. Korta texterna.")
        self._cells += len(cells)
        self._characters += characters
        if self._cells > MOST_CELLS:
            raise Unusable(f"har fler än {MOST_CELLS} celler. Dela upp den i flera filer.")
        if self._characters > MOST_CHARACTERS_IN_ALL:
            raise Unusable("har mer text än som kan läsas på en gång. Dela upp den i flera filer.")
