"""What is said of a payment that was searched for at the gateway, and of one that was taken up."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.payments.found_payments import FoundPayment, Knowledge
from promeister_mpay.domain.payments.history_texts import reason_text
from promeister_mpay.domain.payments.request import GatewayStatus, Intent, Observation, PaymentOutcome, PaymentRequest
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.common.read_only_table import TableColumn
from promeister_mpay.ui.payments.messages import result_message

if TYPE_CHECKING:
    from promeister_mpay.services.payments.loop import LoopResult

NONE_FOUND = "Resurs visar ingen betalning för ”{}”."
_STATUS = {
    GatewayStatus.WAITING: "väntar på kunden",
    GatewayStatus.INSPECTION: "under granskning",
    GatewayStatus.SUPPLEMENTING: "väntar på uppgifter",
    GatewayStatus.FROZEN: "fryst",
    GatewayStatus.ACCEPTED: "godkänd, inga pengar dragna",
    GatewayStatus.UNKNOWN: "okänd status",
}
_KNOWLEDGE = {
    Knowledge.KNOWN: "känd",
    Knowledge.DOUBLE: "känd: skapad två gånger",
    Knowledge.UNSEEN: "ordern väntar på den, inte sedd",
    Knowledge.LOST: "inte känd",
    Knowledge.REFERENCE_TAKEN: "referensen hör till en annan betalning",
    Knowledge.NOT_OURS: "hör inte till någon order här",
}
_IN_THE_PORTAL = "Programmet gör ingenting med den. Ska pengarna tillbaka görs det i Resurs Merchant Portal."


def state_text(seen: Observation) -> str:
    """The payment's state in words: by its amounts before its status word (design §4 rule 4)."""
    if seen.captured:
        if not seen.net_captured:
            return "återbetald"
        return "betald, en del återbetald" if seen.refunded else "betald"
    if seen.holds_money:
        return "reserverad"
    if seen.status is GatewayStatus.REJECTED:
        return f"ingen betalning: {reason_text(seen.reason)}"
    return "makulerad" if 0 < seen.total <= seen.canceled else _STATUS[seen.status]


COLUMNS: tuple[TableColumn[FoundPayment], ...] = (
    TableColumn("Referens", 110, lambda found: found.seen.reference),
    TableColumn("Order", 70, lambda found: str(found.order_number or ""), right=True),
    TableColumn("Belopp", 90, lambda found: format_hundredths(found.seen.total), right=True),
    TableColumn("Betalt", 90, lambda found: format_hundredths(found.seen.captured), right=True),
    TableColumn("Återbetalt", 90, lambda found: format_hundredths(found.seen.refunded), right=True),
    TableColumn("Betald", 115, lambda found: local(found.seen.captured_at)),
    TableColumn("Läge", 170, lambda found: state_text(found.seen)),
    TableColumn("Hos oss", 220, lambda found: _KNOWLEDGE[found.knowledge]),
)


def advice_text(found: FoundPayment) -> str:
    """What the payment is, and what taking it up would do."""
    if found.knowledge in (Knowledge.REFERENCE_TAKEN, Knowledge.NOT_OURS):
        return f"Betalningen {_KNOWLEDGE[found.knowledge]}. {_IN_THE_PORTAL}"
    belongs = f"Betalningen hör till order {found.order_number}"
    if not found.may_be_taken_up:
        return f"{belongs} och är känd här, med samma belopp. Ingenting behöver göras."
    if found.knowledge is Knowledge.LOST:
        return f"{belongs} men är inte känd här. {_if_taken_up(found.seen)} Ordern ändras inte."
    return f"{belongs}, men programmet har inte sett den så här. Ta upp den, så läses den för ordern nu."


def _if_taken_up(seen: Observation) -> str:
    if seen.net_captured > 0:
        return f"Ta upp den, så betalas {format_kronor(seen.net_captured)} tillbaka till kunden."
    if seen.captured or seen.status is GatewayStatus.REJECTED:
        return "Ta upp den, så antecknas den i orderns historik."
    return "Ta upp den, så bevakas länken; betalar kunden ändå går pengarna tillbaka av sig själva."


def taken_up_text(result: "LoopResult") -> str:
    """What is known of a payment after it was taken up (design §14 rule 13)."""
    request = result.request
    return f"Betalningen {request.reference} är upptagen på order {request.order_number}. {_known(result)}"


def _known(result: "LoopResult") -> str:
    if result.is_under_way:
        return "Programmet frågar redan Resurs om den."
    if result.trouble is not None and result.is_unanswered:
        return f"{result.trouble} Programmet frågar vidare av sig självt."
    return result_message(result)[0] if result.request.intent is Intent.COLLECT else _of_given_up(result.request)


def _of_given_up(request: PaymentRequest) -> str:
    left = request.captured - request.refunded
    if left > 0:
        return f"{format_kronor(left)} är ännu inte återbetalt. Programmet försöker igen av sig självt."
    if request.outcome is PaymentOutcome.REFUNDED:
        return f"{format_kronor(request.refunded)} är återbetalt till kunden."
    if request.outcome is None:
        return "Länken bevakas tills den dör; betalar kunden ändå går pengarna tillbaka av sig själva."
    return "Inga pengar är kvar på den."
