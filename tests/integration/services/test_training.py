"""Training's surroundings: the sandbox as a child that keeps its port and ends with us, and the customer's phone."""

import socket
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.adapters.training import SECRET_VARIABLE, CustomersPhone, Sandbox, known_port
from promeister_mpay.domain.books.readiness import check_seller
from promeister_mpay.errors import MpayError
from promeister_mpay.services.books.service import seller_of
from promeister_mpay.services.settings import check_settings, load_settings
from promeister_mpay.services.training import invent_seller
from support.books import with_seller


def test_a_link_of_yesterday_still_opens_because_the_port_is_kept(tmp_path: Path) -> None:
    with Sandbox(tmp_path, "Verkstaden") as first:
        url = first.url
        phone = CustomersPhone(url, first.secret)
        assert phone.messages() == []
        phone.close()
    with Sandbox(tmp_path, "Verkstaden") as second:
        assert second.url == url


def test_a_phone_without_the_secret_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    with Sandbox(tmp_path, "Verkstaden") as sandbox:
        stranger = CustomersPhone(sandbox.url)
        for ask in (stranger.messages, lambda: stranger.fetch_settlement(tmp_path)):
            with pytest.raises(MpayError, match=SECRET_VARIABLE):
                ask()
        stranger.close()
        monkeypatch.setenv(SECRET_VARIABLE, sandbox.secret)
        friend = CustomersPhone(sandbox.url)
        assert friend.messages() == []
        friend.close()


def test_a_port_that_somebody_else_has_by_now_is_given_up(tmp_path: Path) -> None:
    with Sandbox(tmp_path, "Verkstaden") as first:
        port = int(first.url.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)), Sandbox(tmp_path, "Verkstaden") as second:
        assert not second.url.endswith(f":{port}")


def test_a_phone_without_a_gateway_says_so(tmp_path: Path) -> None:
    with Sandbox(tmp_path, "Verkstaden") as gone:
        phone = CustomersPhone(gone.url, gone.secret)
        with pytest.raises(MpayError, match="inte fått något SMS"):
            phone.pay()
    with pytest.raises(MpayError, match="kunde inte starta"):
        phone.messages()
    phone.close()


def test_the_training_workshop_can_write_invoices_and_keeps_what_it_was_told_later(store: SqlStore) -> None:
    invent_seller(store)
    with store.reading() as work:
        settings = load_settings(work.settings)
    check_settings(settings)
    check_seller(seller_of(settings))
    assert settings.workshop_name == "Övningsverkstaden AB"

    with_seller(store, workshop_name="Mitt eget AB")
    invent_seller(store)
    with store.reading() as work:
        assert load_settings(work.settings).workshop_name == "Mitt eget AB"


@pytest.mark.parametrize("said", ["", "not a number", "99999999999", "-1", "å", "٣"])
def test_a_port_file_that_makes_no_sense_is_not_used(tmp_path: Path, said: str) -> None:
    (tmp_path / "port").write_text(said, encoding="utf-8")
    assert known_port(tmp_path / "port") == "0"
    assert known_port(tmp_path) == "0"


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sandbox").write_text("", encoding="utf-8")
    with pytest.raises(MpayError, match="kunde inte starta"):
        Sandbox(tmp_path / "sandbox", "Verkstaden")


@pytest.mark.parametrize("url", ["\x00", "http://" + "a" * 70_000])
def test_a_phone_of_no_address_says_so(url: str) -> None:
    with pytest.raises(MpayError, match="kunde inte starta"):
        CustomersPhone(url)
