"""The guide's token snippets make tokens that the service takes."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.visitors import Embed, verify
from tests import programs
from tools.clock import now_utc

GUIDE = (Path(__file__).parents[2] / "docs" / "embedding.md").read_text("utf-8")
SECRET = "an invented secret of the page, 48 bytes or more"
CALLS: dict[str, Callable[[str], str]] = {
    "python": lambda code: f"{code}\nprint(unlatch_token('u1', 'ana@acme.example', 's1'))",
    "node": lambda code: f"{code}\nconsole.log(unlatchToken('u1', 'ana@acme.example', 's1'));",
    "php": lambda code: f"{code}\necho unlatch_token('u1', 'ana@acme.example', 's1');",
}
PROGRAMS = {
    "python": [sys.executable, "-c"],
    "node": ["node", "--input-type=module", "-e"],
    "php": ["php", "-r"],
}


def snippet(language: str) -> str:
    """Return the code of that language's snippet."""
    found = re.search(rf"<!-- snippet: {language} -->\n```\w+\n(.*?)```", GUIDE, re.S)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "language",
    [
        "python",
        pytest.param("node", marks=pytest.mark.needs("node")),
        pytest.param("php", marks=pytest.mark.needs("php")),
    ],
)
def test_a_snippet_makes_a_token_that_is_taken(language: str) -> None:
    """Signature, audience, times and every claim."""
    program, *options = PROGRAMS[language]
    found = programs.find(language) if language in programs.PROGRAMS else program
    assert found is not None
    code = CALLS[language](snippet(language)).removeprefix("<?php\n")
    told = subprocess.run(
        [found, *options, code],
        env={"PATH": os.defpath, "ACME_EMBED_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    embed = Embed("helpcenter", "acme", ("https://help.acme.example",), "HS256", (SECRET.encode(),))
    visitor = verify(told.stdout.strip(), {"helpcenter": embed}, now_utc())

    assert (visitor.subject, visitor.email, visitor.session) == ("u1", "ana@acme.example", "s1")


def test_every_attribute_of_the_element_is_in_the_guide() -> None:
    """What the element reads is what is written down."""
    source = (Path(__file__).parents[2] / "api" / "widget" / "static" / "element.js").read_text("utf-8")
    read = set(re.findall(r"getAttribute\('([a-z-]+)'\)", source)) | {"lang", "theme", "id"}

    assert {name for name in read if f"`{name}`" not in GUIDE} == set()
