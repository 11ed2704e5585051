"""A strict reader of SIE 4I files, for tests: refuses whatever `bookkeeping.md §1` does not allow."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

ORDER = (
    ("#FLAGGA", "#KSUMMA"),
    (
        *("#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#PROSA", "#FTYP", "#FNR", "#ORGNR", "#ADRESS", "#FNAMN"),
        *("#RAR", "#TAXAR", "#KPTYP", "#VALUTA"),
    ),
    ("#KONTO", "#KTYP", "#ENHET", "#SRU", "#DIM", "#UNDERDIM", "#OBJEKT"),
    ("#VER",),
)
"""The labels of a 4I file by their group (§1.3); within a group they may stand in any order."""
ONCE = ("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#FNAMN")
IN_VOUCHER = ("#TRANS", "#RTRANS", "#BTRANS")
DATE = re.compile(r"[0-9]{8}")
AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
ORGANISATION = re.compile(r"[0-9]{6}-[0-9]{4}")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
LABEL = re.compile(r"(#[A-Z]+)(?:[ \t]+(.*))?")
_FIELD = re.compile(
    r"""(?:\{(?P<objects>[^{}]*)\}|"(?P<quoted>(?:[^"\\]|\\"|\\(?!"))*)"|(?P<bare>[^\s"{}]+))(?=[ \t]|$)"""
)
"""A field, and after it the end or a space. A backslash is one, unless a quotation mark follows (§1.2)."""


class NotSie(Exception):
    """The file breaks a rule; says the line and which."""


@dataclass(frozen=True)
class Transaction:
    account: str
    amount: int
    text: str = ""


@dataclass(frozen=True)
class ReadVoucher:
    series: str
    number: str
    day: date
    text: str
    registered: date | None
    sign: str
    rows: tuple[Transaction, ...]


@dataclass
class SieFile:
    """What was read; `heads` are the fields of the first record of each label before the vouchers."""

    heads: dict[str, list[str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    vouchers: list[ReadVoucher] = field(default_factory=list)
    has_checksum: bool = False

    def head(self, label: str) -> list[str]:
        return self.heads[label]


@dataclass(frozen=True)
class Record:
    line: int
    label: str
    fields: list[str]
    summed: bytes

    def refuse(self, why: str) -> NotSie:
        return NotSie(f"rad {self.line}, {self.label}: {why}")

    def need(self, condition: object, why: str) -> None:
        if not condition:
            raise self.refuse(why)

    def day(self, at: int) -> date:
        self.need(DATE.fullmatch(self.fields[at]), f"{self.fields[at]!r} is no date")
        return date.fromisoformat(self.fields[at])


def read_sie(content: bytes, *, is_own: bool = False) -> SieFile:
    """Read a file; `is_own` also asks for what this program promises: CR LF, every account declared, ascending."""
    lines = _lines(content, is_own=is_own)
    records = [each if each in ("{", "}") else _record(number, each) for number, each in lines]
    _check_order([each for each in records if isinstance(each, Record)])
    made = _read(records)
    _check_mandatory(made)
    _check_sum([each for each in records if isinstance(each, Record)], made)
    if is_own:
        _check_own(made)
    return made


def _lines(content: bytes, *, is_own: bool) -> Iterator[tuple[int, str]]:
    text = content.decode("cp437")
    if not text.endswith("\n"):
        raise NotSie("the last record has no end")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        if is_own and not line.endswith("\r"):
            raise NotSie(f"rad {number}: no CR LF")
        bare = line.removesuffix("\r").strip(" \t")
        if CONTROL.search(bare) or (is_own and "\t" in bare):
            raise NotSie(f"rad {number}: a control character")
        if bare:
            yield number, bare


def _record(number: int, line: str) -> Record:
    record = LABEL.fullmatch(line)
    if record is None:
        raise NotSie(f"rad {number}: {line[:30]!r} is no record")
    label, rest = record[1], record[2] or ""
    fields, summed = [], label
    while rest:
        found = _FIELD.match(rest)
        if found is None:
            raise NotSie(f"rad {number}, {label}: cannot read {rest!r}")
        text, counted = _field(found)
        fields.append(text)
        summed += counted
        rest = rest[found.end() :].lstrip(" \t")
    return Record(number, label, fields, summed.encode("cp437"))


def _field(found: "re.Match[str]") -> tuple[str, str]:
    """A field's text, and what of it counts in #KSUMMA."""
    if found["objects"] is not None:
        inner = "".join(found["objects"].split()).replace('"', "")
        return found[0], inner
    if found["quoted"] is not None:
        plain = found["quoted"].replace('\\"', '"')
        return plain, plain
    return found["bare"], found["bare"]


def _check_order(records: Sequence[Record]) -> None:
    """Groups follow each other; #KSUMMA stands second and last, or nowhere."""
    group = {label: at for at, labels in enumerate(ORDER) for label in labels}
    records[0].need(records[0].label == "#FLAGGA", "the first record must be #FLAGGA")
    sums = [at for at, each in enumerate(records) if each.label == "#KSUMMA"]
    if sums:
        records[sums[0]].need(sums == [1, len(records) - 1], "#KSUMMA must stand second and last")
    before = 0
    for each in records[2 if sums else 1 : len(records) - bool(sums)]:
        if each.label in IN_VOUCHER:
            continue
        each.need(each.label in group, "must not occur in a 4I file")
        each.need(group[each.label] >= before, "stands after a later group")
        each.need(group[each.label], "stands twice")
        before = group[each.label]


def _read(records: Sequence[Record | str]) -> SieFile:
    made = SieFile()
    waiting = iter(records)
    for each in waiting:
        if not isinstance(each, Record):
            raise NotSie("a brace that belongs to no voucher")
        each.need(each.label not in IN_VOUCHER, "stands outside a voucher")
        if each.label == "#VER":
            made.vouchers.append(_voucher(each, waiting))
            continue
        _check_head(each, made)
        made.heads.setdefault(each.label, each.fields)
    return made


def _check_head(each: Record, made: SieFile) -> None:
    each.need(each.label not in ONCE or each.label not in made.heads, "stands twice")
    if each.label == "#KONTO":
        number, name = each.fields[:2]
        each.need(number.isdigit(), "an account is a number")
        each.need(number not in made.accounts, "the account is declared twice")
        made.accounts[number] = name
    allowed = {"#FLAGGA": ("0", "1"), "#FORMAT": ("PC8",), "#SIETYP": ("4",)}
    if each.label in allowed:
        each.need(each.fields and each.fields[0] in allowed[each.label], "another value")
    if each.label == "#GEN":
        each.day(0)
    if each.label == "#RAR" and len(each.fields) > 1:
        each.need(each.day(1) <= each.day(2), "the year ends before it begins")
    if each.label == "#ORGNR":
        each.need(ORGANISATION.fullmatch(each.fields[0]), "no organisation number")


def _voucher(head: Record, waiting: Iterator[Record | str]) -> ReadVoucher:
    head.need(next(waiting, "") == "{", "no { after it")
    rows = []
    for each in waiting:
        if each == "}":
            break
        if not isinstance(each, Record) or each.label not in IN_VOUCHER:
            raise head.refuse("has something else than rows in it")
        if each.label == "#TRANS":
            rows.append(_transaction(each))
    else:
        raise head.refuse("is never closed")
    head.need(sum(row.amount for row in rows) == 0, "does not balance")
    series, number, *more = [*head.fields, *[""] * (6 - len(head.fields))]
    head.need(not number or number.isdigit(), "the number is none")
    registered = head.day(4) if more[2] else None
    return ReadVoucher(series, number, head.day(2), more[1], registered, more[3], tuple(rows))


def _transaction(each: Record) -> Transaction:
    each.need(len(each.fields) >= 3, "too few fields")
    account, objects, amount, *more = each.fields
    each.need(account.isdigit(), "an account is a number")
    each.need(re.fullmatch(r"\{.*\}", objects), "no list of objects")
    each.need(AMOUNT.fullmatch(amount), f"{amount!r} is no amount")
    whole, _, cents = amount.lstrip("-").partition(".")
    ore = int(whole) * 100 + int(cents.ljust(2, "0"))
    return Transaction(account, -ore if amount.startswith("-") else ore, more[1] if len(more) > 1 else "")


def _check_mandatory(made: SieFile) -> None:
    missing = [label for label in ONCE if not made.heads.get(label)]
    if missing:
        raise NotSie(f"{missing} must be there")


def _check_sum(records: Sequence[Record], made: SieFile) -> None:
    if records[-1].label != "#KSUMMA":
        return
    made.has_checksum = True
    counted = zlib.crc32(b"".join(each.summed for each in records[2:-1]))
    records[-1].need(records[-1].fields == [str(counted)], f"should be {counted}")


def _check_own(made: SieFile) -> None:
    first, last = (date.fromisoformat(text) for text in made.head("#RAR")[1:3])
    numbers: dict[str, int] = {}
    for voucher in made.vouchers:
        name = f"#VER {voucher.series} {voucher.number}"
        if not first <= voucher.day <= last:
            raise NotSie(f"{name} lies outside the financial year")
        if voucher.number and int(voucher.number) <= numbers.get(voucher.series, 0):
            raise NotSie(f"{name} is not after the one before")
        numbers[voucher.series] = int(voucher.number or 0)
        if voucher.registered is None or not voucher.sign:
            raise NotSie(f"{name} does not say when it was registered and by whom")
        if not voucher.rows or any(row.account not in made.accounts for row in voucher.rows):
            raise NotSie(f"{name} uses an account that is not declared")
    used = {row.account for voucher in made.vouchers for row in voucher.rows}
    if used != set(made.accounts):
        raise NotSie(f"{set(made.accounts) - used} are declared and not used")
