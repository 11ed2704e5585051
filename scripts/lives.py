"""Random lives of a workshop against the sandbox's own ledger: `make lives LIVES=100 SEED=1`.

Each life has a seed: the acts of clerks and customers, the faults of the network, kills and clocks all follow from it.
Odd seeds live on the embedded store with one program, even ones on PostgreSQL with one to three. A life that ends wrong
is reported in build/lives/, and lived again alone by its seed. `--without` takes names of faults (tests/support/lives/
faults.py), and CLOCKS, KILLS and PORTAL, for what is known to be wrong and not looked for now.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
STORIES = ROOT / "build" / "lives"
sys.path.insert(0, str(ROOT / "tests"))

from support.lives.life import Scope  # noqa: E402 – after the path to the tests
from support.lives.run import Lives, Verdict, lives  # noqa: E402
from support.stores import running_postgres  # noqa: E402


def main() -> int:
    """Live them; 1 when any ended wrong."""
    # However it is stopped, server and folder go with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = _options()
    scope = Scope(frozenset(filter(None, options.without.split(","))))
    seeds = range(options.seed, options.seed + options.lives)
    memory = Path("/dev/shm")  # noqa: S108 – nothing in it has to last
    with (
        tempfile.TemporaryDirectory(prefix="mpay-lives-", dir=memory if memory.is_dir() else None) as folder,
        running_postgres() as postgres,
        lives(Path(folder), postgres) as place,
    ):
        wrong = _lived(place, seeds, scope)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lives", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", default="")
    return parser.parse_args()


def _lived(place: Lives, seeds: range, scope: Scope) -> list[Verdict]:
    """Every life that ended wrong; each is reported at once."""
    started, wrong = time.monotonic(), []
    kills = orders = 0
    for lived, seed in enumerate(seeds, 1):
        verdict = place.live(seed, scope)
        kills, orders = kills + verdict.kills, orders + verdict.orders
        if verdict.wrong:
            wrong.append(verdict)
            _report(verdict)
        if lived % 50 == 0 or lived == len(seeds):
            minutes = (time.monotonic() - started) / 60
            print(f"{lived} lives, {orders} orders, {kills} kills, {len(wrong)} wrong, {minutes:.1f} min", flush=True)
    for kind, times in Counter(_kind(verdict) for verdict in wrong).most_common():
        print(f"{times:5} × {kind}")
    return wrong


def _report(verdict: Verdict) -> None:
    STORIES.mkdir(parents=True, exist_ok=True)
    path = STORIES / f"life-{verdict.seed}.txt"
    path.write_text(verdict.report + "\n", encoding="utf-8")
    print(f"life {verdict.seed}: {verdict.wrong.splitlines()[0][:160]} ({path})", flush=True)


def _kind(verdict: Verdict) -> str:
    """The first line of what is wrong, without its numbers."""
    return "".join("#" if sign.isdigit() else sign for sign in verdict.wrong.splitlines()[0])[:120]


if __name__ == "__main__":
    sys.exit(main())
