"""Runs lives: one server, one proxy for each program and one fork server for all of them, and a new store for each."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.sandbox.application import application
from promeister_mpay.sandbox.server import in_thread, listening_socket
from support.books import SELLER
from support.counters import prepare
from support.gateways import SECRET, Stage
from support.lives.audit import audit
from support.lives.clock import SharedClock
from support.lives.life import LINK_LIFE, Life, Scope
from support.lives.program import Start
from support.lives.programs import LifeFailed, Programs, forks
from support.lives.proxy import FaultProxy
from support.lives.rest import come_to_rest
from support.lives.resurs import LifeGateway, LifeLedger
from support.stores import Postgres

MOST_PROGRAMS = 3
Spoil = Callable[[LifeGateway], object]


@dataclass(frozen=True)
class Verdict:
    """How a life ended: `wrong` is empty, or says what is; the story is told in lines."""

    seed: int
    wrong: str
    story: tuple[str, ...]
    kills: int
    orders: int

    @property
    def report(self) -> str:
        """The story with its end, and how to live it again."""
        replay = f"replay: make lives LIVES=1 SEED={self.seed}"
        return "\n".join((f"life {self.seed}", *self.story, f"WRONG: {self.wrong}", replay))


class Lives:
    """A place where lives are lived, one after the other."""

    def __init__(self, folder: Path, postgres: Postgres | None, stack: ExitStack) -> None:
        self._folder = folder
        self._postgres = postgres
        listener = listening_socket(0)
        self._stage = Stage(f"http://127.0.0.1:{listener.getsockname()[1]}")
        stack.enter_context(in_thread(self._stage, listener))
        self._proxies = [
            stack.enter_context(FaultProxy(number, self._stage.url).serving()) for number in range(1, MOST_PROGRAMS + 1)
        ]
        self._context = forks()
        self._template = folder / "template.sqlite3"
        open_store(sqlite_url(self._template)).close()

    def live(self, seed: int, scope: Scope, *, spoil: Spoil = lambda _gateway: None) -> Verdict:
        """Live one life and audit it; odd seeds on the embedded store, even ones with one to three programs.

        `spoil` may do something at the gateway just before the audit, which the audit must find.
        """
        folder = self._folder / f"life-{seed}"
        folder.mkdir()
        programs = 1 + seed // 2 % MOST_PROGRAMS if seed % 2 == 0 and self._postgres else 1
        try:
            with self._new_store(seed, folder) as url:
                return self._lived(seed, scope, folder, url, programs=programs, spoil=spoil)
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def _new_store(self, seed: int, folder: Path) -> Iterator[str]:
        """The URL of a new store, which is there as long as the life."""
        if self._postgres and seed % 2 == 0:
            url = self._postgres.new_store()
            try:
                yield url
            finally:
                self._postgres.drop(url)
        else:
            path = folder / "mpay.sqlite3"
            shutil.copyfile(self._template, path)
            yield sqlite_url(path)

    def _lived(self, seed: int, scope: Scope, folder: Path, url: str, *, programs: int, spoil: Spoil) -> Verdict:
        clock = SharedClock(folder / "clock")
        starts = [
            Start(url, proxy.url, folder / "clock", f"Kassa {proxy.program}", seed)
            for proxy in self._proxies[:programs]
        ]
        with (
            closing(clock),
            closing(open_store(url)) as store,
            closing(LifeLedger(folder / "sandbox", clock)) as ledger,
            closing(Programs(self._context, starts, folder)) as running,
        ):
            prepare(store, **SELLER, link_life_minutes=int(LINK_LIFE.total_seconds()) // 60)
            gateway = LifeGateway(ledger, self._stage.url)
            life = Life(seed, clock, store, gateway, running, self._proxies, scope)
            gateway.choose(random.Random(seed + 2))
            self._stage.app = application(gateway, SECRET)
            with self._served_to(life):
                wrong = _wrong(life, spoil)
            return Verdict(seed, wrong, tuple(life.story), running.kills, len(life.orders))

    @contextmanager
    def _served_to(self, life: Life) -> Iterator[None]:
        for proxy in self._proxies:
            proxy.begin(life)
        try:
            yield
        finally:
            for proxy in self._proxies:
                proxy.begin(None)


@contextmanager
def lives(folder: Path, postgres: Postgres | None = None) -> Iterator[Lives]:
    """Lives in a folder of their own; without PostgreSQL all of them are on the embedded store."""
    with ExitStack() as stack:
        yield Lives(folder, postgres, stack)


def _wrong(life: Life, spoil: Spoil) -> str:
    try:
        life.live()
        come_to_rest(life)
        spoil(life.gateway)
        audit(life)
    except LifeFailed as failed:
        cause = f" {failed.__cause__!r}" if failed.__cause__ else ""
        return f"{failed}{cause}"
    return ""
