"""What the settings dialog asks for: the account's stores and a store's payment methods."""

import json
from collections.abc import Iterator

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.resurs.gateway import PAGE_SIZE
from promeister_mpay.errors import GatewayNotFound, GatewayUnavailable
from promeister_mpay.services.ports.gateway import UNLIMITED, GatewayMethod, GatewayStore
from support.gateways import METHOD, PATIENT, STORE, Sandbox
from support.mocked_gateway import client


@pytest.fixture
def another(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[ResursGateway]:
    found = ResursGateway(ResursAccount(sandbox.url, request.param, "secret"), timeout=PATIENT)
    yield found
    found.close()


def stores_of(*names: str) -> list[dict[str, object]]:
    return [{"id": name, "nationalStoreId": 1, "countryCode": "SE", "name": name} for name in names]


def test_the_account_shows_its_store(gateway: ResursGateway) -> None:
    assert gateway.stores() == [GatewayStore(STORE, "Verkstaden", 107)]


@pytest.mark.parametrize("another", ["two-stores"], indirect=True)
def test_an_account_may_have_several_stores_with_methods_of_their_own(another: ResursGateway) -> None:
    first, second = another.stores()
    assert (first.name, second.name, second.national_id) == ("Verkstaden", "Verkstaden Norr", 24_396)
    assert [method.name for method in another.methods(second.id)] == ["Resurs Faktura", "Kort"]


@pytest.mark.parametrize("another", ["no-stores"], indirect=True)
def test_an_account_may_have_no_store(another: ResursGateway) -> None:
    assert another.stores() == []


@pytest.mark.parametrize("another", ["no-methods"], indirect=True)
def test_a_store_may_have_no_method(another: ResursGateway) -> None:
    [store] = another.stores()
    assert another.methods(store.id) == []


def test_a_store_shows_its_methods_with_limits_in_ore(gateway: ResursGateway) -> None:
    first, *others = gateway.methods(STORE)
    assert first == GatewayMethod(METHOD, "Resurs betallänk", "RESURS_PART_PAYMENT", 100, 10_000_000)
    assert [(method.type, method.most) for method in others] == [
        ("RESURS_INVOICE", 5_000_000),
        ("DEBIT_CARD", 10_000_000),
    ]


def test_the_methods_of_an_unknown_store_are_not_found(gateway: ResursGateway) -> None:
    with pytest.raises(GatewayNotFound):
        gateway.methods("5a0f2c11-1b0d-4f0e-8d4e-2a9c6b7d8e9f")


def test_all_pages_of_stores_are_read() -> None:
    names = [f"store-{number}" for number in range(5)]

    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        content = stores_of(*names[page * 2 : page * 2 + 2])
        return httpx.Response(200, json={"content": content, "page": {"number": page, "totalPages": 3}})

    assert [store.name for store in client(answer).stores()] == names


def test_a_single_page_may_say_nothing_of_pages() -> None:
    gateway = client(lambda _: httpx.Response(200, json={"content": stores_of("one")}))
    assert [store.name for store in gateway.stores()] == ["one"]


def test_pages_without_end_come_to_an_end() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json={"content": stores_of("again"), "page": {"totalPages": 10**9}})

    assert len(client(answer).stores()) == len(asked) == 50


@pytest.mark.parametrize(
    ("limit", "ore"), [("100", 10_000), ("50000.00", 5_000_000), ("0.01", 1), ("99999.99", 9_999_999)]
)
def test_limits_are_exact(limit: str, ore: int) -> None:
    assert client(lambda _: methods_with(limit)).methods(STORE)[0].most == ore


@pytest.mark.parametrize("limit", ["0", "-1", "0.001", "1e30", "true", "null", '"mycket"', '"NaN"', "[]"])
def test_limits_that_cannot_be_read_are_no_limits(limit: str) -> None:
    """The gateway keeps them itself."""
    [method] = client(lambda _: methods_with(limit)).methods(STORE)
    assert method.most == UNLIMITED.most
    assert (method.for_persons, method.for_companies) == (False, True)


@pytest.mark.parametrize("pages", [None, "3", -1, {}, 0])
def test_pages_that_are_not_counted_are_read_until_one_is_not_full(pages: object) -> None:
    full, rest = stores_of(*(f"s-{number}" for number in range(PAGE_SIZE))), stores_of("last")

    def answer(request: httpx.Request) -> httpx.Response:
        content = full if request.url.params["page"] == "0" else rest
        return httpx.Response(200, json={"content": content, "page": {"totalPages": pages}})

    assert len(client(answer).stores()) == (PAGE_SIZE if pages in (-1, 0) else PAGE_SIZE + 1)


ODD: list[object] = [None, 7, {}, {"id": None}, {"id": ""}, {"id": "9" * 5000}, [], "x"]


@pytest.mark.parametrize("odd", ODD)
def test_one_odd_store_or_method_does_not_hide_the_others(odd: object) -> None:
    gateway = client(lambda _: httpx.Response(200, json={"content": [odd, {"id": "s"}]}))
    assert gateway.stores() == [GatewayStore("s", "s", 0)]
    assert gateway.methods(STORE) == [GatewayMethod("s", "s", "")]


@pytest.mark.parametrize("odd", ODD)
def test_odd_stores_or_methods_alone_are_not_told_as_none(odd: object) -> None:
    gateway = client(lambda _: httpx.Response(200, json={"content": [odd]}))
    with pytest.raises(GatewayUnavailable):
        gateway.stores()
    with pytest.raises(GatewayUnavailable):
        gateway.methods(STORE)


def methods_with(limit: str) -> httpx.Response:
    method = {"id": METHOD, "name": "Faktura", "type": "RESURS_NEW_THING", "minPurchaseLimit": 0}
    flags = {"enabledForLegalCustomer": True, "enabledForNaturalCustomer": False}
    text = json.dumps({"content": [{**method, **flags, "maxPurchaseLimit": 4711}]}).replace("4711", limit)
    return httpx.Response(200, content=text)


def test_a_store_id_cannot_lead_astray() -> None:
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path)
        return httpx.Response(200, json={"content": []})

    client(answer).methods("a/../../b?c=d#e")
    assert asked == [b"/v2/stores/a%2F..%2F..%2Fb%3Fc%3Dd%23e/payment_methods"]
