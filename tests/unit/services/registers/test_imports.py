"""An import counts, reports and refuses row by row; and what the registers know fills in an order."""

from dataclasses import replace
from pathlib import Path

import pytest

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.registers.import_layouts import FileKind, ImportLayout, PriceVat
from promeister_mpay.domain.sheets import Sheet
from promeister_mpay.errors import InputError, ReadingStopped
from promeister_mpay.services.registers.import_comparison import ImportCounts
from promeister_mpay.services.registers.imports import ImportService, UnknownColumns
from support.fakes.clock import FakeClock
from support.importers import Importer

CUSTOMERS = ("Kundnr;Namn", "1;Åsa Öberg", "2;Bo Ek")
VEHICLES = ("Regnr;Kundnr;Fordon", "ABC 123;1;VOLVO XC60")
ORDERS = ("Nr;Kundnr;Regnr;Orderdatum", "14200;1;abc123;2026-01-01", "14201;2;;2026-01-02")
LINES = ("Ordernr;Radnr;Typ;Beskrivning;Antal;À-pris", "14200;1;Artikel;Filter;1;100", "14200;2;Text;Hej;;")


@pytest.fixture
def clerk() -> Importer:
    return Importer()


def test_a_preview_shows_the_first_ten_rows_and_counts_all(clerk: Importer) -> None:
    rows = [f"{number};Kund {number}" for number in range(12)]
    (file,) = clerk.preview(("Kundnr;Namn", *rows)).files
    assert file.first_rows == tuple(tuple(row.split(";")) for row in rows[:10])
    assert (file.row_count, file.counts) == (12, ImportCounts(new=12))


def test_a_preview_of_many_rows_is_short_in_a_log(clerk: Importer) -> None:
    preview = clerk.preview(("Kundnr;Namn", *(f"{number};Kund {number}" for number in range(1_000))))
    assert len(repr(preview)) < 2_000


def test_counts_are_added_each_kind_by_itself() -> None:
    assert ImportCounts(1, 2, 3, 4) + ImportCounts(10, 20, 30, 40) == ImportCounts(11, 22, 33, 44)
    assert ImportCounts() + ImportCounts(1, 2, 3, 4) == ImportCounts(1, 2, 3, 4)


def test_the_rows_of_an_order_are_reported_with_it_and_the_end_twice(clerk: Importer) -> None:
    clerk.run(CUSTOMERS, VEHICLES, ORDERS, LINES)
    assert clerk.reported == [(1, 7), (2, 7), (3, 7), (6, 7), (7, 7), (7, 7)]


def test_progress_is_reported_once_for_each_percent(clerk: Importer) -> None:
    clerk.run(("Kundnr;Namn", *(f"{number};Kund" for number in range(400))))
    assert clerk.reported == [(4 * percent, 400) for percent in range(1, 101)] + [(400, 400)]


BAD = ("Nr;Orderdatum", "1;2026-01-01", "2;i går", "3;i går")


def test_rows_that_are_left_out_are_done_at_the_end(clerk: Importer) -> None:
    clerk.run(BAD, skip_bad=True)
    assert clerk.reported == [(1, 3), (3, 3)]
    assert list(clerk.store.data.orders) == [1]


def test_a_bad_row_is_refused_before_anything_is_begun(clerk: Importer) -> None:
    with pytest.raises(InputError, match="2 rader kan inte importeras") as refused:
        clerk.run(BAD)
    assert refused.value.field == "rows"
    with pytest.raises(InputError, match="En rad kan inte importeras"):
        clerk.run(BAD[:3])
    assert (clerk.reported, clerk.store.data.orders) == ([], {})


# -- files that do not say enough

ARTICLES = ("Nr;Benämning;Försäljningspris;Moms", "STEG1;Motoroptimering;3776,00;25")
CUSTOMERS_OF_OTHERS = ("Id;Who;Where;Fax", "1;Åsa Öberg;Umeå;090-1")


@pytest.mark.parametrize(("prices", "price"), [(PriceVat.INCLUDED, 377_600), (PriceVat.EXCLUDED, 472_000)])
def test_a_price_list_that_says_nothing_of_vat_is_imported_when_a_clerk_has_said_it(
    clerk: Importer, prices: PriceVat, price: int
) -> None:
    with pytest.raises(InputError, match="flera sätt"):
        clerk.run(ARTICLES)
    assert clerk.store.data.articles == {}
    (file,) = clerk.preview(ARTICLES).files
    clerk.imports.choose(file.sheet, replace(file.layout, prices=prices))
    (again,) = clerk.preview(ARTICLES).files
    assert (again.options.are_clear, again.layout.prices) == (True, prices)
    assert format_kronor(price) in again.examples[0]
    clerk.run(ARTICLES)
    assert [article.price for article in clerk.store.data.articles.values()] == [price]


def test_columns_that_nobody_knows_are_pointed_out_once(clerk: Importer) -> None:
    with pytest.raises(UnknownColumns, match="vad filen innehåller") as asked:
        clerk.preview(CUSTOMERS_OF_OTHERS)
    layout = ImportLayout(FileKind.CUSTOMERS, {"number": 0, "name": 1, "city": 2})
    with pytest.raises(InputError, match="Välj vilken kolumn som är Namn"):
        clerk.imports.choose(asked.value.sheet, replace(layout, places={"number": 0}))
    clerk.imports.choose(asked.value.sheet, layout)
    clerk.run(CUSTOMERS_OF_OTHERS)
    (customer,) = clerk.store.data.customers.values()
    assert (customer.name, customer.city) == ("Åsa Öberg", "Umeå")
    assert clerk.preview(CUSTOMERS_OF_OTHERS).files[0].ignored == ("Fax",)


def test_headings_above_the_titles_are_no_titles(clerk: Importer) -> None:
    file = ("Kundregister;;", "Verkstaden AB;;Utskriven: 2026-11-27", "Kundnr;Namn;Ort", "1;Kalle;Umeå")
    (preview,) = clerk.preview(file).files
    assert (preview.header, preview.row_count, preview.counts.new) == (("Kundnr", "Namn", "Ort"), 1, 1)


def test_a_preview_that_is_cancelled_reads_no_other_file_and_compares_none(clerk: Importer) -> None:
    clerk.preview(CUSTOMERS, VEHICLES)
    with pytest.raises(ReadingStopped, match="Ingenting är importerat"):
        clerk.imports.preview([Path("0.csv"), Path("1.csv")], lambda: True)


def test_the_reader_of_files_is_given_what_cancels_the_preview(clerk: Importer) -> None:
    given: list[object] = []

    def read(_path: Path, cancelled: object) -> Sheet:
        given.append(cancelled)
        return Sheet(("Kundnr", "Namn"), [])

    ImportService(store=clerk.store, clock=FakeClock(), read=read).preview([Path("a.csv")], is_never)
    assert given == [is_never]


def is_never() -> bool:
    return False
