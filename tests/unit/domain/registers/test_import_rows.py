"""What the rows of a workshop's files say, and what the clerk is told about rows that cannot be used."""

from datetime import date

import pytest

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.registers.import_layouts import FileKind
from promeister_mpay.domain.registers.import_rows import (
    FileRows,
    article_of,
    customer_of,
    lines_of,
    order_of,
    read_rows,
    vehicle_of,
)
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import InputError

CUSTOMERS = "Kundnr;Namn;Adress;Postnr;Ort;Mobiltelefon;E-post;Orgnr;Företag"
VEHICLES = "Regnr;Kundnr;Fordon;Mätarställning mil;Chassinr"
ARTICLES = "Nr;Typ;Beskrivning;Enhet;À-pris inkl. moms;Moms %"
ORDERS = "Nr;Förs.kundnr;Regnr;Orderdatum;Statuskod;Kundmottagare;Priser inkl. moms;Anteckning"
LINES = "Ordernr;Radnr;Typ;Nr;Beskrivning;Antal;Enhet;À-pris;Rabatt %;Moms %"
LINE = "14200;10000;Arbete;1010;Service;1,20;tim;1195,00;;25"


def rows_of(header: str, *rows: str, vat_rates: tuple[int, ...] = (25, 12, 6, 0)) -> FileRows:
    cells = (SheetRow(number, tuple(row.split(";"))) for number, row in enumerate(rows, 2))
    return read_rows(Sheet(tuple(header.split(";")), list(cells)), vat_rates)


def reason(header: str, *rows: str) -> str:
    """The reason of the last row, which is the only bad one."""
    read = rows_of(header, *rows)
    assert [bad.number for bad in read.bad] == [len(rows) + 1]
    return read.bad[0].reason


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (CUSTOMERS, FileKind.CUSTOMERS),
        ("KUNDNUMMER;namn;Mobil", FileKind.CUSTOMERS),
        (VEHICLES, FileKind.VEHICLES),
        ("Reg.nr;Kund nr;Bil", FileKind.VEHICLES),
        (ARTICLES, FileKind.ARTICLES),
        ("Art.nr;Benamning;Pris;Moms", FileKind.ARTICLES),
        (ORDERS, FileKind.ORDERS),
        ("Ordernummer;Datum;Kundnr", FileKind.ORDERS),
        (LINES, FileKind.ORDER_LINES),
        ("Ordernr;Artikelnr;Benämning;Antal;A-pris;Moms", FileKind.ORDER_LINES),
    ],
)
def test_a_file_is_recognized_by_its_titles_however_they_are_written(header: str, kind: FileKind) -> None:
    assert rows_of(header).kind is kind


def test_titles_that_say_nothing_are_refused_with_what_is_expected() -> None:
    with pytest.raises(InputError, match="inte att se vad filen innehåller"):
        rows_of("a;b;c")


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Namn;Adress;Postnr;Ort", "kunder, men kolumn saknas: Kundnr"),
        ("Nr;Förs.kundnr;Regnr;Statuskod;Kundmottagare", "order, men kolumn saknas: Orderdatum"),
        ("Ordernr;Radnr;Typ;Nr;Beskrivning", "orderrader, men kolumn saknas: Antal, À-pris"),
        ("Nr;Typ;Beskrivning;Enhet;Pris exkl. moms", "artiklar, men kolumn saknas: Moms %"),
    ],
)
def test_missing_columns_are_named(header: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        rows_of(header)


def test_a_title_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match="Kolumnen Namn finns två gånger"):
        rows_of("Kundnr;Namn;Ort;Namn")


@pytest.mark.parametrize(
    ("header", "row", "what"),
    [
        (ARTICLES, "1;Artikel;Motor;st;100000,00;25", "à-priset 100\N{NO-BREAK SPACE}000,00"),
        (ARTICLES, "1;Artikel;Motor;st;99999,99;25", ""),
        (LINES, "14200;1;Artikel;1010;Olja;2040;st;45,00;;25", "antalet 2\N{NO-BREAK SPACE}040"),
        (LINES, "14200;1;Artikel;1010;Olja;-1000;st;45,00;;25", "antalet -1\N{NO-BREAK SPACE}000"),
        (LINES, "14200;1;Artikel;1010;Olja;2;st;195000,00;;25", "à-priset 195\N{NO-BREAK SPACE}000,00"),
        (LINES, "14200;1;Text;;Hej;;;;;", ""),
        (CUSTOMERS, "1;Åsa;;;;;;;", ""),
    ],
)
def test_numbers_that_nobody_means_are_pointed_out_with_the_limits_of_the_form(
    header: str, row: str, what: str
) -> None:
    read = rows_of(header, row)
    assert (len(read.good), [unlikely.what for unlikely in read.unlikely]) == (1, [what] if what else [])


def test_columns_that_are_not_used_are_told() -> None:
    assert rows_of("Kundnr;Namn;Skonummer", "1;Åsa;38").ignored == ("Skonummer",)


def test_a_customer_row_becomes_a_customer() -> None:
    read = rows_of(CUSTOMERS, "10400; Åsa  Öberg ;Ågatan 1;291 31;Kristianstad;08-465 004 10;;1669;Ja")
    expected = Customer("10400", "Åsa Öberg", "Ågatan 1", "291 31", "Kristianstad", "08-465 004 10", "", "1669", True)
    assert customer_of(read.good[0].values, None) == expected


def test_columns_that_the_file_lacks_leave_the_customer_as_it_is() -> None:
    stored = Customer("10400", "Åsa", email="asa@example.se", is_company=True)
    read = rows_of("Kundnr;Namn", "10400;Åsa Öberg")
    assert customer_of(read.good[0].values, stored).email == "asa@example.se"


def test_a_new_customer_with_an_organisation_number_is_a_company_when_the_file_does_not_say() -> None:
    read = rows_of("Kundnr;Namn;Orgnr", "1;AB Ett;5566", "2;Åsa;")
    assert [customer_of(row.values, None).is_company for row in read.good] == [True, False]


def test_the_mobile_column_goes_before_the_telephone_column() -> None:
    read = rows_of("Kundnr;Namn;Telefon;Mobil", "1;Åsa;08-465 004 10;070-174 06 05")
    assert customer_of(read.good[0].values, None).mobile_phone == "070-174 06 05"
    assert read.ignored == ("Telefon",)


def test_vehicle_and_article_rows_become_what_they_say() -> None:
    vehicle = rows_of(VEHICLES, "AB 12345;10400;VOLVO V70;35 172 mil;YV1").good[0]
    assert vehicle_of(vehicle.values, None) == Vehicle("AB 12345", "VOLVO V70", "10400", 35172, "YV1")
    article = rows_of(ARTICLES, "MILJÖ;artikel;Miljöavgift;st;1 049,5000 kr;25 %").good[0]
    assert article_of(article.values, None) == Article("MILJÖ", LineType.ARTICLE, "Miljöavgift", "st", 104_950, 25)


def test_an_order_row_becomes_an_order_with_customer_and_vehicle_filled_in() -> None:
    values = rows_of(ORDERS, "14200;10400;abc123;2026-01-31;pågår;BH;Nej;Ring").good[0].values
    base = Order(14200, date(2026, 1, 31))
    customer, vehicle = Customer("10400", "Åsa", city="Visby"), Vehicle("ABC 123", "SAAB", odometer=7, vin="Y")
    order = order_of(values, base, customer, vehicle)
    assert (order.status, order.clerk, order.prices_include_vat, order.note) == (
        OrderStatus.STARTED, "BH", False, "Ring",
    )  # fmt: skip
    assert (order.customer_name, order.city, order.registration, order.odometer) == ("Åsa", "Visby", "ABC 123", 7)
    moved = Customer("10400", "Åsa", city="Umeå")
    assert order_of(values, order, moved, vehicle) == order


@pytest.mark.parametrize("text", ["2026-01-31", "20260131", "260131", "2026-01-31 00:00:00", "2026/01/31"])
def test_days_are_read_as_other_programs_write_them(text: str) -> None:
    assert rows_of("Nr;Orderdatum", f"1;{text}").good[0].values["order_date"] == date(2026, 1, 31)


def test_lines_come_in_the_order_of_their_numbers() -> None:
    text = "14200;5000;Text;;Välkommen åter!;;;;;"
    read = rows_of(LINES, LINE, text)
    assert lines_of(read.good) == (
        OrderLine(LineType.TEXT, description="Välkommen åter!"),
        OrderLine(LineType.LABOUR, "1010", "Service", 120, "tim", 119_500, 0, 25),
    )


def test_lines_without_numbers_come_as_they_stand() -> None:
    read = rows_of("Ordernr;Beskrivning;Antal;Pris", "1;b;1;2", "1;a;-1,5;2,50")
    assert [(line.description, line.amount) for line in lines_of(read.good)] == [("b", 200), ("a", -375)]


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (CUSTOMERS, ";Åsa;;;;;;;", "Kolumnen Kundnr är tom. Fyll i den."),
        (CUSTOMERS, "1;;;;;;;;", "Kolumnen Namn är tom."),
        (CUSTOMERS, "1;Åsa;;;;;;;kanske", "Kolumnen Företag: ”kanske” kan inte läsas. Skriv Ja eller Nej."),
        (CUSTOMERS, f"{'1' * 51};Åsa;;;;;;;", "är 51 tecken lång"),
        (CUSTOMERS, "1;Åsa;;;;;;;;AB", "Raden har 10 kolumner men rubriken 9."),
        (VEHICLES, "ABC123;1;SAAB;12,5;", "Kolumnen Mätarställning mil: ”12,5” är inte ett heltal."),
        (VEHICLES, "ABC123;1;SAAB;1234567;", "mellan 0 och 999 999 mil"),
        (ARTICLES, "1;Artikel;Filter;st;1.195,00;25", "Kolumnen À-pris inkl. moms: ”1.195,00” kan inte läsas. Skriv"),
        (ARTICLES, "1;Artikel;Filter;st;;25", "Kolumnen À-pris inkl. moms är tom."),
        (ARTICLES, "1;Artikel;Filter;st;999999999;25", "orimligt stort"),
        (ARTICLES, "1;Vara;Filter;st;1;25", "”Vara” är ingen radtyp. Skriv Arbete, Artikel, Text."),
        (
            ARTICLES,
            "1;Artikel;Filter;st;1;24",
            "”24” är ingen av verkstadens momssatser. Skriv 25, 12, 6, 0 (procent).",
        ),
        (ORDERS, "x1;;;2026-01-01;NY;;;", "Kolumnen Nr: ”x1” är inte ett heltal."),
        (ORDERS, "0;;;2026-01-01;NY;;;", "mellan 1 och 999999999"),
        (ORDERS, "1;;;2026-02-30;NY;;;", "Kolumnen Orderdatum: ”2026-02-30” är inget datum som år-månad-dag"),
        (ORDERS, "1;;;31/2 2026;NY;;;", "inget datum"),
        (ORDERS, "1;;;2026-01-01;KLAR;;;", "”KLAR” är ingen statuskod. Skriv NY, PÅGÅR, KLART."),
        (ORDERS, "1;;;2026-01-01;MOBILBET;;;", "Kolumnen Statuskod: ”MOBILBET” kan inte importeras"),
        (ORDERS, "1;;;2026-01-01;Bokförd;;;", "”Bokförd” kan inte importeras"),
        (LINES, "1;1;Artikel;;Filter;;st;1;;25", "Kolumnen Antal är tom. Fyll i den, eller gör raden till typen Text."),
        (LINES, "1;1;Artikel;;Filter;1;st;;;25", "Kolumnen À-pris är tom."),
        (LINES, "1;1;Artikel;;Filter;1;st;1;101;25", "Kolumnen Rabatt %: ”101” ska vara mellan 0 och 100 %."),
        (LINES, "1;1;Artikel;;Filter;1,234;st;1;;25", "Kolumnen Antal: ”1,234” kan inte läsas."),
    ],
)
def test_a_row_that_cannot_be_used_says_which_column_what_it_holds_and_what_to_do(
    header: str, row: str, says: str
) -> None:
    assert says in reason(header, row)


def test_a_long_value_is_cut_in_the_reason() -> None:
    assert f"”{'x' * 40}…”" in reason(ARTICLES, f"1;Artikel;Filter;st;{'x' * 400};25")


@pytest.mark.parametrize(
    ("header", "first", "second", "says"),
    [
        (CUSTOMERS, "K-1;Åsa;;;;;;;", "k-1;Bo;;;;;;;", "Kundnr k-1 finns redan på rad 2."),
        (VEHICLES, "ABC 123;;;;", "abc123;;;;", "Regnr abc123 finns redan på rad 2."),
        (ORDERS, "1;;;2026-01-01;;;;", "1;;;2026-01-02;;;;", "Nr 1 finns redan på rad 2."),
    ],
)
def test_what_stands_twice_is_taken_once(header: str, first: str, second: str, says: str) -> None:
    assert reason(header, first, second).startswith(says)


def test_an_order_is_not_imported_with_a_line_too_few() -> None:
    read = rows_of(LINES, LINE, "14200;20000;Artikel;;Filter;många;st;1;;25", "14201;1;Artikel;;Filter;1;st;1;;25")
    assert [row.values["order_number"] for row in read.good] == [14201]
    assert [bad.number for bad in read.bad] == [2, 3]
    assert read.bad[0].reason == "Rad 3 hör till samma order (14200) och är felaktig. Rätta den raden."


def test_a_repeated_line_number_spoils_its_order() -> None:
    read = rows_of(LINES, LINE, LINE)
    assert read.good == ()
    assert read.bad[1].reason.startswith("Ordernr 14200, Radnr 10000 finns redan på rad 2.")


def test_the_vat_rates_are_those_of_the_workshop() -> None:
    article, line = "1;Artikel;Filter;st;1;10", LINE.removesuffix("25") + "10"
    assert rows_of(ARTICLES, article, vat_rates=(25, 10)).good[0].values["vat_rate"] == 10
    assert rows_of(LINES, line, vat_rates=(25, 10)).good[0].values["vat_rate"] == 10
    refused = rows_of(ARTICLES, "1;Artikel;Filter;st;1;12", vat_rates=(25, 10)).bad[0].reason
    assert refused == "Kolumnen Moms %: ”12” är ingen av verkstadens momssatser. Skriv 25, 10 (procent)."
