"""Reading and writing settings in the store; only changed settings are written, each with an event."""

from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import InputError, SettingChanged, StoreError
from promeister_mpay.services.ports.settings import SettingValues
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings.declared import LABELS, Settings
from promeister_mpay.services.settings.rules import tidied
from promeister_mpay.services.settings.texts import change_text, shown

if TYPE_CHECKING:
    from collections.abc import Mapping


def load_settings(values: SettingValues) -> Settings:
    """Read the settings; those not stored have their defaults. Raises `StoreError` for a value that cannot be read."""
    import msgspec

    stored = values.all()
    known = {setting.name: msgspec.Raw(stored[setting.name]) for setting in fields(Settings) if setting.name in stored}
    try:
        return msgspec.json.decode(msgspec.json.encode(known), type=Settings)
    except msgspec.DecodeError as error:
        raise StoreError(f"En inställning i databasen kan inte läsas: {error}. Ange den på nytt.") from error


def readable_settings(values: SettingValues) -> tuple[Settings, tuple[InputError, ...]]:
    """Read the settings; one that cannot be read has its default, and an error in the second result."""
    import msgspec

    stored = values.all()
    read: dict[str, Any] = {}
    errors = []
    for setting in fields(Settings):
        if setting.name in stored:
            one = msgspec.json.encode({setting.name: msgspec.Raw(stored[setting.name])})
            try:
                read[setting.name] = getattr(msgspec.json.decode(one, type=Settings), setting.name)
            except msgspec.DecodeError:
                errors.append(InputError(f"{LABELS[setting.name]} kunde inte läsas. Ange på nytt.", setting.name))
    return replace(Settings(), **read), tuple(errors)


def save_settings(values: SettingValues, settings: Settings) -> None:
    """Check the settings and write those that differ from the stored ones; raises `InputError` with one at fault."""
    made, errors = tidied(settings)
    for error in errors:
        raise error
    _write(values, made, changed(readable_settings(values)[0], made))


def change_settings(work: UnitOfWork, seen: Settings, typed: Settings, *, who: str, at: datetime) -> Settings:
    """Write only the settings that differ between `seen` and `typed`, with an event each; returns all as stored.

    Raises `InputError` with a setting at fault, or `SettingChanged` when somebody else has changed one of these since
    `seen` was read. Settings that others changed meanwhile keep their new values.
    """
    work.settings.lock()
    stored, unreadable = readable_settings(work.settings)
    mine = (*changed(seen, typed), *(error.field for error in unreadable))
    tidy, errors = tidied(replace(stored, **{name: getattr(typed, name) for name in mine}))
    for error in errors:
        if error.field in mine:
            raise error
    names = changed(stored, tidy)
    for name in names:
        if getattr(seen, name) != getattr(stored, name):
            raise _changed_first(work, stored, name)
        work.events.add(Event(WORKSHOP, at, who, change_text(name, stored, tidy), reference=name))
    _write(work.settings, tidy, (*names, *(error.field for error in unreadable)))
    return tidy


def changed(before: Settings, after: Settings) -> tuple[str, ...]:
    """The names of the settings that differ."""
    return tuple(each.name for each in fields(Settings) if getattr(before, each.name) != getattr(after, each.name))


def _changed_first(work: UnitOfWork, stored: Settings, name: str) -> SettingChanged:
    by = next((event.who for event in work.events.of_order(WORKSHOP) if event.reference == name), "") or "Någon annan"
    return SettingChanged(
        f"{by} har ändrat {LABELS[name]} till {shown(name, stored)} medan du skrev. Spara igen om ditt ska gälla.", name
    )


def _write(values: SettingValues, settings: Settings, names: tuple[str, ...]) -> None:
    import msgspec

    texts: Mapping[str, str] = {name: msgspec.json.encode(getattr(settings, name)).decode() for name in names}
    for name, text in texts.items():
        values.put(name, text)
