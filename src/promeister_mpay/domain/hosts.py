"""Which names of computers mean this computer itself."""

import re
from ipaddress import IPv6Address, ip_address

_SHORT = re.compile(r"127(\.\d{1,3}){1,2}")
"""As `127.1`: the system's resolver fills in the zeros."""


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address with or without brackets, can only be this computer (RFC 1122, RFC 6761)."""
    bare = host.strip().strip("[]").partition("%")[0].rstrip(".").lower()
    if bare == "localhost" or _SHORT.fullmatch(bare):
        return True
    try:
        address = ip_address(bare)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
