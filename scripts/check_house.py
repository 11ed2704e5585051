"""House rules that no other tool checks: sizes, what may stand in no line, and names."""

import sys
from collections.abc import Iterator, Sequence

from house_lines import forbidden_lines
from house_logging import values_in_the_log
from house_names import abolished_words, root_of_ui, shared_class_names
from house_patterns import patterns_that_take_long
from house_sizes import long_median_function, median_function, oversized_classes, oversized_file
from house_sources import Source, read_sources
from house_texts import texts_that_may_be_markup
from house_widgets import widgets_that_lose_input

OF_A_FILE = (
    oversized_file,
    oversized_classes,
    forbidden_lines,
    abolished_words,
    root_of_ui,
    widgets_that_lose_input,
    texts_that_may_be_markup,
    values_in_the_log,
    patterns_that_take_long,
)
OF_ALL = (shared_class_names, long_median_function)


def main() -> int:
    """Print every breach; 1 if there are any."""
    sources = read_sources()
    found = list(breaches(sources))
    kept = f"{len(sources)} files keep the house rules; median function {median_function(sources):.0f} lines."
    print("\n".join(found) or kept)
    return 1 if found else 0


def breaches(sources: Sequence[Source]) -> Iterator[str]:
    """Apply each rule to each file, then the rules that look at all files together."""
    for source in sources:
        for rule in OF_A_FILE:
            yield from rule(source)
    for rule_of_all in OF_ALL:
        yield from rule_of_all(sources)


if __name__ == "__main__":
    sys.exit(main())
