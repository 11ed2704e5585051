"""What is chosen for the next start, whether it needs a restart, and which password goes with an address."""

from pathlib import Path

import pytest

from promeister_mpay.errors import InputError
from promeister_mpay.services.startup import StartService, StoreSummary, divided, names_password
from promeister_mpay.start_choice import StartChoice
from support.fakes.secrets import MemorySecrets, NoKeyring

SHARED = "postgresql://verkstad@server/mpay"
OTHER = "postgresql://verkstad@other/mpay"


class Computer:
    """Where the program starts; `looked` are the addresses at which it has looked."""

    def __init__(self, folder: Path, secrets: MemorySecrets | None = None) -> None:
        self.file = folder / "start.json"
        self.secrets = secrets or MemorySecrets()
        self.looked: list[str] = []

    def started(self, running: StartChoice | None = None, *, bound: str = "") -> StartService:
        """The program, running as chosen."""

        def look(url: str) -> StoreSummary:
            self.looked.append(url)
            return StoreSummary(is_new=True)

        return StartService(
            file=self.file, secrets=self.secrets, look=look, running=running or StartChoice(), bound=bound
        )


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


@pytest.mark.parametrize(
    ("running", "choice", "expected"),
    [
        (StartChoice(), StartChoice(), False),
        (StartChoice(), StartChoice(training=True), True),
        (StartChoice(), StartChoice(store_url=SHARED), True),
        (StartChoice(store_url=SHARED), StartChoice(store_url=SHARED), False),
        (StartChoice(store_url=SHARED), StartChoice(store_url=OTHER), True),
        (StartChoice(store_url=SHARED), StartChoice(), True),
        (StartChoice(training=True), StartChoice(training=True, store_url=SHARED), False),
        (StartChoice(training=True), StartChoice(store_url=SHARED), True),
    ],
)
def test_a_restart_is_needed_when_the_program_runs_otherwise(
    computer: Computer, running: StartChoice, choice: StartChoice, *, expected: bool
) -> None:
    assert computer.started(running).needs_restart(choice) is expected
    assert not computer.started(running, bound="--training").needs_restart(choice), "a restart would change nothing"


def test_the_choice_is_kept_for_the_next_start_and_lies_in_the_data_folder(computer: Computer, tmp_path: Path) -> None:
    program = computer.started()
    assert (program.folder, program.bound, program.running) == (tmp_path, "", StartChoice())
    assert program.save(StartChoice(training=True, store_url=SHARED)) == ""
    assert computer.started().load() == StartChoice(training=True, store_url=SHARED)
    assert computer.secrets.get(SHARED) is None, "no password was given"


@pytest.mark.parametrize(
    ("address", "typed", "kept"),
    [
        (SHARED, "typed", "typed"),
        (SHARED.replace("@", ":hidden@"), "", "hidden"),
        (SHARED.replace("@", ":hidden@"), "typed", "typed"),
        (SHARED.replace("@", ":p%C3%A5%3A@"), "", "på:"),
    ],
)
def test_the_password_that_is_typed_goes_before_the_one_in_the_address(
    computer: Computer, address: str, typed: str, kept: str
) -> None:
    program = computer.started()
    program.save(StartChoice(store_url=address), typed)
    assert (computer.secrets.get(SHARED), program.load().store_url) == (kept, SHARED)
    program.look_at(address, typed)
    assert [divided(url) for url in computer.looked] == [(SHARED, kept)]
    assert divided(program.full_url(SHARED)) == (SHARED, kept)


def test_an_address_with_a_password_is_whole_and_a_file_has_none(computer: Computer) -> None:
    program = computer.started()
    program.keep_password(SHARED, "known")
    hidden = SHARED.replace("@", ":other@")
    assert program.full_url(hidden) == hidden
    assert program.full_url("sqlite:///mpay.sqlite3") == "sqlite:///mpay.sqlite3"
    assert program.full_url("postgres://verkstad@server/mpay") == SHARED.replace("@", ":known@")
    assert program.full_url(OTHER) == OTHER, "no password is known"


@pytest.mark.parametrize("address", ["", "  "])
def test_an_address_is_asked_for(computer: Computer, address: str) -> None:
    with pytest.raises(InputError, match=r"till exempel postgresql://verkstad@server/mpay\.$") as refused:
        computer.started().look_at(address)
    assert (refused.value.field, computer.looked) == ("store_url", [])


def test_a_password_that_is_given_is_tried_on_the_store_in_use_and_kept(computer: Computer) -> None:
    program = computer.started(StartChoice(store_url=SHARED))
    assert program.give_password("secret") == ""
    assert [divided(url) for url in computer.looked] == [(SHARED, "secret")]
    assert computer.secrets.get(SHARED) == "secret"
    program.look_at(SHARED)
    assert divided(computer.looked[-1])[1] == "secret"


def test_without_a_keyring_a_password_is_known_until_the_program_ends(tmp_path: Path) -> None:
    computer = Computer(tmp_path, NoKeyring())
    program = computer.started(StartChoice(store_url=SHARED))
    assert "ingen nyckelring" in program.give_password("secret")
    assert divided(program.full_url(SHARED)) == (SHARED, "secret")
    assert computer.started().full_url(SHARED) == SHARED


@pytest.mark.parametrize(
    ("address", "bare", "password"),
    [
        ("", "", ""),
        (" postgresql://a@b/c ", "postgresql://a@b/c", ""),
        ("postgres://a@b/c", "postgresql://a@b/c", ""),
        ("postgresql://b/c", "postgresql://b/c", ""),
        ("postgresql://a:x@b:5433/c?sslmode=require", "postgresql://a@b:5433/c?sslmode=require", "x"),
        ("postgresql://a:x%40y@b/c", "postgresql://a@b/c", "x@y"),
        ("postgresql:///c?host=/run", "postgresql:///c?host=/run", ""),
    ],
)
def test_an_address_is_divided_from_its_password(address: str, bare: str, password: str) -> None:
    assert divided(address) == (bare, password)


@pytest.mark.parametrize(
    "address", ["server", "mysql://a@b/c", "postgresql://a@b", "postgresql://a@b/", "postgresql://a@b/c d", "file:///c"]
)
def test_what_is_no_address_of_a_database_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="ska se ut så här") as refused:
        divided(address)
    assert refused.value.field == "store_url"


class CountedKeyring(NoKeyring):
    """A computer without a keyring; `asked` counts the questions."""

    asked = 0

    def get(self, name: str) -> str | None:
        self.asked += 1
        return super().get(name)


def test_the_keyring_is_asked_once_for_a_password_and_one_that_is_typed_goes_before(tmp_path: Path) -> None:
    keyring = CountedKeyring()
    program = Computer(tmp_path, keyring).started()
    assert [program.full_url(SHARED) for _ in range(3)] == [SHARED] * 3
    assert keyring.asked == 1
    program.keep_password(SHARED, "typed")
    assert program.full_url(SHARED) == SHARED.replace("@", ":typed@")


HIDDEN = [
    "postgresql://verkstad@server/mpay?password=MARKER",
    "postgresql://verkstad@server/mpay?sslmode=require&password=MARKER",
    "postgresql://verkstad@server/mpay?%70assword=MARKER",
    "postgresql://verkstad@server/mpay?PASSWORD=MARKER",
    "postgresql://verkstad:MARKER@server/mpay",
    "postgresql://verkstad:other@server/mpay?password=MARKER",
    "postgresql://:MARKER@server/mpay",
]
REFUSED = [
    "postgresql://verkstad@server/mpay?sslpassword=MARKER",
    "postgresql://verkstad@server/mpay?ssl%70assword=MARKER",
    "postgresql://verkstad:MAR/KER@server/mpay",
    "postgresql://verkstad:12/MARKER@server/mpay",
    "postgresql://verkstad:MAR?KER@server/mpay",
    "postgresql://verkstad:MAR#KER@server/mpay",
    "postgresql://verkstad@server/mpay?user=verkstad:MARKER@server",
]


@pytest.mark.parametrize("address", HIDDEN)
def test_a_password_anywhere_in_an_address_is_kept_in_the_keyring_alone(computer: Computer, address: str) -> None:
    program = computer.started()
    program.save(StartChoice(store_url=address))
    assert "MARKER" not in computer.file.read_text(encoding="utf-8")
    assert "MARKER" not in divided(address)[0]
    assert names_password(address)
    assert divided(program.full_url(divided(address)[0]))[1] in ("MARKER", "other")


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_in_which_a_secret_would_stay_is_refused_without_naming_it(computer: Computer, address: str) -> None:
    with pytest.raises(InputError) as refused:
        computer.started().save(StartChoice(store_url=address))
    assert "MAR" not in str(refused.value)
    assert not computer.file.exists()
    assert names_password(address)


@pytest.mark.parametrize("address", [SHARED, "postgresql:///mpay?host=/run", "postgresql://a@[::1]:5433,b/c?sslmode=x"])
def test_an_address_without_a_password_is_known_as_such(address: str) -> None:
    assert not names_password(address)
    assert divided(address) == (address, "")
