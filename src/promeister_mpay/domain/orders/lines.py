"""The rows of an order and their sums: row amounts, VAT per rate, rounding and the amount to pay."""

from dataclasses import dataclass
from enum import StrEnum

from promeister_mpay.domain.money import div_half_up, format_hundredths, format_short, round_to_krona
from promeister_mpay.domain.text_limits import ORDER_LINE, check_texts
from promeister_mpay.errors import InputError

MAX_QUANTITY = 100_000_000
MAX_PRICE = 10_000_000_000
"""The first quantity, in hundredths, and the first price, in öre, that nobody means: in the form and in imports."""
UNLIKELY_QUANTITY = 100_000
UNLIKELY_PRICE = 10_000_000
"""The first quantity, in hundredths, and price, in öre, that a scanned article number is likelier than: asked about."""


class LineType(StrEnum):
    """The type of a line: work, an article, or a text without an amount."""

    LABOUR = "Arbete"
    ARTICLE = "Artikel"
    TEXT = "Text"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One row of an order: quantity and discount in hundredths, price in öre, VAT in whole per cent."""

    type: LineType = LineType.ARTICLE
    number: str = ""
    description: str = ""
    quantity: int = 100
    unit: str = "st"
    unit_price: int = 0
    discount: int = 0
    vat_rate: int = 25

    @property
    def full_amount(self) -> int:
        """Quantity times price in öre, before discount."""
        if self.type is LineType.TEXT:
            return 0
        return div_half_up(self.quantity * self.unit_price, 100)

    @property
    def amount(self) -> int:
        """The line's amount in öre after discount, in the order's price mode (with or without VAT)."""
        if self.type is LineType.TEXT:
            return 0
        return div_half_up(self.quantity * self.unit_price * (10_000 - self.discount), 1_000_000)


@dataclass(frozen=True, slots=True)
class VatSum:
    """The tax base and VAT of one VAT rate, in öre."""

    rate: int
    net: int
    vat: int


@dataclass(frozen=True, slots=True)
class Totals:
    """An order's sums in öre: `to_pay == net + vat + rounding`."""

    by_rate: tuple[VatSum, ...]
    rounding: int

    @property
    def net(self) -> int:
        """The sum without VAT."""
        return sum(rate.net for rate in self.by_rate)

    @property
    def vat(self) -> int:
        """The VAT of all rates."""
        return sum(rate.vat for rate in self.by_rate)

    @property
    def to_pay(self) -> int:
        """The amount to pay, in öre."""
        return self.net + self.vat + self.rounding


def totals(lines: tuple[OrderLine, ...], *, prices_include_vat: bool, to_krona: bool) -> Totals:
    """Sum lines: VAT per rate on the rate's sum (SKV), then öresavrundning on the amount to pay only."""
    sums: dict[int, int] = {}
    for line in lines:
        if line.type is not LineType.TEXT:
            sums[line.vat_rate] = sums.get(line.vat_rate, 0) + line.amount
    by_rate = tuple(
        vat_sum(rate, amount, includes_vat=prices_include_vat) for rate, amount in sorted(sums.items(), reverse=True)
    )
    exact = sum(rate.net + rate.vat for rate in by_rate)
    return Totals(by_rate, round_to_krona(exact) - exact if to_krona else 0)


def vat_sum(rate: int, amount: int, *, includes_vat: bool) -> VatSum:
    """Split an amount in öre into tax base and VAT (`bookkeeping.md §4`)."""
    if includes_vat:
        vat = div_half_up(amount * rate, 100 + rate)
        return VatSum(rate, amount - vat, vat)
    return VatSum(rate, amount, div_half_up(amount * rate, 100))


def unlikely_number(line: OrderLine) -> str:
    """Say which number of a line is likelier a scanned article number, as 'antalet 2 040'; empty when none is."""
    if abs(line.quantity) >= UNLIKELY_QUANTITY:
        return f"antalet {format_short(line.quantity)}"
    return f"à-priset {format_hundredths(line.unit_price)}" if abs(line.unit_price) >= UNLIKELY_PRICE else ""


def check_line(line: OrderLine, position: int) -> None:
    """Refuse a line that cannot be stored; `position` counts from 0 and is part of the error's field."""
    where, field = f"Rad {position + 1}", f"lines[{position}]"
    check_texts(line, ORDER_LINE, prefix=f"{field}.", where=f"{where}: ")
    if abs(line.quantity) >= MAX_QUANTITY:
        raise InputError(f"{where}: antalet är orimligt stort. Rätta det.", f"{field}.quantity")
    if abs(line.unit_price) >= MAX_PRICE:
        raise InputError(f"{where}: à-priset är orimligt stort. Rätta det.", f"{field}.unit_price")
    if not 0 <= line.discount <= 10_000:
        raise InputError(f"{where}: rabatten ska vara mellan 0 och 100 %.", f"{field}.discount")
    if not 0 <= line.vat_rate <= 100:
        raise InputError(f"{where}: momsen ska vara mellan 0 och 100 %.", f"{field}.vat_rate")
