"""Importing a workshop's files into a real store: all or nothing, once, and nothing twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from promeister_mpay.adapters.sheets.reader import read_sheet
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.books.accounts import VatRate
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.registers.entries import Customer, Vehicle
from promeister_mpay.domain.registers.import_layouts import FileKind
from promeister_mpay.errors import FileError, InputError, NotFoundError
from promeister_mpay.paths import RESOURCES
from promeister_mpay.services.orders.service import UNSAVED, OrderService
from promeister_mpay.services.registers.import_comparison import ImportCounts
from promeister_mpay.services.registers.imports import ImportPreview, ImportResult, ImportService
from promeister_mpay.services.settings import Settings, save_settings
from support.fakes.clock import FakeClock
from support.stores import a_request, an_order, raw, sent, stored

DEMO = RESOURCES / "demo"
TABLES = ("orders", "order_lines", "events", "customers", "vehicles", "articles", "counters")

KUNDER = "Kundnr;Namn;Mobil\n10400;Åsa Öberg;070-174 06 05\n10408;Bo Ek;\n"
FORDON = "Regnr;Kundnr;Fordon;Mätarställning mil\nABC 123;10400;VOLVO XC60;35172\n"
ARTIKLAR = "Nr;Typ;Beskrivning;Pris inkl. moms;Moms\n1010;Arbete;Service;1195,00;25\n"
ORDER = (
    "Nr;Kundnr;Regnr;Orderdatum;Status;Kundmottagare\n"
    "14200;10400;abc123;2026-01-01;KLART;BH\n"
    "14205;10408;;2026-01-02;NY;ML\n"
)
RADER = "Ordernr;Radnr;Typ;Nr;Beskrivning;Antal;À-pris\n14200;1;Arbete;1010;Service;1,5;1195\n14200;2;Text;;Hej då;;\n"
FILES = {"kunder": KUNDER, "fordon": FORDON, "artiklar": ARTIKLAR, "order": ORDER, "rader": RADER}


@pytest.fixture
def service(store: SqlStore) -> ImportService:
    return ImportService(store=store, clock=FakeClock(), read=read_sheet)


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes files by name and gives their paths, in an order that is not the right one."""

    def write(**texts: str) -> list[Path]:
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="cp1252")
        return [tmp_path / f"{name}.csv" for name in reversed(texts)]

    return write


def run(
    service: ImportService,
    preview: ImportPreview,
    *,
    skip_bad: bool = False,
    accepts_unlikely: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportResult:
    return service.run(
        preview, skip_bad=skip_bad, accepts_unlikely=accepts_unlikely, who="ÅÖ", progress=progress, cancelled=cancelled
    )


def imported(service: ImportService, paths: Sequence[Path], *, skip_bad: bool = False) -> ImportResult:
    return run(service, service.preview(paths), skip_bad=skip_bad)


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that an import may touch, with versions and times."""
    return {table: sorted(raw(url, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def order_of(store: SqlStore, number: int) -> Order:
    with store.reading() as work:
        return work.orders.get(number)


def events_of(store: SqlStore, number: int) -> list[str]:
    with store.reading() as work:
        return [event.text for event in work.events.of_order(number)]


def test_unlikely_numbers_are_imported_only_when_somebody_has_said_that_they_are_right(
    service: ImportService, files: Callable[..., list[Path]], store: SqlStore
) -> None:
    preview = service.preview(files(artiklar=ARTIKLAR + "1020;Artikel;Motor;250000,00;25\n"))
    assert [row.number for row in preview.files[0].unlikely] == [3]
    with pytest.raises(InputError, match="En rad har ovanliga tal, därför sparades ingenting"):
        run(service, preview)
    with store.reading() as work:
        assert work.registers.article("1010") is None
    assert run(service, preview, accepts_unlikely=True).total.new == 2


def test_a_bad_row_is_not_asked_about_too(service: ImportService, files: Callable[..., list[Path]]) -> None:
    (lines,) = service.preview(files(rader="Ordernr;Radnr;Typ;Nr;Antal;À-pris\n99999;1;Arbete;1;1;250000\n")).files
    assert (len(lines.bad), lines.unlikely) == (1, ())


def test_the_demo_files_are_imported_whole_and_a_second_time_changes_nothing(
    service: ImportService, store: SqlStore, store_url: str
) -> None:
    preview = service.preview(sorted(DEMO.glob("*.csv")))
    assert [(file.kind, file.counts.new, file.bad) for file in preview.files] == [
        (FileKind.CUSTOMERS, 320, ()),
        (FileKind.VEHICLES, 374, ()),
        (FileKind.ARTICLES, 22, ()),
        (FileKind.ORDERS, 600, ()),
        (FileKind.ORDER_LINES, 3144, ()),
    ]
    assert run(service, preview).total == ImportCounts(new=4460)
    before = content(store_url)
    assert {name: len(rows) for name, rows in before.items()} == {
        "orders": 600, "order_lines": 3144, "events": 600,
        "customers": 320, "vehicles": 374, "articles": 22, "counters": 1,
    }  # fmt: skip
    order = order_of(store, 14203)
    assert (order.customer_name, order.vehicle, order.mobile_phone) == (
        "Cecilia Ulfsson", "KIA CEE'D 1.4 2013", "070-174 06 73",
    )  # fmt: skip
    assert (len(order.lines), order.lines[0].quantity, order.lines[8].discount) == (9, -100, 1000)
    assert imported(service, sorted(DEMO.glob("*.csv"))).total == ImportCounts(unchanged=4460)
    assert content(store_url) == before


def test_files_are_imported_in_their_right_order_whichever_was_picked_first(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    preview = service.preview(files(**FILES))
    assert [file.kind for file in preview.files] == list(FileKind)
    assert preview.files[0].first_rows[0] == ("10400", "Åsa Öberg", "070-174 06 05")
    assert run(service, preview).total == ImportCounts(new=8)
    assert order_of(store, 14200) == replace(
        order_of(store, 14205),
        number=14200,
        order_date=order_of(store, 14200).order_date,
        status=OrderStatus.DONE,
        customer_number="10400",
        customer_name="Åsa Öberg",
        mobile_phone="070-174 06 05",
        registration="ABC 123",
        vehicle="VOLVO XC60",
        odometer=35172,
        clerk="BH",
        lines=(
            OrderLine(LineType.LABOUR, "1010", "Service", 150, "st", 119_500),
            OrderLine(LineType.TEXT, description="Hej då"),
        ),
    )
    assert events_of(store, 14200) == ["Importerad från order.csv och rader.csv."]


def test_a_preview_writes_nothing(service: ImportService, store_url: str, files: Callable[..., list[Path]]) -> None:
    before = content(store_url)
    service.preview(files(**FILES))
    assert content(store_url) == before


def test_the_next_order_number_comes_after_the_highest_that_was_imported(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(kunder=KUNDER, order=ORDER))
    orders = OrderService(store=store, clock=FakeClock())
    assert [
        orders.save(replace(orders.new(clerk="BH").order, number=UNSAVED), who="BH").order.number for _ in "ab"
    ] == [
        14206,
        14207,
    ]


def test_numbers_lower_than_those_drawn_do_not_turn_the_series_back(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(order="Nr;Orderdatum\n12;2026-01-01\n"))
    with store.writing() as work:
        assert work.orders.next_number() == 14000


def test_new_orders_are_rounded_and_priced_as_the_settings_say(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    with store.writing() as work:
        save_settings(work.settings, Settings(round_to_krona=False, prices_include_vat=False))
        work.commit()
    imported(service, files(order="Nr;Orderdatum\n12;2026-01-01\n"))
    order = order_of(store, 12)
    assert (order.round_to_krona, order.prices_include_vat) == (False, False)


BAD = "Nr;Orderdatum;Status\n1;2026-01-01;NY\n2;i går;NY\n3;2026-01-01;BOKFÖRD\n"


def test_one_bad_row_and_nothing_is_written(
    service: ImportService, store_url: str, files: Callable[..., list[Path]]
) -> None:
    before = content(store_url)
    preview = service.preview(files(order=BAD))
    assert [bad.number for bad in preview.files[0].bad] == [3, 4]
    with pytest.raises(InputError, match="2 rader kan inte importeras, därför sparades ingenting"):
        run(service, preview)
    assert content(store_url) == before


def test_bad_rows_are_left_out_when_the_clerk_says_so(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    result = imported(service, files(order=BAD), skip_bad=True)
    assert result.by_kind == {FileKind.ORDERS: ImportCounts(new=1, skipped=2)}
    assert order_of(store, 1).status is OrderStatus.NEW
    with store.reading() as work, pytest.raises(NotFoundError):
        work.orders.get(2)


def test_an_order_of_an_unknown_customer_and_lines_of_an_unknown_order_are_bad(
    service: ImportService, files: Callable[..., list[Path]]
) -> None:
    preview = service.preview(files(order=ORDER, rader=RADER))
    assert [(bad.number, bad.reason) for file in preview.files for bad in file.bad] == [
        (2, "Kund 10400 finns inte. Importera kunden först, eller rätta numret."),
        (3, "Kund 10408 finns inte. Importera kunden först, eller rätta numret."),
        (2, "Order 14200 finns inte och kommer inte med. Importera ordern först, eller rätta numret."),
        (3, "Order 14200 finns inte och kommer inte med. Importera ordern först, eller rätta numret."),
    ]


def test_a_changed_row_writes_that_one_only(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(**FILES))
    changed = FILES | {"kunder": KUNDER.replace("Bo Ek", "Bo Ekman"), "rader": RADER.replace("1195", "1295")}
    result = imported(service, files(**changed))
    assert result.by_kind == {
        FileKind.CUSTOMERS: ImportCounts(changed=1, unchanged=1),
        FileKind.VEHICLES: ImportCounts(unchanged=1),
        FileKind.ARTICLES: ImportCounts(unchanged=1),
        FileKind.ORDERS: ImportCounts(unchanged=2),
        FileKind.ORDER_LINES: ImportCounts(changed=2),
    }
    assert (order_of(store, 14200).version, order_of(store, 14205).version) == (2, 1)
    assert order_of(store, 14200).lines[0].unit_price == 129_500
    assert events_of(store, 14200)[0] == "Ändrad: importerad från rader.csv."
    assert order_of(store, 14205).customer_name == "Bo Ek"


def test_an_order_that_changes_customer_and_vehicle_is_filled_in_anew(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(**FILES))
    imported(service, files(order=ORDER.replace("14200;10400;abc123", "14200;10408;XYZ 999")))
    order = order_of(store, 14200)
    assert (order.customer_name, order.mobile_phone, order.registration, order.vehicle, order.odometer) == (
        "Bo Ek", "", "XYZ 999", "", None,
    )  # fmt: skip
    assert len(order.lines) == 2


def test_what_a_clerk_has_corrected_on_the_order_stays_when_the_file_says_the_same(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(**FILES))
    orders = OrderService(store=store, clock=FakeClock())
    mended = orders.save(replace(order_of(store, 14200), mobile_phone="070-174 06 99"), who="BH").order
    assert imported(service, files(**FILES)).total == ImportCounts(unchanged=8)
    assert order_of(store, 14200) == mended


def test_lines_may_come_after_their_orders_in_an_import_of_their_own(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(kunder=KUNDER, order=ORDER))
    assert imported(service, files(rader=RADER)).total == ImportCounts(new=2)
    order = order_of(store, 14200)
    assert (order.version, order.totals.to_pay, order.customer_name) == (2, 179_300, "Åsa Öberg")


HELD = "Nr;Orderdatum;Anteckning;Status\n14790;2026-03-02;{note};KLART\n"


@pytest.mark.parametrize("status", [OrderStatus.DONE, OrderStatus.MOBILE_PAYMENT])
def test_an_order_that_a_link_holds_is_not_changed(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]], status: OrderStatus
) -> None:
    sent(store, a_request(stored(store, an_order(status=status))))
    before = order_of(store, 14790)
    preview = service.preview(files(order=HELD.format(note="ny"), rader=RADER.replace("14200", "14790")))
    assert [bad.number for file in preview.files for bad in file.bad] == [2, 2, 3]
    assert "Order 14790 är låst av ett betalnings-SMS" in preview.files[0].bad[0].reason
    assert run(service, preview, skip_bad=True).total == ImportCounts(skipped=3)
    assert order_of(store, 14790) == before


def test_a_booked_order_is_not_changed(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    before = stored(store, an_order(status=OrderStatus.POSTED))
    preview = service.preview(files(order=HELD.format(note="ny")))
    assert "Order 14790 är bokförd" in preview.files[0].bad[0].reason
    run(service, preview, skip_bad=True)
    assert order_of(store, 14790) == before


def test_a_held_order_that_the_file_does_not_change_is_no_bad_row(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    sent(store, a_request(stored(store, an_order(status=OrderStatus.MOBILE_PAYMENT))))
    assert service.preview(files(order=HELD.format(note=""))).files[0].counts == ImportCounts(unchanged=1)


def test_an_order_that_was_sent_after_the_preview_stops_the_import(
    service: ImportService, store: SqlStore, store_url: str, files: Callable[..., list[Path]]
) -> None:
    order = stored(store, an_order())
    preview = service.preview(files(kunder=KUNDER, order=HELD.format(note="ny")))
    assert preview.bad_count == 0
    sent(store, a_request(order))
    before = content(store_url)
    with pytest.raises(InputError, match="En rad kan inte importeras"):
        run(service, preview)
    assert content(store_url) == before


@pytest.mark.parametrize("after", [0, 1, 5, 7, 8])
def test_a_cancelled_import_writes_nothing(
    service: ImportService, store_url: str, files: Callable[..., list[Path]], after: int
) -> None:
    before = content(store_url)
    done: list[int] = [0]
    result = run(
        service,
        service.preview(files(**FILES)),
        progress=lambda rows, _total: done.append(rows),
        cancelled=lambda: done[-1] >= after,
    )
    assert result.cancelled
    assert result.total == ImportCounts()
    assert content(store_url) == before


def test_progress_goes_from_little_to_all(service: ImportService) -> None:
    reported: list[tuple[int, int]] = []
    preview = service.preview(sorted(DEMO.glob("[afk]*.csv")))
    run(service, preview, progress=lambda done, total: reported.append((done, total)))
    assert reported == sorted(reported)
    assert reported[-1] == (716, 716)
    assert 10 < len(reported) <= 102


def test_a_workbook_is_imported_like_a_text_file(service: ImportService, store: SqlStore, tmp_path: Path) -> None:
    path = tmp_path / "kunder.xlsx"
    with xlsxwriter.Workbook(path) as book:
        table = book.add_worksheet()
        for at, line in enumerate(KUNDER.splitlines()):
            table.write_row(at, 0, line.split(";"))
        table.write_number(1, 0, 10400)
    assert imported(service, [path]).total == ImportCounts(new=2)
    with store.reading() as work:
        assert work.registers.customer("10400") == Customer("10400", "Åsa Öberg", mobile_phone="070-174 06 05")


def test_a_file_without_some_columns_leaves_those_of_the_register_alone(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    imported(service, files(fordon=FORDON))
    imported(service, files(fordon="Regnr;Mätarställning\nabc123;36000\n"))
    with store.reading() as work:
        assert work.registers.vehicle("ABC123") == Vehicle("abc123", "VOLVO XC60", "10400", 36000)


def test_two_files_of_the_same_kind_are_refused(service: ImportService, files: Callable[..., list[Path]]) -> None:
    with pytest.raises(FileError, match="innehåller båda kunder"):
        service.preview(files(kunder=KUNDER, kunder2=KUNDER))


def test_a_file_that_is_not_recognized_is_named(service: ImportService, files: Callable[..., list[Path]]) -> None:
    with pytest.raises(FileError, match=r"^väder\.csv: Det går inte att se vad filen innehåller"):
        service.preview(files(väder="Dag;Regn\n1;2\n"))


def test_a_vat_rate_set_in_the_settings_is_imported(
    service: ImportService, store: SqlStore, files: Callable[..., list[Path]]
) -> None:
    paths = files(artiklar="Nr;Typ;Beskrivning;Pris inkl. moms;Moms\n1010;Arbete;Service;1195,00;10\n")
    assert service.preview(paths).bad_count == 1
    with store.writing() as work:
        save_settings(work.settings, Settings(vat_rates=(VatRate(25, 3001, 3001, 2611), VatRate(10, 3005, 3005, 2641))))
        work.commit()
    assert imported(service, paths).total == ImportCounts(new=1)
    with store.reading() as work:
        article = work.registers.article("1010")
    assert article is not None
    assert article.vat_rate == 10
