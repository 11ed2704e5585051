"""The gateway object that services keep, before and after an account is connected."""

import pytest

from promeister_mpay.adapters.gateway_proxy import GatewayProxy
from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.errors import NotConnected


def test_a_call_before_anything_is_connected_begins_the_connection(gateway: ResursGateway) -> None:
    proxy = GatewayProxy("Inte ansluten.")
    with pytest.raises(NotConnected, match="Inte ansluten"):
        proxy.stores()
    proxy.begin_with(lambda: None)
    with pytest.raises(NotConnected):
        proxy.stores()
    proxy.begin_with(lambda: proxy.connect(gateway))
    assert proxy.stores()
