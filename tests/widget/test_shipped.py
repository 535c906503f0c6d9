"""The files that are shipped: generated ones are fresh, vendored ones are what the lock file names, all are light."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from api.widget.assets import FOLDER, load_bundle
from api.widget.secret_rules import TARGET, module_text
from tests.widget.payloads import PAYLOADS

ROOT = Path(__file__).parents[2]
VENDOR = FOLDER / "vendor"
HEAVIEST_BYTES = 80_000
LICENCES = {"marked": "MIT", "purify": "Apache"}


def locked(package: str) -> str:
    """Return the version that package-lock.json pins."""
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    return str(lock["packages"][f"node_modules/{package}"]["version"])


def test_the_browsers_copy_of_the_rules_is_fresh() -> None:
    """`python -m api.widget.secret_rules` writes it."""
    assert TARGET.read_text("utf-8") == module_text()


@pytest.mark.parametrize(
    ("file", "package"),
    [
        (VENDOR / "marked.js", "marked"),
        (VENDOR / "purify.js", "dompurify"),
        (Path(__file__).parent / "vendor" / "axe.js", "axe-core"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_vendored_file_is_of_the_pinned_version(file: Path, package: str) -> None:
    """Its own head says so, and its licence lies beside it."""
    head = file.read_text("utf-8")[:600]
    licence = file.with_suffix(".LICENSE").read_text("utf-8")

    assert re.search(rf"v?{re.escape(locked(package))}\b", head)
    assert len(licence) > 500


def test_the_widget_is_light() -> None:
    """All that is served, gzipped file by file, vendored libraries and every language included."""
    weight = sum(
        len(gzip.compress(asset.content, 9)) for name, asset in load_bundle().assets.items() if name.endswith(".js")
    )

    assert weight <= HEAVIEST_BYTES


def test_no_file_names_another_host() -> None:
    """Nothing is loaded from anywhere: addresses occur in the list of known links and in licences only."""
    own = [path for path in FOLDER.rglob("*.js") if path.parent != VENDOR]
    named = {
        (path.name, host) for path in own for host in re.findall(r"https?://([a-z0-9.-]+)", path.read_text("utf-8"))
    }

    assert named <= {("dom.js", "www.w3.org")}


def test_no_file_is_too_long_to_be_read() -> None:
    """Four hundred lines at most."""
    own = [path for path in FOLDER.rglob("*.js") if path.parent != VENDOR]

    assert [path.name for path in own if len(path.read_text("utf-8").splitlines()) > 400] == []


def test_the_corpus_of_hostile_words_is_large_enough() -> None:
    """At least sixty, each different."""
    assert len(set(PAYLOADS)) >= 60


def test_a_compiler_for_the_types_is_pinned() -> None:
    """`make widget-check` uses it; where Node is at hand it is there."""
    assert locked("typescript")
    assert shutil.which("make") is None or "widget-check" in (ROOT / "Makefile").read_text("utf-8")
