"""What files would change is compared with the store and the files before; what is locked is not changed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.domain.registers.entries import Customer, Vehicle
from promeister_mpay.domain.registers.import_layouts import FileKind
from promeister_mpay.services.registers.import_comparison import ImportCounts
from support.fakes.clock import NOON
from support.importers import Importer

CUSTOMERS = ("Kundnr;Namn", "1;Åsa Öberg", "2;Bo Ek")
VEHICLES = ("Regnr;Kundnr;Fordon", "ABC 123;1;VOLVO XC60")
ORDERS = ("Nr;Kundnr;Regnr;Orderdatum", "14200;1;abc123;2026-01-01", "14201;2;;2026-01-02")
LINES = ("Ordernr;Radnr;Typ;Beskrivning;Antal;À-pris", "14200;1;Artikel;Filter;1;100", "14200;2;Text;Hej;;")


@pytest.fixture
def clerk() -> Importer:
    return Importer()


@pytest.mark.parametrize("files", [(CUSTOMERS, VEHICLES, ORDERS), (ORDERS,)], ids=["in one import", "imported before"])
def test_customer_and_vehicle_are_filled_in_from_the_files_or_the_registers(
    clerk: Importer, files: Sequence[Sequence[str]]
) -> None:
    if len(files) == 1:
        clerk.run(CUSTOMERS, VEHICLES)
    clerk.run(*files)
    first, second = clerk.order(14200), clerk.order(14201)
    assert (first.customer_name, first.registration, first.vehicle) == ("Åsa Öberg", "ABC 123", "VOLVO XC60")
    assert (second.customer_name, second.registration, second.vehicle) == ("Bo Ek", "", "")


def test_a_preview_counts_an_order_by_what_the_files_would_make_of_it(clerk: Importer) -> None:
    """The order names a customer and a vehicle that only the files of the same import change."""
    clerk.run(CUSTOMERS, VEHICLES, ORDERS)
    moved = ("Nr;Kundnr;Regnr;Orderdatum", "14200;3;NEW 001;2026-01-01")
    preview = clerk.preview(("Kundnr;Namn", "3;Ny Kund"), ("Regnr;Fordon", "NEW 001;SAAB"), moved)
    assert [file.counts for file in preview.files] == [
        ImportCounts(new=1),
        ImportCounts(new=1),
        ImportCounts(changed=1),
    ]


@pytest.mark.parametrize("column", ["Kundnr", "Regnr"])
def test_a_column_that_the_file_does_not_have_names_nobody(clerk: Importer, column: str) -> None:
    clerk.store.data.customers["XX"] = Customer("XX", "Någon annan")
    clerk.store.data.vehicles["XX"] = Vehicle("XX", "SAAB")
    titles = [title for title in ("Nr", "Kundnr", "Regnr", "Orderdatum") if title != column]
    clerk.run(
        (
            ";".join(titles),
            ";".join("2026-01-01" if t == "Orderdatum" else "14200" if t == "Nr" else "" for t in titles),
        )
    )
    assert (clerk.order().customer_name, clerk.order().vehicle, clerk.order().registration) == ("", "", "")


# -- orders that may not be changed


def test_lines_that_say_what_a_held_order_has_are_no_bad_rows_and_others_are(clerk: Importer) -> None:
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, LINES)
    clerk.add_request(outcome=PaymentOutcome.VOIDED, released_at=NOON)
    clerk.add_request()
    before = clerk.order()
    (same,) = clerk.preview(LINES).files
    assert (same.bad, same.counts) == ((), ImportCounts(unchanged=2))
    (other,) = clerk.preview((LINES[0], LINES[1].replace("100", "200"))).files
    assert [(bad.number, bad.reason[:23]) for bad in other.bad] == [(2, "Order 14200 är låst av ")]
    (moved,) = clerk.preview((ORDERS[0], ORDERS[1].replace("14200;1", "14200;2"))).files
    assert [bad.number for bad in moved.bad] == [2]
    clerk.run(ORDERS, LINES)
    assert clerk.order() == before


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (OrderStatus.POSTED, "är bokförd och kan inte ändras. Kreditera den först"),
        (OrderStatus.MOBILE_PAYMENT, "är låst av ett betalnings-SMS"),
        (OrderStatus.DONE, ""),
    ],
)
def test_lines_of_an_order_are_changed_only_while_it_is_open(clerk: Importer, status: OrderStatus, reason: str) -> None:
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, LINES)
    clerk.add_request(outcome=PaymentOutcome.VOIDED, released_at=NOON)
    clerk.store.data.orders[14200] = before = replace(clerk.order(), status=status)
    result = clerk.run((LINES[0], LINES[1].replace("100", "200")), skip_bad=True)
    assert result.total == (ImportCounts(skipped=1) if reason else ImportCounts(changed=1))
    assert (clerk.order().lines == before.lines) is bool(reason)
    bad = clerk.preview((LINES[0], LINES[1].replace("100", "300"))).files[0].bad
    assert all(reason in each.reason for each in bad)
    assert bool(bad) is bool(reason)


def test_the_status_in_the_file_counts_only_for_an_order_that_is_open(clerk: Importer) -> None:
    clerk.run(CUSTOMERS, ("Nr;Kundnr;Orderdatum;Status", "14200;1;2026-01-01;NY"))
    again = ("Nr;Kundnr;Orderdatum;Status", "14200;1;2026-01-01;KLART")
    assert clerk.run(again).total == ImportCounts(changed=1)
    assert clerk.order().status is OrderStatus.DONE
    clerk.store.data.orders[14200] = replace(clerk.order(), status=OrderStatus.POSTED)
    back = ("Nr;Kundnr;Orderdatum;Status", "14200;1;2026-01-01;NY")
    assert clerk.run(back).total == ImportCounts(unchanged=1)
    assert clerk.order().status is OrderStatus.POSTED


def test_what_is_written_is_told_with_the_files_that_changed_it(clerk: Importer) -> None:
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, LINES)
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, (LINES[0], LINES[1].replace("100", "200")))
    shown = [(event.who, event.at, event.text) for event in clerk.store.data.events if event.order_number == 14200]
    assert shown == [
        ("ÅÖ", NOON, "Importerad från 2.csv och 3.csv."),
        ("ÅÖ", NOON, "Ändrad: importerad från 3.csv."),
    ]
    assert clerk.store.data.saved[14200][0] == "ÅÖ"


# -- prices of lines whose title speaks of VAT

WITHOUT_VAT = tuple(text.replace("À-pris", "À-pris exkl. moms") for text in LINES)


def test_lines_without_vat_make_an_order_without_vat_when_nothing_else_says_so(clerk: Importer) -> None:
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, WITHOUT_VAT)
    assert not clerk.order().prices_include_vat
    assert clerk.order().totals.to_pay == 12_500
    assert clerk.run(WITHOUT_VAT).total == ImportCounts(unchanged=2)


def test_lines_without_vat_do_not_go_into_an_order_with_vat(clerk: Importer) -> None:
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, LINES)
    (file,) = clerk.preview(WITHOUT_VAT).files
    assert [bad.reason[:28] for bad in file.bad] == ["Radernas priser är exklusive"] * 2
    declared = (f"{ORDERS[0]};Priser inkl. moms", f"{ORDERS[1].replace('14200', '14300')};Ja")
    lines = (WITHOUT_VAT[0], WITHOUT_VAT[1].replace("14200", "14300"))
    assert [bool(each.bad) for each in clerk.preview(declared, lines).files] == [False, True]
    with_vat = tuple(text.replace("À-pris", "À-pris inkl. moms") for text in LINES)
    assert clerk.run(with_vat).total == ImportCounts(unchanged=2)


ARTICLES = "Nr;Typ;Beskrivning;Pris inkl. moms;Moms"
LINE_TITLES = "Ordernr;Radnr;Typ;Nr;Beskrivning;Antal;À-pris"


def test_what_is_stored_so_already_is_asked_about_only_when_a_row_changes_it() -> None:
    importer = Importer()

    def asked(price: str, text: str, quantity: str, *more: str) -> list[int]:
        preview = importer.preview(
            (ARTICLES, f"1020;Artikel;{text};{price};25"),
            ("Nr;Orderdatum;Förs.kundnamn;Mobiltelefon", "14200;2026-02-15;Åsa;0701740605"),
            (LINE_TITLES, f"14200;1;Artikel;;Bult;{quantity};1,00", *more),
        )
        importer.imports.run(
            preview, skip_bad=False, accepts_unlikely=True, who="BH", progress=_nothing, cancelled=lambda: False
        )
        return [len(file.unlikely) for file in preview.files if file.kind is not FileKind.ORDERS]

    assert asked("250000,00", "Motor", "2000") == [1, 1]
    assert asked("250000,00", "Motor", "2000") == [0, 0]
    assert asked("250000,00", "Bytesmotor", "2000", "14200;2;Artikel;;Mutter;4;1,00") == [0, 0]
    assert asked("260000,00", "Motor", "3000") == [1, 1]


def _nothing(_done: int, _total: int) -> None:
    """Nobody watches the progress."""
