"""House rules for names: words that were abolished, one meaning for a public class name, and the root of `ui/`."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from house_sources import Source

UI = ("src", "promeister_mpay", "ui")
ROOT_OF_UI = {"__init__.py", "counter_window.py", "main_window.py"}
SHARED_CLASS_NAMES: dict[str, str] = {}
"""Public class names that two modules of the program may define, each with the reason."""


class Of(Enum):
    """What a name stands for."""

    MODULE = auto()
    CLASS = auto()
    ANY = auto()


class Abolished(NamedTuple):
    """A pattern that the whole of a name may not match, and what to say instead, with the reason."""

    of: Of
    pattern: str
    advice: str


ABOLISHED = (
    Abolished(Of.MODULE, r".+_look", "name the part that is drawn: header, footer, layout"),
    Abolished(Of.MODULE, r".+_words", "`texts`, or what the texts say: messages, consequences"),
    Abolished(Of.MODULE, r".+_story", "`text`, or what is told step by step: steps, history"),
    Abolished(Of.MODULE, r".+_told", "`messages`: who tells whom is not in the name"),
    Abolished(Of.CLASS, r"_?\w*Desk", "`…Actions` or `…Controller`: a desk is furniture"),
    Abolished(Of.CLASS, r"_?Keeping", "`Maintenance`: that is what the menu calls it"),
    Abolished(Of.CLASS, r"_?Survey", "`Checkpoints`: rows from which the list is read on"),
    Abolished(Of.CLASS, r"_?Sight", "`Viewport`: Qt's word for what is visible"),
    Abolished(Of.CLASS, r"_?Bundle", "`PayoutBatch`; only the support bundle is a bundle"),
    Abolished(Of.CLASS, r"_?Newest", "`OneAtATime`: it runs the latest query when the current one has ended"),
    Abolished(Of.CLASS, r"_?OneJob", "`LatestResult`: it ignores the results of earlier jobs"),
    Abolished(Of.CLASS, r"_?Ran", "`LoopResult`: a class is named by a noun"),
    Abolished(Of.ANY, r"(?i)(\w*_)?wanted", "a signal: `…_requested`; else what it is: `typed`, `needed`"),
    Abolished(Of.ANY, r"(?i)\w*leafing\w*", "`navigator`: it goes from order to order"),
    Abolished(Of.ANY, r"(?i)\w*switchboard\w*", "`gateway_proxy`: it stands for the gateway that is chosen"),
    Abolished(Of.ANY, r"(?i)\w*door_?bell\w*", "`activation_listener`: the known pattern is single instance"),
    Abolished(Of.ANY, r"([a-z0-9]*_)*desk(_\w+)?", "`actions`, `controller`, or what it is: a client, a host"),
    Abolished(Of.ANY, r"(?i)_?told(_by)?", "what it is: a message, a label; or `reported`"),
    Abolished(Of.ANY, r"_?(on_)?(sight|survey(s|ed|ing)?)", "`viewport`, `checkpoints`: as their classes"),
    Abolished(Of.ANY, r"_?(on_)?ran", "`result`: a value is named by a noun"),
    Abolished(Of.ANY, r"(?i)_?knock(s|ing|ed)?", "`activation_request`: the known pattern is single instance"),
    Abolished(Of.CLASS, r"_?Judged\w*", "`Matched…`: rows are matched with open items"),
    Abolished(Of.ANY, r"(?i)\w*complain(t?s?|ed|ing)(_\w+)?", "`error`, `error_label`, `show_error`, `refused`"),
    Abolished(Of.ANY, r"_?Seen", "`LastAnswer`: what the gateway answered"),
    Abolished(Of.ANY, r"_?judged?(_again)?", "`match`, `matched`: rows are matched with open items"),
    Abolished(Of.ANY, r"(?i)_?bells?", "`activation_listener`: the known pattern is single instance"),
    Abolished(Of.ANY, r"(?i)_?claims?(_kind)?", "`open_item`: a column is called `claim`, in SQL only"),
    Abolished(Of.ANY, r"_?dress(ed)?(_\w+)?", "`apply_style`, or what is set up"),
    Abolished(Of.ANY, r"(?i)(\w*_)?grounds?(_role)?", "`background`, as Qt says"),
    Abolished(Of.ANY, r"_?leaf(ed)?", "an entry of the tree, or `go`: as Move says"),
    Abolished(Of.ANY, r"_?bundles?", "`payout_batch`; only the support bundle is a bundle"),
)


def abolished_words(source: Source) -> Iterator[str]:
    """Refuse each module, class and other name that is an abolished word."""
    for kind, name, line in names(source):
        for word in ABOLISHED:
            if word.of in (kind, Of.ANY) and re.fullmatch(word.pattern, name):
                yield f"{source.path}:{line}: {name} is an abolished word ({word.advice})"


def names(source: Source) -> Iterator[tuple[Of, str, int]]:
    """Each name that a file defines, with its line. The sentences that name tests are none."""
    for part in source.path.with_suffix("").parts:
        yield Of.MODULE, part.removeprefix("test_"), 1
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            yield Of.CLASS, node.name, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("test_"):
            yield Of.ANY, node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield Of.ANY, node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield Of.ANY, node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield Of.ANY, node.attr, node.lineno


def shared_class_names(sources: Iterable[Source]) -> Iterator[str]:
    """Refuse a public class name that two modules of the program define: one name has one meaning."""
    defined: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        for node in source.classes if source.is_program else ():
            if not node.name.startswith("_") and node.name not in SHARED_CLASS_NAMES:
                defined[node.name].append(f"{source.path}:{node.lineno}")
    for name, places in defined.items():
        if len(places) > 1:
            yield f"{places[1]}: class {name} is also defined in {places[0]} (one name, one meaning)"


def root_of_ui(source: Source) -> Iterator[str]:
    """Refuse a file at the root of `ui/`: every other belongs to a room."""
    if source.path.parts[:-1] == UI and source.path.name not in ROOT_OF_UI:
        yield f"{source.path}: stands at the root of ui (put it in the room of its topic)"
