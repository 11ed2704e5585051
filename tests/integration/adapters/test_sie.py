"""SIE files: the worked example byte for byte, any text as the code page has it, and a reader that refuses the rest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.domain.books.accounts import NAMES
from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.sie import SieHead, named_accounts
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, VoucherRow
from support.books import booked_examples
from support.sie_reader import NotSie, SieFile, read_sie

GOLDEN = Path(__file__).parents[2] / "golden" / "own-example-4i.si"
SAMPLES = Path(__file__).parents[4] / "shared" / "domain" / "sie-samples"
YEAR = FinancialYear(date(2026, 1, 1), date(2026, 12, 31))
EXAMPLE = SieHead(
    program="Verkstad",
    version="1.0",
    made_on=date(2026, 11, 23),
    sign="BH",
    company="Åkes Bil & Däck AB",
    organisation_number="5555555555",
    year=YEAR,
    accounts=named_accounts([3740, 2611, 1930, 3001, 6064, 1931], NAMES),
    comment="Exempel, påhittade uppgifter",
    with_checksum=True,
    with_numbers=True,
)


def written(head: SieHead = EXAMPLE, vouchers: Sequence[Voucher] = ()) -> bytes:
    return b"".join(sie_file(head, vouchers))


def a_voucher(text: str = "Faktura 1001", number: int = 1, who: str = "BH") -> Voucher:
    rows = (VoucherRow(1931, 168_100), VoucherRow(3001, -168_100))
    day = date(2026, 11, 2)
    made = Voucher("F", day, text, "", rows, DocumentKind.INVOICE, 1001, id=number, number=number, who=who)
    return replace(made, year=YEAR.first_day, registered_at=datetime(2026, 11, 2, 11, tzinfo=UTC))


def head_for(*accounts: int, **changes: object) -> SieHead:
    return replace(EXAMPLE, accounts=named_accounts(accounts, NAMES), **changes)  # type: ignore[arg-type]


def read_back(text: str, **changes: object) -> SieFile:
    return read_sie(written(head_for(1931, 3001, **changes), [a_voucher(text)]), is_own=True)


def test_the_worked_vouchers_are_the_example_file_byte_for_byte() -> None:
    assert written(vouchers=booked_examples()) == GOLDEN.read_bytes()


def test_the_example_reads_back_as_the_vouchers_that_it_was_made_of() -> None:
    made = read_sie(GOLDEN.read_bytes(), is_own=True)
    assert made.head("#FNAMN") == ["Åkes Bil & Däck AB"]
    assert made.accounts["3740"] == "Öres- och kronutjämning"
    for voucher, booked in zip(made.vouchers, booked_examples(), strict=True):
        assert (f"{voucher.series} {voucher.number}", voucher.text) == (booked.name, booked.text)
        assert [(int(row.account), row.amount) for row in voucher.rows] == [(r.account, r.amount) for r in booked.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Åsa ÄÖ åäö é", "Åsa ÄÖ åäö é"),
        ("A\N{COMBINING RING ABOVE}kes", "Åkes"),
        ("“Fel” – ‘bil’ — ”sen”…", "'Fel' - 'bil' - 'sen'..."),
        ("1\N{NO-BREAK SPACE}681,00\N{NARROW NO-BREAK SPACE}kr", "1 681,00 kr"),
        (r'C:\Mina "filer"', "C:/Mina 'filer'"),
        ("rad\r\nrad\t2\x00\x7f", "radrad2"),
        ("{klamrar}", "(klamrar)"),
        ("100 € till Sørensen 🚗", "100 ? till S?rensen ?"),
        ("", ""),
    ],
)
def test_a_text_is_written_as_the_code_page_has_it(text: str, expected: str) -> None:
    assert read_back(text).vouchers[0].text == expected


@given(st.text(max_size=60), st.text(max_size=12))
def test_whatever_is_typed_the_file_can_be_read(text: str, who: str) -> None:
    made = read_sie(written(head_for(1931, 3001, comment=text, company=text), [a_voucher(text, who=who or "-")]))
    assert made.has_checksum
    assert [row.amount for row in made.vouchers[0].rows] == [168_100, -168_100]


def test_the_checksum_can_be_left_out_for_importers_that_count_wrong() -> None:
    assert b"#KSUMMA" not in written(head_for(1931, 3001, with_checksum=False), [a_voucher()])
    assert not read_back("x", with_checksum=False).has_checksum


def test_without_our_numbers_the_importer_gives_its_own_and_the_text_tells_ours() -> None:
    (voucher,) = read_back("Faktura 1001", with_numbers=False).vouchers
    assert (voucher.series, voucher.number, voucher.text) == ("F", "", "Faktura 1001 (F 1)")


def test_an_account_without_a_name_is_called_by_its_number() -> None:
    assert named_accounts([1931, 4010], {1931: "Avräkning"}) == ((1931, "Avräkning"), (4010, "Konto 4010"))


def test_a_company_without_organisation_number_has_no_such_record() -> None:
    assert b"#ORGNR" not in written(head_for(1931, 3001, organisation_number=""), [a_voucher()])


# -- the reader


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples do not lie beside the repository")
@pytest.mark.parametrize(
    ("name", "vouchers", "accounts", "has_checksum"),
    [
        ("visma-fakturering-4i.si", 1, 3, False),
        ("bl-administration-4i.si", 1, 0, False),
        ("exempelbolaget-4i.si", 13, 10, False),
        ("norstedts-bokslut-4i-ksumma.si", 2, 351, True),
    ],
)
def test_the_reader_reads_what_other_programs_write(
    name: str, vouchers: int, accounts: int, *, has_checksum: bool
) -> None:
    made = read_sie((SAMPLES / name).read_bytes())
    assert (len(made.vouchers), len(made.accounts)) == (vouchers, accounts)
    assert made.has_checksum == has_checksum


WRONG = [
    (b"1681.00", b"1681.01", "does not balance"),
    (b"#FLAGGA 0\r\n", b"", "first record"),
    (b'#FNAMN "\x8fkes Bil & D\x84ck AB"\r\n', b"", "must be there"),
    (b"#SIETYP 4", b"#SIETYP 1", "another value"),
    (b"#VALUTA SEK", b"#OMFATTN 20261231", "must not occur"),
    (b"#KPTYP EUBAS97", b'#KONTO 1910 "Kassa"\r\n#KPTYP EUBAS97', "after a later group"),
    (b"#VER F 2", b"#VER F 1", "not after the one before"),
    (b"#KONTO 6064", b"#KONTO 6065", "not declared"),
    (b'#KONTO 6064 "Factoringavgifter"', b'#KONTO 6064 "x"\r\n#KONTO 1910 "x"', "not used"),
    (b"#VER U 1 20261105", b"#VER U 1 20270105", "outside the financial year"),
    (b'11-05" 20261105 "BH"', b'11-05" 20261105 ""', "by whom"),
    (b"555555-5555", b"5555555555", "organisation number"),
    (b" {} 1681.00", b" {} +1681.00", "no amount"),
    (b" {} 1681.00", b" {} 1681,00", "no amount"),
    (b" {} 1681.00", b" 1681.00", "too few fields"),
    (b"}\r\n#VER U", b"#VER U", "something else"),
    (b"\r\n", b"\n", "no CR LF"),
    (b"SEK", b"S\x00K", "control character"),
    (b'"Factoringavgifter"', b'"Factoring"avgifter"', "cannot read"),
]


@pytest.mark.parametrize(("before", "after", "why"), WRONG)
def test_the_reader_refuses_whatever_is_wrong(before: bytes, after: bytes, why: str) -> None:
    content = without_checksum(GOLDEN.read_bytes())
    read_sie(content, is_own=True)
    assert before in content
    with pytest.raises(NotSie, match=why):
        read_sie(content.replace(before, after), is_own=True)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (b"Exempel", b"exempel", "should be"),
        (b"4115484008", b"4115484009", "should be 4115484008"),
        (b"#KSUMMA 4115484008\r\n", b"", "second and last"),
    ],
)
def test_the_reader_refuses_a_checksum_that_is_wrong_or_missing(before: bytes, after: bytes, why: str) -> None:
    with pytest.raises(NotSie, match=why):
        read_sie(GOLDEN.read_bytes().replace(before, after))


def test_spaces_between_fields_do_not_count_and_escaped_quotation_marks_do() -> None:
    content = b'#FLAGGA 0\n#KSUMMA\n#KONTO\t1915   "Kassa \\"special\\""\n#KSUMMA 1921122205\n'
    with pytest.raises(NotSie, match="must be there"):
        read_sie(content)


def without_checksum(content: bytes) -> bytes:
    return b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(b"#KSUMMA"))
