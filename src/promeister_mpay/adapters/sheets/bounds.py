"""The bounds of files that are read, and the error for a file beyond them."""

MOST_BYTES = 50_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 10_000
MOST_UNPACKED = 1_000_000_000
MOST_CELLS = 20_000_000
MOST_OLD_BYTES = 20_000_000
"""Of an old workbook: all that it says may be in memory at once, and that is some times its size."""


class Unusable(Exception):
    """The file cannot be read as a table; the message completes a sentence that begins with the file's name."""
