"""The store: the data folder, and whether the database opens, is current and can be written."""

import os
import stat
from pathlib import Path

from api.doctor.finding import Finding, Level, good, note, problem, warning
from api.settings import Settings

_UPGRADE = "Run `unlatch db upgrade`; the service also does it when it starts."


async def look_at_store(settings: Settings) -> tuple[Finding, ...]:
    """Look at the data folder and the database. Nothing is created or changed."""
    folder = _look_at_folder(settings.data_dir)
    if is_new(settings):
        told = f"There is no database in {settings.data_dir} yet."
        return (*folder, note("database", told, "Nothing to do: `unlatch serve` makes it when it starts."))
    from api.store.health import look_at_database

    seen = await look_at_database(settings.async_database_url())
    if seen.error:
        told = f"The database cannot be opened or has no schema ({seen.error})."
        return (*folder, problem("database", told, f"Check UNLATCH_DATABASE_URL and the server. {_UPGRADE}"))
    return (*folder, _writes(seen.write_error), _schema(seen.revision, seen.newest))


def is_new(settings: Settings) -> bool:
    """Tell whether the store is a SQLite file that was not made yet."""
    return settings.database_url is None and not (settings.data_dir / "unlatch.sqlite3").exists()


def is_usable(findings: tuple[Finding, ...]) -> bool:
    """Tell whether the ledger can be kept in the store."""
    return not any(one.level is Level.PROBLEM for one in findings)


def _look_at_folder(folder: Path) -> tuple[Finding, ...]:
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        told = f"UNLATCH_DATA_DIR is {folder}, and {place} is no folder that this user may write."
        return (problem("data folder", told, "Set UNLATCH_DATA_DIR to a folder that the service may write."),)
    if place != folder:
        return (note("data folder", f"{folder} does not exist yet; it can be made."),)
    if folder.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH) and any(folder.iterdir()):
        told = f"{folder} is open to every user of this machine, and it holds tickets."
        return (warning("data folder", told, f"Run `chmod 700 {folder}`."),)
    return (good("data folder", f"{folder} can be written."),)


def _writes(error: str) -> Finding:
    if not error:
        return good("database", "It opens and can be written.")
    told = f"The database cannot be written ({error}), so nothing with a credential is sent."
    return problem("database", told, "Give the service's user the right to write it, and look for a full disk.")


def _schema(current: str, newest: str) -> Finding:
    if current == newest:
        return good("schema", f"It is the newest ({newest}).")
    return problem("schema", f"It is {current or 'none'}; this version needs {newest}.", _UPGRADE)
