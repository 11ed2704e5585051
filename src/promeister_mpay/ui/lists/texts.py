"""The texts of a list window: its title, and the footer with row counts and the active filters."""

from collections.abc import Sequence
from dataclasses import dataclass

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListKind, ListQuery, View
from promeister_mpay.domain.search import terms

NBSP = "\N{NO-BREAK SPACE}"
_OPERATORS = ("<", ">", "=")


@dataclass(frozen=True, slots=True)
class ListTexts:
    """A list's title, singular and plural nouns for its rows, the search field's hint, and what F3 creates."""

    title: str
    one: str
    many: str
    hint: str
    new: str = ""


TEXTS = {
    ListKind.ORDERS: ListTexts("Order - Verkstadslista", "order", "order", "nr, kund, regnr, telefon …"),
    ListKind.CUSTOMERS: ListTexts("Kunder", "kund", "kunder", "nr, namn, telefon …", "en ny kund"),
    ListKind.VEHICLES: ListTexts("Fordon", "fordon", "fordon", "regnr, fordon, ägare …", "ett nytt fordon"),
    ListKind.ARTICLES: ListTexts("Artiklar", "artikel", "artiklar", "nr, beskrivning …", "en ny artikel"),
    ListKind.INVOICES: ListTexts("Bokförda fakturor", "faktura", "fakturor", "fakturanr, order, kund, regnr …"),
    ListKind.VOUCHERS: ListTexts("Verifikationer", "verifikation", "verifikationer", "nr, text, motpart …"),
    ListKind.PAYOUTS: ListTexts("Utbetalningar från Resurs", "utbetalning", "utbetalningar", "buntnr, fil …"),
    ListKind.BATCHES: ListTexts("SIE-filer", "SIE-fil", "SIE-filer", "nr, fil, signatur …"),
    ListKind.LEDGER: ListTexts("Huvudbok", "rad", "rader", "nr, text, motpart …"),
}


def view_name(kind: ListKind, view: View) -> str:
    """'Alla order', 'Väntar på betalning'."""
    return f"{view.value} {TEXTS[kind].many}" if view is View.ALL else view.value


def grouped(number: int) -> str:
    """'1 000 000'."""
    return f"{number:,}".replace(",", NBSP)


def footer_text(
    kind: ListKind, query: ListQuery, columns: Sequence[ListColumn], *, count: int | None, total: int | None
) -> str:
    """'1 000 000 order · visar alla', '37 av 1 000 000 order · Statuskod = KLART · Sök: öberg'."""
    hiding = hides(query, columns)
    return " · ".join((_how_many(kind, count, total if hiding else None), *(hiding or ["visar alla"])))


def _how_many(kind: ListKind, count: int | None, total: int | None) -> str:
    words = TEXTS[kind]
    if count is None:
        return f"Räknar {words.many} …"
    if total is None:
        return f"{grouped(count)} {words.one if count == 1 else words.many}"
    return f"{grouped(count)} av {grouped(total)} {words.one if total == 1 else words.many}"


def hides(query: ListQuery, columns: Sequence[ListColumn]) -> list[str]:
    """What hides rows: the view, each filter and the search text."""
    titles = {column.key: column.title for column in columns}
    said = [] if query.view is View.ALL else [query.view.value]
    said += [f"{titles.get(key, key)} {_compared(text)}" for key, text in query.filters.items() if text.strip()]
    return said + ([f"Sök: {query.text.strip()}"] if terms(query.text) else [])


def nothing_text(kind: ListKind, query: ListQuery, columns: Sequence[ListColumn]) -> str:
    """What Enter says in a list without rows: that nothing was found, by what, and what can be done."""
    hiding = hides(query, columns)
    said = [f"Ingenting hittades · {' · '.join(hiding)}." if hiding else "Listan är tom."]
    if hiding:
        said.append(
            "Ändra det sökta, eller ta bort filtren med Ctrl+Skift+F7." if query.filters else "Ändra det sökta."
        )
    if TEXTS[kind].new:
        said.append(f"F3 lägger upp {TEXTS[kind].new}.")
    return " ".join(said)


def _compared(expression: str) -> str:
    return expression if expression.startswith(_OPERATORS) else f"= {expression}"
