"""Which names mean this computer: every loopback form, and nothing that only looks like one."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promeister_mpay.domain.hosts import is_loopback

LOOPBACK = st.integers(min_value=int(IPv4Address("127.0.0.0")), max_value=int(IPv4Address("127.255.255.255")))


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "localhost.", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::1%lo", "127.1"],
)
def test_each_form_of_this_computer_is_known(host: str) -> None:
    assert is_loopback(host)


@given(address=LOOPBACK)
def test_all_of_the_loopback_network_is_this_computer(address: int) -> None:
    assert is_loopback(str(IPv4Address(address)))


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",
        "::",
        "128.0.0.1",
        "192.168.1.7",
        "fe80::1",
        "localhost.example.se",
        "notlocalhost",
        "127.0.0.1.example.se",
        "127",
        "127.example.se",
        "merchant-api.resurs.com",
    ],
)
def test_nothing_else_is_this_computer(host: str) -> None:
    assert not is_loopback(host)


@given(host=st.text(max_size=20))
@settings(max_examples=30)
def test_whatever_stands_there_is_answered(host: str) -> None:
    assert is_loopback(host) in (True, False)
