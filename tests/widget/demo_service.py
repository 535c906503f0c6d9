"""The real demo service, as `unlatch demo` serves it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def demo_service() -> AsyncIterator[str]:
    """Start it on a free port and end it; yields its address."""
    program = Path(sys.executable).with_name("unlatch")
    running = await asyncio.create_subprocess_exec(
        str(program), "demo", "--port", "0", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert running.stdout is not None
    try:
        address = ""
        async with asyncio.timeout(90):
            while not address:
                line = (await running.stdout.readline()).decode()
                assert line or running.returncode is None, "the demo ended before it listened"
                found = re.search(r"Sent this ticket to (http://\S+?)/v1", line)
                address = found[1] if found else ""
        yield address
    finally:
        if running.returncode is None:
            running.terminate()
        await running.communicate()
