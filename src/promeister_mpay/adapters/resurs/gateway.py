"""Implements the `Gateway` port with the Merchant API (`gateway.md §3–§7`)."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import quote

import httpx

from promeister_mpay.adapters.resurs import errors, wire
from promeister_mpay.adapters.resurs.account import ResursAccount, own_address
from promeister_mpay.adapters.resurs.deadlines import Deadline
from promeister_mpay.adapters.resurs.http_client import TIMEOUT, ResursHttpClient, whole_exchange
from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import Observation
from promeister_mpay.services.ports.gateway import GatewayMethod, GatewayStore

PAGE_SIZE = 200
MOST_PAGES = 50


class ResursGateway:
    """Resurs Merchant API 2.0 for payment links, from any thread; errors as `services.ports.Gateway` says."""

    def __init__(
        self,
        account: ResursAccount,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], object] = time.sleep,
        deadline: Callable[[], Deadline] = whole_exchange,
    ) -> None:
        self._client = ResursHttpClient(account, timeout=timeout, transport=transport, pause=pause, deadline=deadline)

    def close(self) -> None:
        """Close the HTTP connections."""
        self._client.close()

    @property
    def clock_skew(self) -> timedelta | None:
        """How far this computer's clock is ahead of the gateway's; None before the first answer."""
        return self._client.clock_skew

    def create(self, payment: NewPayment) -> Observation:
        """Create the payment and have its link delivered (§5); never repeated."""
        body = wire.new_payment(payment, address=own_address())
        return _payment(self._client.write("/v2/payments", body), changes=True)

    def find(self, store_id: str, reference: str) -> list[Observation]:
        """All payments with our reference (§7); a hit without amounts is read again by its id."""
        with self._client.exchange():
            return self._found(store_id, reference)

    def _found(self, store_id: str, reference: str) -> list[Observation]:
        answer = self._client.read("/v2/payments/search", body={"storeId": store_id, "orderReference": reference})
        hits = _decoded(answer, wire.SearchAnswer, changes=False)
        try:
            found = hits.hits
        except wire.Unreadable as error:
            errors.unreadable(answer, changes=False, cause=error)
        return [self.read(hit.id) if hit.order is None else _observed(hit, answer, changes=False) for hit in found]

    def read(self, payment_id: str) -> Observation:
        """Read the payment's current state (§6)."""
        return _payment(self._client.read(_path(payment_id)), changes=False)

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """Capture the whole authorized amount (§7)."""
        body = {"creator": creator, "transactionId": transaction_id}
        return _payment(self._client.write(f"{_path(payment_id)}/capture", body), changes=True)

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        """Cancel the whole amount that is not captured (§7)."""
        return _payment(self._client.write(f"{_path(payment_id)}/cancel", {"creator": creator}), changes=True)

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        """Refund the sum of `lines` (§7), or without lines the whole amount not yet refunded (U8)."""
        body = {"creator": creator, "transactionId": transaction_id, **wire.order_lines(lines)}
        return _payment(self._client.write(f"{_path(payment_id)}/refund", body), changes=True)

    def stores(self) -> list[GatewayStore]:
        """The account's stores, all pages (§3)."""
        with self._client.exchange():
            return self._all_stores()

    def _all_stores(self) -> list[GatewayStore]:
        found: list[GatewayStore] = []
        for page in range(MOST_PAGES):
            query = {"page": str(page), "size": str(PAGE_SIZE)}
            answer = self._client.read("/v2/stores", query=query)
            got = _decoded(answer, wire.StorePage, changes=False)
            found += _stores(got.content, answer)
            if not got.content or page + 1 >= got.page.total_pages:
                break
        return found

    def methods(self, store_id: str) -> list[GatewayMethod]:
        """The store's payment methods (§4); limits in öre."""
        answer = self._client.read(f"/v2/stores/{quote(store_id, safe='')}/payment_methods")
        methods = _decoded(answer, wire.MethodList, changes=False).content
        try:
            return [_method(method) for method in methods]
        except wire.Unreadable as error:
            errors.unreadable(answer, changes=False, cause=error)


def _path(payment_id: str) -> str:
    return f"/v2/payments/{quote(payment_id, safe='')}"


def _stores(found: Sequence[wire.StoreAnswer], answer: httpx.Response) -> list[GatewayStore]:
    try:
        return [_store(store) for store in found]
    except wire.Unreadable as error:
        errors.unreadable(answer, changes=False, cause=error)


def _store(store: wire.StoreAnswer) -> GatewayStore:
    return GatewayStore(wire.identity(store.id), store.name[: wire.LONGEST_NAME], store.national_store_id)


def _method(method: wire.MethodAnswer) -> GatewayMethod:
    return GatewayMethod(
        id=wire.identity(method.id),
        name=method.name[: wire.LONGEST_NAME],
        type=method.type[: wire.LONGEST_NAME],
        least=wire.ore(method.min_purchase_limit),
        most=wire.ore(method.max_purchase_limit),
    )


def _payment(answer: httpx.Response, *, changes: bool) -> Observation:
    return _observed(_decoded(answer, wire.PaymentAnswer, changes=changes), answer, changes=changes)


def _observed(payment: wire.PaymentAnswer, answer: httpx.Response, *, changes: bool) -> Observation:
    try:
        return wire.observation(payment, errors.trace_id(answer))
    except wire.Unreadable as error:
        errors.unreadable(answer, changes=changes, cause=error)


def _decoded(answer: httpx.Response, kind: type[wire.Answer], *, changes: bool) -> wire.Answer:
    try:
        return wire.decode(answer.content, kind)
    except wire.Unreadable as error:
        errors.unreadable(answer, changes=changes, cause=error)
