"""Implements the `Gateway` port with the Merchant API (`gateway.md §3–§7`)."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import httpx

from promeister_mpay.adapters.resurs import answers, errors, wire
from promeister_mpay.adapters.resurs.account import ResursAccount, own_address
from promeister_mpay.adapters.resurs.deadlines import Deadline
from promeister_mpay.adapters.resurs.decoding import Unreadable, decode
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
        with _readable(answer, changes=False):
            hits = decode(answer.content, answers.SearchAnswer).hits
            ids = [answers.identity(hit.id) for hit in hits]
        return [self._hit(hit, payment_id, answer) for hit, payment_id in zip(hits, ids, strict=True)]

    def _hit(self, hit: answers.PaymentAnswer, payment_id: str, answer: httpx.Response) -> Observation:
        try:
            return answers.observation(hit, errors.trace_id(answer))
        except Unreadable:
            return self.read(payment_id)

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
            with _readable(answer, changes=False):
                got = decode(answer.content, answers.StorePage)
                found += answers.readable(got.content, answers.store)
            if not got.content or page + 1 >= _pages(got, page):
                break
        return found

    def methods(self, store_id: str) -> list[GatewayMethod]:
        """The store's payment methods (§4); limits in öre."""
        answer = self._client.read(f"/v2/stores/{quote(store_id, safe='')}/payment_methods")
        with _readable(answer, changes=False):
            return answers.readable(decode(answer.content, answers.MethodList).content, answers.method)


def _pages(got: answers.StorePage, page: int) -> int:
    """How many pages there are; when that is not told, a full page is not the last."""
    if got.page.total_pages is not None:
        return got.page.total_pages
    return page + 2 if len(got.content) >= PAGE_SIZE else page + 1


def _path(payment_id: str) -> str:
    return f"/v2/payments/{quote(payment_id, safe='')}"


def _payment(answer: httpx.Response, *, changes: bool) -> Observation:
    with _readable(answer, changes=changes):
        return answers.observation(decode(answer.content, answers.PaymentAnswer), errors.trace_id(answer))


@contextmanager
def _readable(answer: httpx.Response, *, changes: bool) -> Iterator[None]:
    """Turn what cannot be read of an answer into the gateway's error, with its trace id."""
    try:
        yield
    except Unreadable as error:
        errors.unreadable(answer, changes=changes, cause=error)
