"""The columns of each list as data: titles, kinds of value, and which are shown by default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from promeister_mpay.domain.books.invoices import InvoiceKind
from promeister_mpay.domain.lists.query import ColumnKind, ListKind, Value
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.search import phone_digits, sort_key

LONGEST_FORM = 200
"""The number of characters by which texts are sorted and filtered; database indexes limit the length."""


def plate_form(text: str) -> str:
    """Return the form in which plates are sorted and filtered: 'ABC 123' and 'abc123' are equal."""
    return sort_key(plate_key(text))


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list.

    `default` columns are shown at first; `always_visible` ones cannot be hidden. `form` makes the text that a
    TEXT column is sorted and filtered by; `words` lists all values of a column that has only a few.
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    sortable: bool = True
    default: bool = False
    always_visible: bool = False
    form: Callable[[str], str] = sort_key
    words: type[StrEnum] | None = None
    source: str = ""
    """The key of the column that it reads when it has no value of its own: a FLAG tells whether that column is set."""
    computed: bool = False
    """Whether its value is calculated and not stored; a list cannot be filtered or sorted by it."""

    @property
    def stored(self) -> str:
        """The key of the stored column whose value it shows."""
        return self.source or self.key

    @property
    def has_form(self) -> bool:
        """Whether it is sorted and filtered by a stored form of its text, in a column of its own."""
        return self.kind is ColumnKind.TEXT and self.words is None

    def form_of(self, text: str) -> str | None:
        """The stored form of a value; None for an empty one, so that it sorts last."""
        return self.form(text)[:LONGEST_FORM].rstrip() or None


_NUMBER, _MONEY, _DATE, _TIME, _FLAG = (
    ColumnKind.NUMBER,
    ColumnKind.MONEY,
    ColumnKind.DATE,
    ColumnKind.TIME,
    ColumnKind.FLAG,
)

ORDER_COLUMNS = (
    ListColumn("number", "Nr", _NUMBER, default=True, always_visible=True),
    ListColumn("customer_number", "Förs.kundnr", default=True),
    ListColumn("customer_name", "Förs.kundnamn", default=True),
    ListColumn("registration", "Regnr", form=plate_form),
    ListColumn("vehicle", "Fordon"),
    ListColumn("mobile_phone", "Mobiltelefon", form=phone_digits),
    ListColumn("order_date", "Orderdatum", _DATE),
    ListColumn("status", "Statuskod", words=OrderStatus),
    ListColumn("payment_method", "Betalningssätt", words=PaymentMethod),
    ListColumn("payment_received", "Betalning mottagen", _FLAG, source="payment_received_at"),
    ListColumn("payment_received_at", "Tidpunkt för mottagen betalning", _TIME),
    ListColumn("sms_sent_at", "Betalnings-SMS skickat", _TIME),
    ListColumn("link_expires_at", "Länken gäller till", _TIME),
    ListColumn("to_pay", "Att betala", _MONEY),
    ListColumn("invoice_number", "Fakturanr", _NUMBER),
    ListColumn("posted_on", "Bokföringsdatum", _DATE),
    ListColumn("clerk", "Kundmottagare"),
    ListColumn("odometer", "Mätarställning", _NUMBER),
    ListColumn("vin", "Chassinr"),
    ListColumn("address", "Adress", sortable=False),
    ListColumn("postal_code", "Postnr"),
    ListColumn("city", "Ort"),
    ListColumn("email", "E-post", sortable=False),
    ListColumn("note", "Anteckning", sortable=False),
    ListColumn("changed_by", "Ändrad av"),
    ListColumn("changed_at", "Ändrad", _TIME),
)

CUSTOMER_COLUMNS = (
    ListColumn("number", "Kundnr", default=True, always_visible=True),
    ListColumn("name", "Namn", default=True),
    ListColumn("address", "Adress", default=True, sortable=False),
    ListColumn("postal_code", "Postnr"),
    ListColumn("city", "Ort", default=True),
    ListColumn("mobile_phone", "Mobiltelefon", default=True, form=phone_digits),
    ListColumn("email", "E-post", sortable=False),
    ListColumn("organisation_number", "Organisationsnr"),
    ListColumn("is_company", "Företag", _FLAG, sortable=False),
)

VEHICLE_COLUMNS = (
    ListColumn("registration", "Regnr", default=True, always_visible=True, form=plate_form),
    ListColumn("description", "Fordon", default=True),
    ListColumn("customer_number", "Ägarens kundnr", default=True),
    ListColumn("odometer", "Mätarställning", _NUMBER, default=True),
    ListColumn("vin", "Chassinr"),
)

ARTICLE_COLUMNS = (
    ListColumn("number", "Nr", default=True, always_visible=True),
    ListColumn("type", "Typ", default=True, words=LineType),
    ListColumn("description", "Beskrivning", default=True),
    ListColumn("unit", "Enhet", default=True),
    ListColumn("price", "Pris", _MONEY, default=True),
    ListColumn("vat_rate", "Moms %", _NUMBER, default=True),
)

INVOICE_COLUMNS = (
    ListColumn("number", "Fakturanr", _NUMBER, default=True, always_visible=True),
    ListColumn("kind", "Typ", sortable=False, default=True, words=InvoiceKind),
    ListColumn("issued_on", "Fakturadatum", _DATE, default=True),
    ListColumn("order_number", "Order", _NUMBER, default=True),
    ListColumn("customer_number", "Kundnr", sortable=False),
    ListColumn("customer_name", "Kund", default=True),
    ListColumn("registration", "Regnr", sortable=False, default=True, form=plate_form),
    ListColumn("to_pay", "Belopp", _MONEY, default=True),
    ListColumn("payment_method", "Betalningssätt", sortable=False, default=True, words=PaymentMethod),
    ListColumn("payment_reference", "Betalningens referens", sortable=False),
    ListColumn("due_on", "Förfallodatum", _DATE, sortable=False),
    ListColumn("ocr", "OCR-nummer", sortable=False),
    ListColumn("credits", "Krediterar faktura", _NUMBER, sortable=False),
    ListColumn("created_by", "Bokförd av", sortable=False),
    ListColumn("created_at", "Bokförd", _TIME, sortable=False),
)

VOUCHER_COLUMNS = (
    ListColumn("id", "Löpnr", _NUMBER, default=True, always_visible=True),
    ListColumn("series", "Serie", sortable=False, default=True),
    ListColumn("number", "Vernr", _NUMBER, sortable=False, default=True),
    ListColumn("event_date", "Bokföringsdatum", _DATE, default=True),
    ListColumn("text", "Text", sortable=False, default=True),
    ListColumn("counterparty", "Motpart", sortable=False, default=True),
    ListColumn("amount", "Omslutning", _MONEY, sortable=False, default=True),
    ListColumn("who", "Bokförd av", sortable=False),
    ListColumn("registered_at", "Registrerad", _TIME, sortable=False),
    ListColumn("corrects", "Rättar löpnr", _NUMBER, sortable=False),
)

BATCH_COLUMNS = (
    ListColumn("id", "Nr", _NUMBER, default=True, always_visible=True),
    ListColumn("file_name", "Fil", sortable=False, default=True),
    ListColumn("vouchers", "Verifikationer", _NUMBER, sortable=False, default=True),
    ListColumn("first_day", "Från", _DATE, sortable=False, default=True),
    ListColumn("last_day", "Till", _DATE, sortable=False, default=True),
    ListColumn("year", "Räkenskapsår från", _DATE, sortable=False),
    ListColumn("created_at", "Skapad", _TIME, sortable=False, default=True),
    ListColumn("created_by", "Skapad av", sortable=False, default=True),
)

LEDGER_COLUMNS = (
    ListColumn("event_date", "Bokföringsdatum", _DATE, default=True, always_visible=True),
    ListColumn("series", "Serie", sortable=False, default=True),
    ListColumn("number", "Vernr", _NUMBER, sortable=False, default=True),
    ListColumn("text", "Text", sortable=False, default=True),
    ListColumn("counterparty", "Motpart", sortable=False, default=True),
    ListColumn("debit", "Debet", _MONEY, sortable=False, default=True),
    ListColumn("credit", "Kredit", _MONEY, sortable=False, default=True),
    ListColumn("balance", "Saldo", _MONEY, sortable=False, default=True, computed=True),
    ListColumn("year", "Räkenskapsår från", _DATE, sortable=False),
    ListColumn("id", "Löpnr", _NUMBER, sortable=False),
)

PAYOUT_COLUMNS = (
    ListColumn("number", "Nr", _NUMBER, default=True, always_visible=True),
    ListColumn("bundle", "Utbetbuntnr", default=True),
    ListColumn("part", "Del", _NUMBER, sortable=False),
    ListColumn("posted_on", "Bokfdatum", _DATE, default=True),
    ListColumn("gross", "Brutto", _MONEY, sortable=False, default=True),
    ListColumn("fee", "Avgift", _MONEY, sortable=False, default=True),
    ListColumn("vat", "Moms på avgift", _MONEY, sortable=False),
    ListColumn("net", "Netto", _MONEY, default=True),
    ListColumn("voucher_id", "Verifikation, löpnr", _NUMBER, sortable=False, default=True),
    ListColumn("file", "Fil", sortable=False),
    ListColumn("created_by", "Bokförd av", sortable=False),
    ListColumn("created_at", "Bokförd", _TIME, sortable=False),
)

COLUMNS: Mapping[ListKind, tuple[ListColumn, ...]] = {
    ListKind.ORDERS: ORDER_COLUMNS,
    ListKind.CUSTOMERS: CUSTOMER_COLUMNS,
    ListKind.VEHICLES: VEHICLE_COLUMNS,
    ListKind.ARTICLES: ARTICLE_COLUMNS,
    ListKind.INVOICES: INVOICE_COLUMNS,
    ListKind.VOUCHERS: VOUCHER_COLUMNS,
    ListKind.BATCHES: BATCH_COLUMNS,
    ListKind.LEDGER: LEDGER_COLUMNS,
    ListKind.PAYOUTS: PAYOUT_COLUMNS,
}
"""All columns of each list, in the order of the column chooser."""

OWN_ORDER: Mapping[ListKind, str] = {
    ListKind.ORDERS: "number",
    ListKind.CUSTOMERS: "name",
    ListKind.VEHICLES: "registration",
    ListKind.ARTICLES: "number",
    ListKind.INVOICES: "number",
    ListKind.VOUCHERS: "id",
    ListKind.BATCHES: "id",
    ListKind.LEDGER: "event_date",
    ListKind.PAYOUTS: "number",
}
"""The key of the column that a list is sorted by at first."""

IDENTITIES: Mapping[ListKind, str] = {
    ListKind.ORDERS: "number",
    ListKind.INVOICES: "number",
    ListKind.VOUCHERS: "id",
    ListKind.BATCHES: "id",
    ListKind.LEDGER: "id",
    ListKind.PAYOUTS: "number",
}
"""The column whose number identifies a row; a register's rows are identified by their folded key instead."""

NEWEST_FIRST = frozenset({ListKind.ORDERS, ListKind.INVOICES, ListKind.VOUCHERS, ListKind.BATCHES, ListKind.PAYOUTS})
"""The lists that are sorted in descending order at first."""


def column_of(kind: ListKind, key: str) -> ListColumn | None:
    """The column with this key, or None: a stored choice of another version may name an unknown column."""
    return next((column for column in COLUMNS[kind] if column.key == key), None)


def forms(kind: ListKind, values: Mapping[str, Value]) -> dict[str, str | None]:
    """Return the forms to store beside an entry's texts, keyed by 'sort_' and the column's key."""
    return {
        f"sort_{column.key}": column.form_of(str(values[column.key]))
        for column in COLUMNS[kind]
        if column.has_form and column.key in values
    }
