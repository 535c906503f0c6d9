"""What the chat widget costs a page: weight, the time to its bubble, and smooth scrolling of a long conversation."""

import asyncio
import gzip
import json
import shutil
import socket
from typing import Any

from api.widget.assets import load_bundle
from evals.measured import Measured

_MESSAGES = 500
_RUNS = 5
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>
<script type="module" src="/widget/unlatch.js"></script><unlatch-chat id="w" mode="{mode}"></unlatch-chat></html>"""
_SESSION = json.dumps(
    {"diagnosis": "dg_1", "said": [f"Message {i}: every call ends in 401" for i in range(_MESSAGES // 2)]}
)
_WATCH = f"""
sessionStorage.setItem('unlatch:w', {json.dumps(_SESSION)});
window.__tasks = [];
const note = (list) => window.__tasks.push(...list.getEntries().map((entry) => entry.duration));
new PerformanceObserver(note).observe({{ type: 'longtask' }});
window.__painted = customElements.whenDefined('unlatch-chat').then(() => {{
  const begun = performance.now();
  return new Promise((resolve) => {{
    const look = () => document.querySelector('unlatch-chat')?.shadowRoot?.querySelector('.opener, .panel')
      ? requestAnimationFrame(() => resolve(performance.now() - begun)) : requestAnimationFrame(look);
    look();
  }});
}});
"""
_SCROLL = """async () => {
  window.__tasks.length = 0;
  const log = document.querySelector('unlatch-chat').shadowRoot.querySelector('.log');
  for (let at = log.scrollHeight; at > 0; at -= 700) {
    log.scrollTop = at;
    await new Promise(requestAnimationFrame);
  }
  return Math.max(0, ...window.__tasks);
}"""


def measure_widget() -> list[Measured]:
    """Weigh the widget, and time it in a Chromium where there is one."""
    scripts = [asset.content for name, asset in load_bundle().assets.items() if name.endswith(".js")]
    weight = sum(len(gzip.compress(content, 9)) for content in scripts) / 1000
    weighed = [Measured("widget, all of it gzipped", weight, "kB", 80)]
    program = shutil.which("chromium") or shutil.which("google-chrome")
    return weighed + (asyncio.run(_timed(program)) if program else [])


async def _timed(program: str) -> list[Measured]:
    import uvicorn
    from playwright.async_api import async_playwright

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(_service(), log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(server.serve([listening]))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        paints = sorted([await _paint(browser, address) for _ in range(_RUNS)])
        longest = await _longest_task(browser, address)
        await browser.close()
    server.should_exit = True
    await serving
    return [
        Measured("widget, bubble on view after its module has loaded", paints[_RUNS // 2], "ms", 100),
        Measured(f"widget, longest task while {_MESSAGES} messages scroll", longest, "ms", 100),
    ]


async def _opened(browser: Any, url: str) -> Any:
    page = await browser.new_page(viewport={"width": 900, "height": 800})
    await page.add_init_script(_WATCH)
    await page.goto(url)
    return page


async def _paint(browser: Any, address: str) -> float:
    page = await _opened(browser, f"{address}/bubble")
    milliseconds: float = await page.evaluate("window.__painted")
    await page.close()
    return milliseconds


async def _longest_task(browser: Any, address: str) -> float:
    page = await _opened(browser, f"{address}/inline")
    await page.wait_for_function(
        f"document.querySelector('unlatch-chat').shadowRoot?.querySelectorAll('.answer').length === {_MESSAGES // 2}"
    )
    longest: float = await page.evaluate(_SCROLL)
    await page.close()
    return longest


def _service() -> Any:
    """Serve the widget's files, a page, and one long conversation."""
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    from api.routes import widget

    app = FastAPI()
    app.include_router(widget.router)
    answer = (
        "The token is sent to the **site's own address** (E2). Send it to `api.atlassian.com` instead:\n\n- one\n- two"
    )
    talks = [{"question": "Why?", "answer": f"{i}. {answer}", "by": "rules"} for i in range(_MESSAGES // 2)]
    cause = {"code": "x", "title": "The token is sent to the wrong address", "confidence": 0.97, "summary": "So it is."}
    lists: dict[str, Any] = {name: [] for name in ("alternatives", "claims", "evidence", "remediation")}

    @app.get("/v1/diagnoses/dg_1")
    async def read() -> dict[str, Any]:
        shown = {"id": "dg_1", "status": "concluded", "verdict": "confirmed", "root_cause": cause, "messages": talks}
        return shown | lists

    @app.get("/{mode}")
    async def page(mode: str) -> HTMLResponse:
        return HTMLResponse(_PAGE.format(mode=mode))

    return app
