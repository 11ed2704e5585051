"""What some rows of an imported file will cost a customer, so that a clerk sees prices that are read wrongly."""

from itertools import islice

from promeister_mpay.domain.money import format_kronor, format_short
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.registers.import_layouts import FileKind
from promeister_mpay.domain.registers.import_rows import FileRows, GoodRow, article_of, lines_of

EXAMPLES = 3


def cost_examples(rows: FileRows) -> tuple[str, ...]:
    """Return a sentence for each of the first rows with a price; none for files without prices."""
    if rows.kind is FileKind.ARTICLES:
        return tuple(map(_article, islice(rows.good, EXAMPLES)))
    if rows.kind is FileKind.ORDER_LINES:
        priced = (row for row in rows.good if row.values.get("type") is not LineType.TEXT)
        return tuple(map(_line, islice(priced, EXAMPLES)))
    return ()


def _article(row: GoodRow) -> str:
    article = article_of(row.values, None)
    return f"{article.number} {article.description}: kunden betalar {format_kronor(article.price)} inklusive moms."


def _line(row: GoodRow) -> str:
    (line,) = lines_of([row])
    discount = f" − {format_short(line.discount)} %" if line.discount else ""
    what = f"{format_short(line.quantity)} {line.unit} à {format_kronor(line.unit_price)}{discount}"
    return f"Order {row.values['order_number']}, {line.description}: {what} = {format_kronor(line.amount)}."
