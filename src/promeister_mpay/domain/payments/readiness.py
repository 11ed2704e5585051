"""Whether an order can be paid by SMS link: phone number, texts and amount are within what the gateway takes."""

from dataclasses import dataclass

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.readiness import check_complete, check_email
from promeister_mpay.domain.payments.lines import payment_lines
from promeister_mpay.domain.phones import MobileNumber, parse_mobile
from promeister_mpay.errors import InputError

MAX_LINES = 1000

MAX_DESCRIPTION = 100

MAX_REFERENCE = 50

MAX_UNIT = 50


@dataclass(frozen=True, slots=True)
class AmountLimits:
    """The smallest and largest amount of the chosen payment method, in öre (`gateway.md §4`)."""

    least: int = 1
    most: int = 999_999_999_999


def check_payable(order: Order, limits: AmountLimits) -> MobileNumber:
    """Refuse an order that cannot be paid by SMS link; returns the phone number that gets the SMS.

    Raises `InputError` with the field at fault; the limits are those of the gateway (`gateway.md §5`) and the method.
    """
    check_asks_for_money(order)
    number = parse_mobile(order.mobile_phone)
    if order.email:
        check_email(order.email, "email")
    for position, line in enumerate(order.lines):
        _check_texts(line, position)
    count = len(payment_lines(order))
    if count > MAX_LINES:
        raise InputError(
            f"Ordern blir {count} betalningsrader; Resurs tar emot högst {MAX_LINES}. Slå ihop rader.",
            f"lines[{len(order.lines) - 1}].number",
        )
    _check_amount(order.totals.to_pay, limits)
    return number


def check_customer(*, is_company: bool, for_persons: bool, for_companies: bool) -> None:
    """Refuse a customer whose kind the payment method is not for (`gateway.md` U25); raises `InputError`."""
    if for_companies if is_company else for_persons:
        return
    kind = "företag" if is_company else "privatpersoner"
    raise InputError(
        f"Det valda betalsättet hos Resurs tar inte emot {kind}. Låt kunden betala på annat sätt, eller välj ett annat "
        "betalsätt i Arkiv → Inställningar → Resurs.",
        "customer_number",
    )


def check_asks_for_money(order: Order) -> None:
    """Refuse an incomplete order, and one with nothing to pay; raises `InputError` with the field at fault."""
    check_complete(order)
    due = order.totals.to_pay
    if due > 0:
        return
    advice = "Bokför ordern med F11" if due == 0 else "Bokför ordern med F11 och betala ut beloppet på annat sätt"
    raise InputError(
        f"Att betala är {format_kronor(due)}. Beloppet måste vara större än noll för en betalningslänk. {advice}.",
        "lines[0].unit_price",
    )


def _check_texts(line: OrderLine, position: int) -> None:
    if line.type is LineType.TEXT:
        return
    bounds = (
        ("description", "beskrivningen", line.description, MAX_DESCRIPTION),
        ("number", "numret", line.number, MAX_REFERENCE),
        ("unit", "enheten", line.unit, MAX_UNIT),
    )
    for field, name, text, most in bounds:
        if _length(text) > most:
            raise InputError(
                f"Rad {position + 1}: {name} är {_length(text)} tecken; Resurs tar emot högst {most}. Korta texten.",
                f"lines[{position}].{field}",
            )


def _length(text: str) -> int:
    """Characters as the gateway is likely to count them: an emoji is two (UTF-16)."""
    return len(text.encode("utf-16-le")) // 2


def _check_amount(amount: int, limits: AmountLimits) -> None:
    if limits.least <= amount <= limits.most:
        return
    raise InputError(
        f"Att betala är {format_kronor(amount)}, men betalningssättet hos Resurs tar emot "
        f"{format_kronor(limits.least)} till {format_kronor(limits.most)}.",
        "lines[0].unit_price",
    )
