"""Letters to reach things by with Alt: each label gets one that no other on its page has."""


class Mnemonics:
    """Gives out letters; those of `taken` are in use already."""

    def __init__(self, taken: str = "") -> None:
        self._used = set(taken.casefold())

    def marked(self, label: str) -> str:
        """The label with `&` before a letter of its own, as it is when none is left; first the words' beginnings."""
        at = next((at for at in _places(label) if label[at].casefold() not in self._used), None)
        if at is None:
            return label
        self._used.add(label[at].casefold())
        return f"{label[:at]}&{label[at:]}"


def _places(label: str) -> list[int]:
    """Where letters stand, those that begin a word first."""
    letters = [at for at, character in enumerate(label) if character.isalpha()]
    return sorted(letters, key=lambda at: at > 0 and label[at - 1].isalpha())
