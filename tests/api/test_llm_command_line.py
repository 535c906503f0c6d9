"""`unlatch diagnose` with a model: the head of the report says where text went; without one nothing of it is loaded."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.agent.llm_cases import CAPTCHA
from tests.agent.llm_replies import good_model
from tests.agent.llm_server import Script, refuses, scripted_llm

LOADED = """
import sys
from click.testing import CliRunner
from api.cli import main
done = CliRunner().invoke(main, ["diagnose", "-"], input="Confluence answers 401.")
assert done.exit_code == 2, done.output
sys.stdout.write(" ".join({"openai", "langgraph", "sqlalchemy", "atlassian", "httpx2", "fastapi"} & set(sys.modules)))
"""


@contextmanager
def served(script: Script) -> Iterator[str]:
    """Serve a scripted model from a thread of its own and give its address."""
    ready, over, told = Event(), Event(), list[str]()

    async def serve() -> None:
        async with scripted_llm(script) as llm:
            told.append(llm.url)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(20)
        yield told[0]
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_the_head_says_where_text_was_sent(tmp_path: Path, form: str) -> None:
    """Model and host are named before anything else is said."""
    with served(good_model) as url:
        given = {"UNLATCH_LLM_MODEL": "m", "UNLATCH_LLM_BASE_URL": url, "UNLATCH_DATA_DIR": str(tmp_path)}
        done = CliRunner().invoke(main, ["diagnose", "-", "--format", form], input=CAPTCHA, env=given)

    assert done.exit_code == 0, done.output
    assert "127.0.0.1" in done.output
    if form != "json":
        said = " ".join(done.output.split())
        assert said.index("sent to the model m") < said.index("Do this")
        assert "Rules and model" in said


def test_a_model_that_fails_leaves_the_report(tmp_path: Path) -> None:
    """The exit status is the verdict's, and the foot says that the model failed."""
    with served(lambda *_: refuses(401, "no")) as url:
        given = {"UNLATCH_LLM_MODEL": "m", "UNLATCH_LLM_BASE_URL": url, "UNLATCH_DATA_DIR": str(tmp_path)}
        done = CliRunner().invoke(main, ["diagnose", "-"], input=CAPTCHA, env=given)

    assert done.exit_code == 0, done.output
    assert "the model failed" in " ".join(done.output.split())


def test_an_address_that_is_none_ends_with_status_4(tmp_path: Path) -> None:
    """It could not run, and says what to set."""
    given = {"UNLATCH_LLM_MODEL": "m", "UNLATCH_LLM_BASE_URL": "localhost:1", "UNLATCH_DATA_DIR": str(tmp_path)}
    done = CliRunner().invoke(main, ["diagnose", "-"], input=CAPTCHA, env=given)

    assert done.exit_code == 4
    assert "UNLATCH_LLM_BASE_URL" in done.output


def test_without_a_model_nothing_heavy_is_loaded() -> None:
    """Neither the SDK nor the graph, the store or the web."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
