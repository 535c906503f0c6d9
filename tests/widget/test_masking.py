"""The browser's masker and the service's redactor agree."""

import pytest

from tests.tools.secret_forms import EMBEDDINGS, NEAR_MISSES, all_forms, seeded
from tests.widget.conftest import Visit
from tools.redaction import redact

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
PLAIN = ("bare", "quoted", "in curl", "in json", "in indented json")
MASK = """async (texts) => {
  const entry = await (await fetch('/widget/unlatch.js')).text();
  const { mask } = await import(`/widget/${/'\\.\\/([0-9a-f]+)\\//.exec(entry)[1]}/masking.js`);
  return texts.map((text) => mask(text).text);
}"""


async def masked(visit: Visit, texts: list[str]) -> list[str]:
    """Return what the browser makes of the texts."""
    await visit.open()
    found: list[str] = await visit.page.evaluate(MASK, texts)
    return found


async def test_every_form_of_a_secret_is_masked_like_at_the_service(visit: Visit) -> None:
    """In prose, quotes, command lines and JSON."""
    forms = [(form, EMBEDDINGS[name](form)) for seed in range(3) for form in all_forms(seeded(seed)) for name in PLAIN]
    texts = [text for _, text in forms]
    found = await masked(visit, texts)

    assert [(form.id, text) for (form, _), text in zip(forms, found, strict=True) if form.secret in text] == []
    differ = [(text, mine) for text, mine in zip(texts, found, strict=True) if mine != redact(text).text]
    assert differ == []


async def test_what_is_no_secret_stays_as_at_the_service(visit: Visit) -> None:
    """Ids, hashes, headers, examples."""
    found = await masked(visit, list(NEAR_MISSES))

    assert found == [redact(text).text for text in NEAR_MISSES]
