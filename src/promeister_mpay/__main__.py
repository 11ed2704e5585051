"""The command `promeister-mpay`."""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from promeister_mpay import __version__
from promeister_mpay.errors import FileError
from promeister_mpay.paths import DataFolder, default_folder
from promeister_mpay.single_instance import acquire_or_activate
from promeister_mpay.start_choice import StartChoice, read_choice
from promeister_mpay.ui.startup.import_hook import restore_python_import

ON_COMMAND_LINE = (
    "Skriv inte lösenordet till databasen på kommandoraden: alla på datorn kan läsa den. Starta utan lösenord, så "
    "frågar programmet efter det och sparar det i datorns nyckelring."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and start the program; returns the exit code."""
    chosen = _parser().parse_args(arguments)
    if chosen.tour is not None:
        restore_python_import()
        from promeister_mpay.app.tour import play_tour

        return play_tour(chosen.tour)
    if chosen.store and _shows_password(chosen.store):
        from promeister_mpay.app.start import refuse

        return refuse(ON_COMMAND_LINE)
    workshop = DataFolder(chosen.data_dir) if chosen.data_dir else default_folder(training=False)
    try:
        choice = read_choice(workshop.start)
        folder, training = _folder(chosen, choice)
        # Before the large imports: a second start only brings the running program to the front.
        instance_lock = acquire_or_activate(folder)
    except FileError as error:
        from promeister_mpay.app.start import refuse

        return refuse(str(error))
    if instance_lock is None:
        return 0
    # Building the window leaves no garbage, but searching for it takes 30 ms; `app` enables collection again.
    gc.disable()
    restore_python_import()
    from promeister_mpay.app.composition import Options
    from promeister_mpay.app.start import run

    with instance_lock:
        return run(
            Options(
                folder,
                instance_lock.owner,
                training=training,
                store_url=chosen.store or ("" if training else choice.store_url),
                sandbox_url=chosen.sandbox,
                start_file=workshop.start,
                bound=_bound(chosen),
            )
        )


def _folder(chosen: argparse.Namespace, choice: StartChoice) -> tuple[DataFolder, bool]:
    """The data folder to use, and whether the program runs in training mode."""
    trains = bool(chosen.training or chosen.sandbox)
    chose_training = choice.training and not (trains or chosen.store)
    if not chosen.data_dir:
        return default_folder(training=trains or chose_training), trains or chose_training
    if chose_training:
        # A saved choice of training mode must not put invented orders into the workshop's own store.
        return DataFolder(chosen.data_dir / "training"), True
    return DataFolder(chosen.data_dir), trains


def _shows_password(store_url: str) -> bool:
    """Whether the command line shows a store's password."""
    from promeister_mpay.services.startup import names_password

    return store_url.startswith("postgres") and names_password(store_url)


def _bound(chosen: argparse.Namespace) -> str:
    """The options given on the command line that overrule the saved choice."""
    options = {"--training": chosen.training, "--sandbox": chosen.sandbox, "--store": chosen.store}
    return " ".join(name for name, given in options.items() if given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="promeister-mpay", description="Verkstadsorder med mobilbetalning (M-PAY).")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--training", action="store_true", help="övningsläge: egen data, inga riktiga betalningar")
    parser.add_argument("--data-dir", type=Path, metavar="MAPP", help="var programmets data ligger")
    parser.add_argument(
        "--store", default="", metavar="URL", help="databas, till exempel postgresql://…; annars en fil i datamappen"
    )
    parser.add_argument(
        "--sandbox", default="", metavar="URL", help="övningsläge mot en betaltjänst som redan är igång på datorn"
    )
    parser.add_argument("--tour", type=Path, metavar="MAPP", help="spela upp hela förloppet och spara skärmbilder")
    return parser


if __name__ == "__main__":
    sys.exit(main())
