"""A server that was put back to an older state: it is said, and treated as a blind restore (design §15)."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from promeister_mpay.adapters.store.backup.restore_merge import recheck
from promeister_mpay.adapters.store.backup.restore_numbers import go_on_above
from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.database.mark import Mark, read_mark_file
from promeister_mpay.adapters.store.database.server_mark import ServerMark, server_mark_path
from promeister_mpay.adapters.store.opening import SqlStore, embedded_path
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.domain.payments.journal import PROGRAM
from promeister_mpay.services.payments.lost_links import RESTORED_BLIND

ANOTHER = (
    "Databasen på servern är en annan än den som användes härifrån senast. Är det inte meningen: sluta arbeta, och be "
    "den som sköter servern kontrollera adressen och databasen."
)
OLDER = (
    "Databasen på servern är äldre än när den senast användes från den här datorn: den har återställts. Det som skrevs "
    "in därefter finns inte kvar. {}Programmet frågar Resurs om alla betalningar och söker länkar som skickades "
    "efter kopian. Jämför med Resurs Merchant Portal och med sista fakturan på papper innan nya skickas."
)
_LAST_INVOICE = "Faktura {} och senare är använda nummer; nästa får ett högre. "


def follow_server(store: SqlStore, address: str, folder: Path, now: datetime) -> str:
    """Compare a store at a server with the mark in `folder`, and write that at each commit from now on.

    Returns what must be said of a store that is older than it was, or another one; else "". Numbers of an older one go
    on above those that were drawn from here, and its payments are asked about. Raises `StoreError`.
    """
    if embedded_path(address) is not None:
        return ""
    path = server_mark_path(folder, address)
    known = read_mark_file(path)
    found = _found(store)
    warning = ""
    if known is not None and known.store_id != found.store_id:
        warning = ANOTHER
    elif known is not None and (lost := _lost(known, found)):
        warning = OLDER.format(_LAST_INVOICE.format(found.numbers.get("invoice", 0) + 1) if "invoice" in lost else "")
        _go_on(store, known, warning, now)
        found = _found(store)
    store.follow(ServerMark(path, found))
    return warning


def _lost(known: Mark, found: Mark) -> Mapping[str, int]:
    return {series: number for series, number in known.numbers.items() if found.numbers.get(series, 0) < number}


def _found(store: SqlStore) -> Mark:
    with store.connected() as connection:
        (store_id,) = connection.exec_driver_sql("SELECT id FROM store_identity").one()
        drawn = connection.exec_driver_sql("SELECT name, value FROM counters").all()
    return Mark(store_id, 0, {row.name: row.value for row in drawn})


def _go_on(store: SqlStore, known: Mark, said: str, now: datetime) -> None:
    """Raise the numbers, have all payments asked about, and tell it in the workshop's history; in one transaction."""
    with store.writing() as work, as_store_errors():
        connection = work.transaction.connection

        def execute(statement: str, values: tuple[object, ...] = ()) -> Any:  # noqa: ANN401 – the driver's cursor
            return connection.exec_driver_sql(statement.replace("?", "%s"), values)

        recheck(execute)
        go_on_above(execute, known.numbers, last_invoice=0, who=PROGRAM, at=now)
        work.settings.put(RESTORED_BLIND, "true")
        work.events.add(Event(WORKSHOP, now, PROGRAM, said))
        work.commit()
