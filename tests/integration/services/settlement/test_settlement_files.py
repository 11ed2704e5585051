"""Settlement files on disk, in every form that they come in, read into the same rows."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.sheets.reader import read_sheet
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.settlement.layouts import guessed_layout
from promeister_mpay.domain.settlement.payouts import PayoutTerms
from promeister_mpay.domain.settlement.rows import SettlementRow, read_settlement
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.settlement.service import SettlementService
from support.books import with_seller
from support.counters import CLOCK
from support.gateways import Sandbox
from support.old_workbooks import old_workbook
from support.settlement_files import POSTED, TITLES, Paid, cells, written
from support.settlement_workshop import outcomes
from support.workshop import Workshop

SHARED = Path(__file__).parents[5] / "shared" / "resurs"
ROWS = (Paid("14790-1", 168_100, 4_203), Paid("R-14790-1", -168_100), Paid("14791-1", 123_456_789, 12_988))
TEXT = [
    (encoding, delimiter, decimal)
    for encoding in ("cp1252", "cp850", "cp437", "utf-8", "utf-8-sig")
    for delimiter in (";", ",", "\t")
    for decimal in (",", ".")
]


def rows_of(path: Path) -> tuple[SettlementRow, ...]:
    sheet = read_sheet(path)
    rows, bad = read_settlement(sheet, guessed_layout(sheet))
    assert bad == ()
    return rows


def said(rows: tuple[SettlementRow, ...]) -> list[tuple[object, ...]]:
    return [(row.reference, row.gross, row.fee, row.net, row.batch_number, row.posted_on) for row in rows]


AS_WRITTEN = [(row.reference, row.gross, row.fee, row.gross - row.fee, row.batch_number, POSTED) for row in ROWS]


def test_every_encoding_delimiter_and_decimal_mark_gives_the_same_rows(tmp_path: Path) -> None:
    found = set()
    for encoding, delimiter, decimal in TEXT:
        path = written(tmp_path / "a.csv", ROWS, delimiter=delimiter, encoding=encoding, decimal=decimal)
        rows = rows_of(path)
        assert said(rows) == AS_WRITTEN, (encoding, delimiter, decimal)
        found.add(tuple(row.mark for row in rows))
    assert len(found) == 1


def test_workbooks_old_and_new_give_the_rows_and_the_marks_of_a_text_file(tmp_path: Path) -> None:
    numbers = [1, 2, 4]
    table = [[*cells(row)] for row in ROWS]
    titles = ["K”pbelopp" if title == "Köpbelopp" else title for title in TITLES]
    valued = [
        [Decimal(cell.replace(",", ".")) if at in numbers else date.fromisoformat(cell) if at in (5, 6) else cell
         for at, cell in enumerate(row)]
        for row in table
    ]  # fmt: skip
    old = tmp_path / "gammal.csv"
    old.write_bytes(old_workbook([titles, *valued]))
    new = tmp_path / "ny.xlsx"
    with xlsxwriter.Workbook(new, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([titles, *valued]):
            sheet.write_row(at, 0, row)
    text = rows_of(written(tmp_path / "a.csv", ROWS))
    assert rows_of(old) == rows_of(new) == text


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the published samples are not here")
@pytest.mark.parametrize(
    ("name", "count", "gross", "fee", "net"),
    [
        ("settlement-example-2015.xls", 50, 47_155_800, 1_109_293, 46_046_507),
        ("settlement-example-2018.csv", 26, 4_756_500, 0, 4_756_500),
    ],
)
def test_resurss_own_published_samples_are_read_to_the_ore(
    name: str, count: int, gross: int, fee: int, net: int
) -> None:
    rows = rows_of(SHARED / name)
    assert (len(rows), len({row.batch_number for row in rows})) == (count, 1)
    assert sum(row.gross for row in rows) == gross
    assert sum(row.fee for row in rows) == fee
    assert sum(row.net for row in rows) == net


def until_noon(now: datetime) -> timedelta:
    """So that all that happens in a test happens on one day."""
    local = now.astimezone()
    return (local.replace(hour=12, minute=0) - local) % timedelta(days=1)


def test_s14_what_is_paid_at_the_gateway_is_settled_by_its_own_file(
    store: SqlStore, sandbox: Sandbox, gateway: ResursGateway, tmp_path: Path
) -> None:
    shop = Workshop(store, sandbox, gateway)
    shop.pass_time(until_noon(shop.clock.now()))
    with_seller(store)
    books = BookkeepingService(store=store, clock=CLOCK)
    settlement = SettlementService(store=store, clock=CLOCK, read=read_sheet)
    for number in (14790, 14791):
        shop.take_in(number)
        shop.send()
        shop.pay()
        shop.come_to_rest()
    shop.void()
    shop.come_to_rest()
    books.post(14790, version=shop.orders.open(14790).order.version, who="BH")

    file = tmp_path / "avrakning.csv"
    file.write_bytes(sandbox.settlement())
    found = settlement.match(settlement.open(file))
    assert (outcomes(found), found.missing) == (["Stämmer"] * 3, ())
    (batch,) = found.batches
    booked = settlement.book(found, batch, PayoutTerms(), who="BH")
    assert booked.payout.net == sum(matched.row.net for matched in batch.rows)
    explained = settlement.explained()
    assert (explained.lines, explained.ledger) == ((), 0)
    assert outcomes(settlement.match(settlement.open(file))) == ["Redan avräknad"] * 3
