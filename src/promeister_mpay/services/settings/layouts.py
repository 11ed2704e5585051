"""Layouts of files, saved in the store by the files' titles, so that a clerk says only once how they are read."""

from typing import TypeVar

from promeister_mpay.services.ports.settings import SettingValues

_MOST = 50
"""Layouts of one kind that are saved at most."""

Layout = TypeVar("Layout")


def saved_layout(values: SettingValues, key: str, fingerprint: str, kind: type[Layout]) -> Layout | None:
    """The layout saved under this key for files with these titles, or None."""
    return _all(values, key, kind).get(fingerprint)


def save_layout(values: SettingValues, key: str, fingerprint: str, layout: object) -> None:
    """Save a layout; the one saved the longest ago is deleted when there are too many."""
    import msgspec

    kept = _all(values, key, type(layout))
    layouts = {each: saved for each, saved in kept.items() if each != fingerprint} | {fingerprint: layout}
    values.put(key, msgspec.json.encode(dict(list(layouts.items())[-_MOST:])).decode())


def _all(values: SettingValues, key: str, kind: type[Layout]) -> dict[str, Layout]:
    """All layouts of a key; none when another version saved them in a form that this one cannot read."""
    import msgspec

    text = values.all().get(key)
    if text is None:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, kind])  # type: ignore[valid-type]
    except msgspec.DecodeError:
        return {}
