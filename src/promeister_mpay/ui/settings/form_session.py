"""Loads the settings into pages and saves what the user changed; errors are shown at the fields."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from promeister_mpay.errors import InputError, MpayError, SettingChanged, StoreError
from promeister_mpay.services.settings import Settings, tidied
from promeister_mpay.services.settings.stored import changed
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.settings.page import Job, SettingsPage

if TYPE_CHECKING:
    from collections.abc import Callable


class StoredSettings(Protocol):
    """Where the session finds the settings; `SettingsService` is one."""

    def load(self) -> tuple[Settings, tuple[InputError, ...]]:
        """The stored settings, and an error for each that could not be read."""
        ...

    def change(self, loaded: Settings, typed: Settings, *, who: str) -> object:
        """Store the settings that differ between `loaded` and `typed`. Raises `MpayError`."""
        ...


class NoStoredSettings:
    """For pages without settings, while the store is closed."""

    def load(self) -> tuple[Settings, tuple[InputError, ...]]:
        """The defaults."""
        return Settings(), ()

    def change(self, loaded: Settings, typed: Settings, *, who: str) -> None:
        """Never called, because no page has a setting. Raises `StoreError`."""
        del loaded, typed, who
        raise StoreError("Databasen är inte öppen.")


class FormSession(QObject):
    """Loading and saving, shared by the dialog and the guide. Typed values survive every failure."""

    loaded = Signal(object)
    """The settings as they are now; the pages show them."""
    refused = Signal(object, str)
    """The page with the first field at fault, and that field."""
    failed = Signal(str)
    """An error that belongs to no field."""
    saved = Signal(object, str)
    """All settings as stored, and a warning or an empty text."""

    def __init__(
        self,
        pages: Sequence[SettingsPage],
        background: Background,
        parent: QObject,
        *,
        settings: StoredSettings,
        who: "Callable[[], str]",
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._background = background
        self._who = who
        self.pages = pages
        self._loaded = Settings()
        self._is_loaded = False
        for page in pages:
            page.refused.connect(lambda error: self._refuse([error], pages))

    def load(self) -> None:
        """Read the settings and show them on the pages."""
        self._background.run(self._settings.load, self._show)

    def _show(self, read: tuple[Settings, tuple[InputError, ...]]) -> None:
        self._loaded, errors = read
        self._is_loaded = True
        for page in self.pages:
            page.put(self._loaded)
        self.loaded.emit(self._loaded)
        for page in self.pages:
            page.show_errors(errors)

    @property
    def is_edited(self) -> bool:
        """Whether any page has unsaved input; empty fields that wait for the stored settings are none."""
        if not self._is_loaded:
            return False
        typed, errors = self._typed(self.pages)
        return bool(errors) or typed != self._loaded or any(page.is_edited for page in self.pages)

    def _typed(self, pages: Sequence[SettingsPage]) -> tuple[Settings, list[InputError]]:
        values: dict[str, object] = {}
        errors: list[InputError] = []
        for page in pages:
            read, wrong = page.typed()
            values.update(read)
            errors += wrong
        return replace(self._loaded, **values), errors  # type: ignore[arg-type]

    # -- saving

    def save(self, pages: Sequence[SettingsPage]) -> None:
        """Save the changes of these pages; emits `saved`, `refused` or `failed`."""
        for page in self.pages:
            page.form.clear_errors()
        typed, errors = self._typed(pages)
        jobs: list[Job] = []
        for page in pages:
            try:
                job = page.job(self._who())
            except InputError as error:
                errors.append(error)
            else:
                jobs += [job] if job is not None else []
        if errors:
            self._refuse(errors, pages)
        else:
            self._send(typed, jobs, pages)

    def _send(self, typed: Settings, jobs: Sequence[Job], pages: Sequence[SettingsPage]) -> None:
        loaded, who = self._loaded, self._who()
        self._background.run(
            lambda: self._written(loaded, typed, jobs, who),
            lambda outcome: self._on_written(outcome, pages),
            refused=lambda error: self._on_refused(error, pages),
            failed=self._on_failed,
            lane=Lane.GATEWAY,
        )

    def _written(
        self, loaded: Settings, typed: Settings, jobs: Sequence[Job], who: str
    ) -> "tuple[Settings, str] | list[InputError]":
        """Runs off the UI thread: validate and store; return all errors, or the stored settings and a warning."""
        mine = changed(loaded, typed)
        errors = [error for error in tidied(typed)[1] if error.field in mine]
        if errors:
            return errors
        if mine:
            self._settings.change(loaded, typed, who=who)
        warnings = [job() for job in jobs]
        return self._settings.load()[0], " ".join(filter(None, warnings))

    def _on_written(self, outcome: "tuple[Settings, str] | list[InputError]", pages: Sequence[SettingsPage]) -> None:
        if isinstance(outcome, list):
            self._refuse(outcome, pages)
            return
        now, warning = outcome
        for page in pages:
            page.mark_saved()
        self._apply_stored(now, saved=pages)
        self.saved.emit(now, warning)

    def _apply_stored(self, now: Settings, *, saved: Sequence[SettingsPage] = ()) -> None:
        """Show changes made by other users; keep the user's unsaved input."""
        typed, errors = self._typed(self.pages)
        edited = {*changed(self._loaded, typed), *(error.field for error in errors)}
        self._loaded = now
        for page in self.pages:
            page.put(now, keep=() if page in saved else edited)

    def _on_refused(self, error: MpayError, pages: Sequence[SettingsPage]) -> None:
        if isinstance(error, SettingChanged):
            # Whoever saves again knows what the other has chosen.
            self._background.run(self._settings.load, lambda read: self._apply_stored(read[0]))
        if isinstance(error, InputError):
            self._refuse([error], pages)
        else:
            self.failed.emit(str(error))

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit("")
        self._background.failed.emit(error)

    def _refuse(self, errors: Sequence[InputError], pages: Sequence[SettingsPage]) -> None:
        fields = [(page, page.show_errors(errors)) for page in pages]
        first = next(((page, field) for page, field in fields if field), None)
        if first is None:
            self.failed.emit(" ".join(map(str, errors)))
        else:
            self.refused.emit(*first)
