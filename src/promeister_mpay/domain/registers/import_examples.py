"""What some rows of an imported file will cost a customer, so that a clerk sees prices that are read wrongly."""

from collections.abc import Mapping
from functools import partial
from itertools import islice

from promeister_mpay.domain.money import format_kronor, format_short
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.registers.import_columns import read_price, read_vat_rate
from promeister_mpay.domain.registers.import_layouts import FileKind, PriceVat
from promeister_mpay.domain.registers.import_rows import FileRows, GoodRow, article_of, lines_of, with_vat
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import InputError

EXAMPLES = 3
_EXAMINED = 100


def cost_examples(rows: FileRows) -> tuple[str, ...]:
    """Return a sentence for each of the first rows with a price; none for files without prices."""
    if rows.kind is FileKind.ARTICLES:
        return tuple(map(_article, islice(rows.good, EXAMPLES)))
    if rows.kind is FileKind.ORDER_LINES:
        priced = (row for row in rows.good if row.values.get("type") is not LineType.TEXT)
        return tuple(map(_line, islice(priced, EXAMPLES)))
    return ()


def price_labels(sheet: Sheet, places: Mapping[str, int]) -> dict[PriceVat, str]:
    """Name each reading of a price list by what a customer pays for its first article: '3 776,00 blir 4 720,00 kr'."""
    example = next(filter(None, map(partial(_price, places=places), sheet.rows[:_EXAMINED])), None)
    if example is None:
        return {vat: vat.value for vat in PriceVat}
    text, price, rate = example
    becomes = {PriceVat.INCLUDED: price, PriceVat.EXCLUDED: with_vat(price, rate) or 0}
    return {vat: f"{vat}: {text[:30]} blir {format_kronor(becomes[vat])} med moms" for vat in PriceVat}


def _price(row: SheetRow, places: Mapping[str, int]) -> tuple[str, int, int] | None:
    """A row's price as it stands, in öre, and its VAT rate; None for a row without them."""
    if "price" not in places or "vat_rate" not in places:
        return None
    text = row.text(places["price"])
    try:
        price, rate = read_price(text, "price"), read_vat_rate(row.text(places["vat_rate"]), "vat_rate")
    except InputError:
        return None
    return (text, price, rate) if price and rate else None


def _article(row: GoodRow) -> str:
    article = article_of(row.values, None)
    return f"{article.number} {article.description}: kunden betalar {format_kronor(article.price)} inklusive moms."


def _line(row: GoodRow) -> str:
    (line,) = lines_of([row])
    discount = f" − {format_short(line.discount)} %" if line.discount else ""
    what = f"{format_short(line.quantity)} {line.unit} à {format_kronor(line.unit_price)}{discount}"
    return f"Order {row.values['order_number']}, {line.description}: {what} = {format_kronor(line.amount)}."
