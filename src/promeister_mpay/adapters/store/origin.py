"""Where this program runs: the operating system's user and the computer, which each event bears (design §18)."""

import getpass
import socket
from functools import cache
from typing import NamedTuple


class Origin(NamedTuple):
    """The names of user and computer; one that the system does not tell is empty."""

    os_user: str
    computer: str


@cache
def origin() -> Origin:
    """The user and computer of this process, which stay the same until it ends."""
    return Origin(_user(), socket.gethostname())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
