"""An order that was saved since it was read: the sentence names who did it and when, and tells the presser apart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.errors import OrderChanged
from promeister_mpay.services.orders.changed import changed_since
from support.payment_counters import Counter
from support.payment_world import NUMBER


def test_a_refused_send_names_who_changed_the_order_and_when() -> None:
    counter = Counter()
    version = counter.card().order.version
    counter.clock.advance(timedelta(minutes=3))
    counter.orders.save(replace(counter.card().order, note="x"), who="ML")
    changed_at = counter.now
    counter.clock.advance(timedelta(minutes=3))
    with pytest.raises(OrderChanged, match=rf"har ändrats av ML kl. {changed_at.astimezone():%H.%M} sedan") as caught:
        counter.payments.send(NUMBER, version=version, who="BH")
    assert (caught.value.changed_by, caught.value.changed_at) == ("ML", changed_at)


@pytest.mark.parametrize(("name", "shown"), [("BH", "BH, i ett annat fönster,"), ("", "någon annan"), ("ML", "ML")])
def test_the_presser_is_told_apart_from_others(name: str, shown: str) -> None:
    counter = Counter()
    counter.store.data.saved[NUMBER] = (name, counter.now)
    with counter.store.reading() as work:
        error = changed_since(work, NUMBER, who="BH", advice="Titta.")
    assert str(error).startswith(f"Ordern har ändrats av {shown} kl. ")
