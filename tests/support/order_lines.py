"""Orders of any lines, for properties."""

from datetime import date

from hypothesis import strategies as st

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order

ANY_LINE = st.builds(
    OrderLine,
    type=st.sampled_from(LineType),
    quantity=st.integers(-10_000, 10_000).filter(bool),
    unit_price=st.integers(-(10**6), 10**7),
    discount=st.integers(0, 10_000),
    vat_rate=st.sampled_from([25, 12, 6, 0]),
)


def order_of(*lines: OrderLine, includes_vat: bool = True, to_krona: bool = True) -> Order:
    return Order(
        number=1,
        order_date=date(2026, 11, 23),
        lines=lines,
        prices_include_vat=includes_vat,
        round_to_krona=to_krona,
    )
