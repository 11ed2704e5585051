"""A handful of random lives of a workshop; `make lives` lives thousands, and replays one by its seed."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from support.lives.faults import CHANGING, ONLY_CHANGING, FaultKind, drawn
from support.lives.life import Scope
from support.lives.resurs import LifeGateway
from support.lives.run import Lives, lives
from support.stores import Postgres

SEEDS = range(1, 7)
PAID = 5
"""A life that ends with a payment that stands."""


@pytest.fixture(scope="module")
def place(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    with lives(tmp_path_factory.mktemp("lives"), postgres) as opened:
        yield opened


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_every_krona_is_where_the_store_says(place: Lives, seed: int) -> None:
    verdict = place.live(seed, Scope())
    assert not verdict.wrong, verdict.report


def test_a_life_is_lived_again_by_its_seed(place: Lives) -> None:
    first, again = (place.live(SEEDS[0], Scope(acts=16)) for _ in range(2))
    assert first.story == again.story


def twin(gateway: LifeGateway, **changes: Any) -> None:
    """A payment like the first one, which nobody asked for."""
    gateway.ledger.put(replace(gateway.payments()[0], id="twin", token="twin", **changes))


def paid_back(gateway: LifeGateway) -> None:
    """A payment that stands is paid back behind the program's back."""
    payment = next(each for each in gateway.payments() if each.captured > each.refunded)
    gateway.ledger.put(replace(payment, refunded=payment.captured))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (partial(twin, reference="14000-99"), "payments that nobody asked for: ['14000-99']"),
        (twin, "two links for one request, and nothing shows it"),
        (paid_back, "by the gateway, and"),
    ],
)
def test_what_is_wrong_is_found_and_reported_with_the_story_and_its_seed(
    place: Lives, spoil: Callable[[LifeGateway], None], sentence: str
) -> None:
    verdict = place.live(PAID, Scope(acts=16), spoil=spoil)
    assert sentence in verdict.wrong
    assert verdict.story
    assert f"replay: make lives LIVES=1 SEED={PAID}" in verdict.report


def test_every_fault_happens_and_what_only_reads_arrives_once() -> None:
    chance = random.Random(1)
    seen = {operation: {drawn(chance, operation, ()) for _ in range(3_000)} for operation in (*CHANGING, "read")}
    kinds = {operation: {fault.kind for fault in faults if fault} for operation, faults in seen.items()}
    assert kinds["create"] == kinds["refund"] == set(FaultKind)
    assert kinds["read"] == set(FaultKind) - ONLY_CHANGING
    assert {fault.kind for _ in range(500) if (fault := drawn(chance, "create", {"TWICE"}))} == set(FaultKind) - {
        FaultKind.TWICE
    }
