"""Fakes of the settlement ports in memory: slow and easy to verify."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from promeister_mpay.domain.books.vouchers import DocumentKind
from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.domain.settlement.clearing import ClearingLine
from promeister_mpay.domain.settlement.matching import (
    OpenItem,
    OpenItemKind,
    PayoutBatchHistory,
    RowHistory,
    Settled,
    reference_key,
)
from promeister_mpay.domain.settlement.payouts import Payout, PayoutRow
from promeister_mpay.errors import NotFoundError, StoreError
from support.fakes.books import Books


class FakePayouts:
    def __init__(self, books: Books, requests: Mapping[int, PaymentRequest]) -> None:
        self._books = books
        self._requests = requests

    def next_number(self) -> int:
        return len(self._books.payouts) + 1

    def _rows(self) -> Iterator[tuple[PayoutRow, Payout, int | None, bool]]:
        corrected = {voucher.corrects for voucher in self._books.vouchers.values()}
        for payout, voucher in self._books.payouts.values():
            for row in payout.rows:
                yield row, payout, voucher, voucher is not None and voucher in corrected

    def _open_items_of(self, request: PaymentRequest) -> list[OpenItem]:
        accounts = [
            item.account
            for voucher in self._books.vouchers.values()
            for item in voucher.items
            if voucher.document_kind is DocumentKind.INVOICE and item.reference == request.reference
        ]
        day, account = request.created_at.date(), accounts[-1] if accounts else None
        made = [
            OpenItem(kind, key, request.order_number, request.reference, amount, day, account)
            for kind, key, amount in (
                (OpenItemKind.PAYMENT, request.reference, request.captured),
                (OpenItemKind.REFUND, request.refund_id, -request.refunded),
            )
        ]
        return [self._with_history(open_item) for open_item in made]

    def _with_history(self, open_item: OpenItem) -> OpenItem:
        same = [each for each in self._rows() if each[0].open_item and each[0].open_item.identity == open_item.identity]
        standing = [self._settled(payout, voucher) for _, payout, voucher, is_corrected in same if not is_corrected]
        return replace(open_item, settled=standing[0] if standing else None, times=len(same) - len(standing))

    def _settled(self, payout: Payout, voucher: int | None) -> Settled:
        name = self._books.vouchers[voucher].name if voucher else ""
        return Settled(payout.number, name, payout.batch_number, from_file=bool(payout.file))

    def open_items(self, names: Collection[str]) -> Mapping[str, list[OpenItem]]:
        found: dict[str, list[OpenItem]] = {}
        for request in self._requests.values():
            open_items = self._open_items_of(request)
            invoices = [
                str(i.number) for i in self._books.invoices.values() if i.payment_reference == request.reference
            ]
            for name in {
                request.reference,
                request.payment_id,
                request.capture_id,
                str(request.order_number),
                *invoices,
            }:
                found.setdefault(reference_key(name), []).extend(open_items)
            found.setdefault(reference_key(request.refund_id), []).append(open_items[1])
        keys = {reference_key(name) for name in names if name}
        return {name: open_items for name, open_items in found.items() if name in keys}

    def outstanding(self) -> list[OpenItem]:
        open_items = [open_item for request in self._requests.values() for open_item in self._open_items_of(request)]
        return [open_item for open_item in open_items if open_item.amount and open_item.settled is None]

    def history(self, marks: Collection[str]) -> Mapping[str, RowHistory]:
        found: dict[str, RowHistory] = {}
        for row, payout, voucher, is_corrected in self._rows():
            if row.mark in marks:
                known = found.get(row.mark, RowHistory(None, 0))
                settled = known.settled if is_corrected else self._settled(payout, voucher)
                found[row.mark] = RowHistory(settled, known.times + is_corrected)
        return found

    def batch_history(self, numbers: Collection[str]) -> Mapping[str, PayoutBatchHistory]:
        found: dict[str, PayoutBatchHistory] = {}
        for number, (payout, _) in self._books.payouts.items():
            if payout.batch_number in numbers:
                known = found.get(payout.batch_number, PayoutBatchHistory())
                stands = any(p.number == number and not is_corrected for _, p, _, is_corrected in self._rows())
                found[payout.batch_number] = PayoutBatchHistory(known.parts + 1, known.standing + stands)
        return found

    def add(self, payout: Payout, *, bank: int, voucher_id: int | None, who: str, at: datetime) -> None:
        standing = {
            row.open_item.identity for row, _, _, is_corrected in self._rows() if row.open_item and not is_corrected
        }
        if any(row.open_item and row.open_item.identity in standing for row in payout.rows):
            raise StoreError("Redan avräknat.")
        self._books.payouts[payout.number] = (payout, voucher_id)

    def get(self, number: int) -> Payout:
        if number not in self._books.payouts:
            raise NotFoundError(f"Utbetalning {number} finns inte.")
        return self._books.payouts[number][0]


class FakeClearing:
    def __init__(self, books: Books) -> None:
        self._books = books

    def settled_accounts(self) -> list[int]:
        rows = (row for payout, _ in self._books.payouts.values() for row in payout.rows)
        return sorted({row.open_item.account for row in rows if row.open_item and row.open_item.account})

    def by_order(self, account: int, *, balanced_too: bool = False) -> list[ClearingLine]:
        lines: dict[tuple[int, str], ClearingLine] = {}
        for voucher in self._books.vouchers.values():
            for item in voucher.items:
                if item.account == account:
                    key = item.order_number, item.reference
                    line = lines.get(key, ClearingLine(account, *key, 0, 0, 0, voucher.event_date))
                    line = replace(line, since=max(line.since, voucher.event_date))
                    if voucher.document_kind is not DocumentKind.INVOICE:
                        line = replace(line, paid_out=line.paid_out - item.amount)
                    elif item.amount > 0:
                        line = replace(line, booked=line.booked + item.amount)
                    else:
                        line = replace(line, credited=line.credited - item.amount)
                    lines[key] = line
        return [line for line in lines.values() if balanced_too or line.balance]
