"""The manager's code: what asks for it, how it is kept, and how long one waits after wrong tries (design §18)."""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from promeister_mpay.errors import InputError


class GuardedAct(StrEnum):
    """What asks for the code, as the clerk reads it."""

    REFUND = "Betala tillbaka en mobilbetalning"
    PAY_OUT = "Betala ut pengar till kunden"
    CREDIT = "Kreditera en faktura"
    CORRECT = "Rätta en verifikation"
    CLOSE_PERIOD = "Stänga en period"
    OPEN_YEAR = "Öppna ett räkenskapsår"
    SETTINGS = "Ändra konton, bank eller Resurs"
    RESTORE = "Återställa en säkerhetskopia"


GRANT_LASTS = timedelta(seconds=60)
"""A grant that nobody used is over after this time."""
FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)
SHORTEST, LONGEST = 4, 100
COST, BLOCK, PARALLEL = 2**15, 8, 1
"""The parameters of scrypt for new codes: 32 MiB and about a tenth of a second."""
MOST_COST, MOST_BLOCK, MOST_PARALLEL = 2**17, 16, 4
"""Stored parameters beyond these are not tried: they would stop the program."""
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeptCode:
    """The code as it is stored: never itself, but what scrypt makes of it; salt and hash in hexadecimal digits."""

    salt: str
    hash: str = field(repr=False)
    cost: int = COST
    block: int = BLOCK
    parallel: int = PARALLEL


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row, and until when (UTC, ISO) none is taken."""

    wrong: int = 0
    until: str = ""


def kept(code: str) -> KeptCode:
    """What is stored of a new code; raises `InputError("code_new")` for one that is too short or too long."""
    plain = _plain(code)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InputError(f"Chefskoden ska ha {SHORTEST} till {LONGEST} tecken.", "code_new")
    salt = secrets.token_hex(_SALT_BYTES)
    return KeptCode(salt, _hash(plain, KeptCode(salt, "")))


def fits(code: str, stored: KeptCode) -> bool:
    """Whether this is the code, compared in constant time."""
    within = stored.cost <= MOST_COST and stored.block <= MOST_BLOCK and stored.parallel <= MOST_PARALLEL
    return within and hmac.compare_digest(_hash(_plain(code), stored), stored.hash)


def wait_after(wrong: int) -> timedelta:
    """How long no try is taken after so many wrong ones in a row: nothing at first, then twice as long each time."""
    if wrong < FREE_TRIES:
        return timedelta()
    doubled: int = 2 ** min(wrong - FREE_TRIES, 20)
    return min(timedelta(seconds=5) * doubled, LONGEST_WAIT)


def _hash(code: str, by: KeptCode) -> str:
    made = hashlib.scrypt(
        code.encode(),
        salt=bytes.fromhex(by.salt),
        n=by.cost,
        r=by.block,
        p=by.parallel,
        maxmem=256 * by.cost * by.block,
    )
    return made.hex()


def _plain(code: str) -> str:
    return unicodedata.normalize("NFC", code.strip())
