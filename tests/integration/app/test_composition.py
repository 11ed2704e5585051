"""What is built for a start when something around the program is broken: orders open, and the trouble is told."""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.app.composition import Options, open_counter
from promeister_mpay.errors import GatewayError, MpayError
from promeister_mpay.paths import DataFolder
from support.clerks import start_in
from support.stores import an_order, stored


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> DataFolder:
    """A data folder whose store has an order already, so that no demo data is imported."""
    made = DataFolder(tmp_path / "data").make()
    shutil.copyfile(sqlite_template, made.store)
    with contextlib.closing(open_store(sqlite_url(made.store))) as store:
        stored(store, an_order())
    return made


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://gateway.example", "http://["])
def test_training_without_a_gateway_opens_its_orders(folder: DataFolder, url: str) -> None:
    options = Options(folder, "kassa", training=True, sandbox_url=url)
    with contextlib.ExitStack() as closing:
        counter = open_counter(options, start_in(folder.root), closing.callback)
        assert counter.orders.open_or_newest(1, clerk="BH").order.number == an_order().number
        assert counter.warning
        with pytest.raises(GatewayError):
            counter.payments.try_gateway()
        functions: Sequence[Callable[[], object] | None] = (counter.phone, counter.training_file)
        for function in functions:
            assert function is not None
            with pytest.raises(MpayError):
                function()
