"""What a credit costs, for the pay page and for what the gateway tells of it: plans, annuity factors, price signage.

Fees are invented, and there is no interest; the pay page says that they are an example.
"""

from collections.abc import Iterator
from decimal import Decimal

from promeister_mpay.sandbox.wire import kronor

MONTHLY_FEE = 2_900
SET_UP_FEES = {3: 9_500, 6: 19_500, 12: 29_500, 24: 39_500}
"""In öre, by number of months."""
ROUNDS = 80
HIGHEST_RATE = Decimal(1_000)
"""Of a month: the fees are a thousand times the amount."""


def monthly(total: int, months: int) -> int:
    """The monthly payment in öre, fees included, rounded up."""
    return -(-(total + SET_UP_FEES[months]) // months) + MONTHLY_FEE


def plan_name(months: int) -> str:
    """The name of a plan."""
    return f"{months} delar"


def annuity_factors() -> list[dict[str, object]]:
    """Each plan's factor and fees: amount times factor is the payment of a month without fees."""
    return [
        {
            "paymentPlanName": plan_name(months),
            "annuityFactor": (Decimal(1) / months).quantize(Decimal("0.000001")),
            "durationMonths": months,
            "administrationFee": kronor(MONTHLY_FEE),
            "setupFee": kronor(fee),
        }
        for months, fee in SET_UP_FEES.items()
    ]


def costs(total: int) -> Iterator[dict[str, object]]:
    """What each plan costs for an amount in öre."""
    for months, fee in SET_UP_FEES.items():
        payment = monthly(total, months)
        yield {
            "name": plan_name(months),
            "description": f"Betala {months} månader utan ränta",
            "durationMonths": months,
            "interest": 0,
            "effectiveInterest": effective_interest(total, payment, months),
            "monthlyCost": kronor(payment),
            "totalCost": kronor(payment * months),
            "setupFee": kronor(fee),
            "administrationFee": kronor(MONTHLY_FEE),
        }


def effective_interest(total: int, payment: int, months: int) -> Decimal:
    """The yearly rate in per cent at which the monthly payments are worth the amount."""
    low, high = Decimal(0), HIGHEST_RATE
    for _ in range(ROUNDS):
        rate = (low + high) / 2
        worth = sum(payment / (1 + rate) ** month for month in range(1, months + 1))
        low, high = (rate, high) if worth > total else (low, rate)
    yearly = ((1 + low) ** 12 - 1) * 100
    return min(yearly, Decimal(999_999)).quantize(Decimal("0.01"))
