"""How the program starts the next time: what is chosen, where the store's password lies, and what a look at it says."""

from pathlib import Path

import psycopg
import pytest

from promeister_mpay.adapters.store import open_store, probe_store
from promeister_mpay.errors import FileError, InputError, StoreError, StoreLogin, StoreTooNew
from promeister_mpay.services.startup import StartService, StoreSummary, divided
from promeister_mpay.start_choice import StartChoice, read_choice
from support.fakes.secrets import MemorySecrets, NoKeyring
from support.stores import Postgres, an_order, raw, stored

SHARED = "postgresql://verkstad@server:5433/mpay?sslmode=require"
PASSWORD = "å:/@ ?&hemligt"


def service(file: Path, secrets: MemorySecrets, looked: list[str] | None = None) -> StartService:
    def look(url: str) -> StoreSummary:
        (looked if looked is not None else []).append(url)
        return StoreSummary(is_new=True)

    return StartService(file=file, secrets=secrets, look=look, running=StartChoice())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "workshop" / "start.json"


def test_what_is_chosen_is_there_at_the_next_start_and_for_this_user_only(file: Path) -> None:
    assert read_choice(file) == StartChoice()
    service(file, MemorySecrets()).save(StartChoice(training=True, store_url=SHARED))
    assert read_choice(file) == StartChoice(training=True, store_url=SHARED)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_the_password_lies_in_the_keyring_and_in_no_file(file: Path) -> None:
    secrets = MemorySecrets()
    typed = SHARED.replace("@", ":%C3%A5%3A%2F%40%20%3F%26hemligt@", 1)
    assert service(file, secrets).save(StartChoice(store_url=typed)) == ""
    assert "hemligt" not in file.read_text(encoding="utf-8")
    assert secrets.get(SHARED) == PASSWORD
    assert divided(service(file, secrets).full_url(SHARED)) == (SHARED, PASSWORD)


def test_without_a_keyring_the_password_is_kept_until_the_program_ends_and_that_is_said(file: Path) -> None:
    start = service(file, NoKeyring())
    assert "ingen nyckelring" in start.save(StartChoice(store_url=SHARED), PASSWORD)
    assert divided(start.full_url(SHARED))[1] == PASSWORD
    assert service(file, NoKeyring()).full_url(SHARED) == SHARED


def test_a_look_uses_the_password_that_is_typed_or_else_the_one_that_is_known(file: Path) -> None:
    looked: list[str] = []
    start = service(file, MemorySecrets(), looked)
    start.save(StartChoice(store_url=SHARED), "known")
    start.look_at(SHARED)
    start.look_at(SHARED, "typed")
    assert [divided(url)[1] for url in looked] == ["known", "typed"]


@pytest.mark.parametrize(
    "address", ["server", "http://server/mpay", "postgresql://server", "postgresql://my server/x", "sqlite:///x"]
)
def test_what_is_no_address_is_told_with_an_example(file: Path, address: str) -> None:
    start = service(file, MemorySecrets())
    for use in (start.look_at, lambda url: start.save(StartChoice(store_url=url))):
        with pytest.raises(InputError, match="postgresql://verkstad@server/mpay") as refused:
            use(address)
        assert refused.value.field == "store_url"
    assert not file.exists()


@pytest.mark.parametrize("address", ["postgresql:///mpay?host=/run/pg", "postgresql://server/mpay"])
def test_an_address_without_a_user_may_have_a_password_too(file: Path, address: str) -> None:
    start = service(file, MemorySecrets())
    start.save(StartChoice(store_url=address))
    assert (read_choice(file).store_url, start.full_url(address)) == (address, address)
    start.keep_password(address, PASSWORD)
    assert divided(start.full_url(address)) == (address, PASSWORD)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"training": 1}', '"x"'])
def test_a_damaged_choice_is_told_and_no_other_store_is_opened_instead(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_text(content, encoding="utf-8")
    with pytest.raises(FileError, match=r"start\.json"):
        read_choice(file)


class TestLookingAtAServer:
    def test_an_empty_database_is_new_and_stays_empty(self, postgres: Postgres) -> None:
        url = postgres.new_database()
        assert probe_store(url) == StoreSummary(is_new=True)
        assert raw(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]

    def test_a_store_says_how_many_orders_it_has(self, postgres_url: str) -> None:
        store = open_store(postgres_url)
        stored(store, an_order())
        store.close()
        found = probe_store(postgres_url)
        assert (found.is_new, found.order_count) == (False, 1)

    def test_a_newer_store_is_refused(self, postgres_url: str) -> None:
        raw(postgres_url, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreTooNew):
            probe_store(postgres_url)

    def test_a_database_that_is_not_there(self, postgres: Postgres) -> None:
        with pytest.raises(StoreError, match="finns inte på servern"):
            probe_store(postgres.url("nowhere"))

    @pytest.mark.parametrize(
        ("address", "sentence"),
        [
            ("postgresql://x@127.0.0.1:1/mpay", "Ingen databasserver tar emot"),
            ("postgresql://x@nowhere.invalid/mpay", "hittas inte"),
            ("postgresql:///mpay?host=/nowhere", "Ingen databasserver tar emot"),
        ],
    )
    def test_a_server_that_is_not_there(self, address: str, sentence: str) -> None:
        with pytest.raises(StoreError, match=sentence):
            probe_store(address)

    def test_a_user_with_a_password(self, postgres: Postgres) -> None:
        bare = postgres.with_password("secret")
        with pytest.raises(StoreLogin, match="vill ha ett lösenord"):
            probe_store(bare)
        with pytest.raises(StoreLogin, match="godtar inte"):
            probe_store(bare.replace("@", ":wrong@"))
        assert probe_store(bare.replace("@", ":secret@")) == StoreSummary(is_new=True)

    def test_a_user_who_may_not_make_tables(self, postgres: Postgres) -> None:
        url = postgres.new_database()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            connection.execute("DO $$ BEGIN CREATE ROLE mpay_guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
        with pytest.raises(StoreError, match="skapa tabeller"):
            probe_store(url.replace("postgres@", "mpay_guest@"))
