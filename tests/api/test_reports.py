"""Reports in every form: valid in its own format, right for its audience, and no markup of what was pasted."""

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.reports.adf import adf_document, write_adf
from api.reports.html import write_html
from api.reports.outline import Line, Outline, Seen, Step
from api.reports.text import write_text
from api.reports.wiki import write_wiki
from tests.api.access_kit import WAIT

ADF = jsonschema_rs.Draft4Validator(json.loads((Path(__file__).parent / "data" / "adf-schema.json").read_text("utf-8")))
"""Atlassian's published schema: @atlaskit/adf-schema 57.3.4, dist/json-schema/v1/full.json, Apache-2.0."""
HOSTILE = (
    "[~admin] @admin {code}x{code} !https://evil.example/x.png! <script>x</script> "
    "[c|https://evil.example] "
    "![x](https://evil.example/x.png) [x](https://evil.example) "
    "\u202e\u001b[31m h1. *bold* _it_ {html}x{html} \\\\ |a|b|"
)
FORMS = ("markdown", "html", "adf", "wiki", "text")
REFUSED = {
    "text": "Since Monday our script is refused by https://acme.atlassian.net/wiki. It worked before.",
    "attachments": [{"content": "HTTP/1.1 403 Forbidden\n\n{}"}],
}


def outline(text: str) -> Outline:
    """Return a report in which everything that may come from outside is this text."""
    return Outline(
        mark="●",
        verdict="confirmed",
        confidence=0.97,
        title="The token has expired",
        summary="It ended on *Sunday*; `401` is what the site says then.",
        group_says="",
        shares=(),
        question="Which of these?",
        options=(("a", "This one"), ("b", "That one")),
        steps=(Step("you", ("Make a new token", "Put it into `config.yml`"), "Run `curl -u you 'https://x/{id}'`"),),
        reasons=(Line(("E1",), text),),
        ruled_out=(Line(("E2",), text),),
        open_causes=(),
        contributing=(text,),
        not_tried=(text,),
        cautions=(),
        evidence=(Seen("E1", text, "401", (text,)),),
        footer="Asked no site.",
    )


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=60, deadline=None)
def test_whatever_was_pasted_the_document_is_valid(text: str) -> None:
    """Any text gives an ADF document by Atlassian's own schema, without a link, a mention or a macro."""
    document = adf_document(outline(text))

    assert ADF.is_valid(document), list(ADF.iter_errors(document))[:1]
    assert set(_kinds(document)) <= {
        *("doc", "panel", "paragraph", "text", "heading", "orderedList", "bulletList", "listItem"),
        *("table", "tableRow", "tableHeader", "tableCell", "strong", "em", "code"),
    }


def test_pasted_markup_is_plain_text_everywhere() -> None:
    """No macro, mention, link or image of the paste survives in wiki markup and HTML."""
    wiki, html = write_wiki(outline(HOSTILE)), write_html(outline(HOSTILE))

    unescaped = re.sub(r"\\[{}\[\]*_+^~!|#?@()-]", "", wiki)
    own = "Put it into {{config.yml}}"
    assert own in wiki.replace("\\", "")
    assert "[" not in unescaped.replace("||", "")
    assert "{code}" not in unescaped
    assert "https://evil" not in wiki
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="https://evil' not in html


async def test_every_form_for_every_audience(client: httpx2.AsyncClient) -> None:
    """One verdict in all of them; only the reporter's has no table of evidence."""
    shown = (await client.post("/v1/diagnoses", json=REFUSED, headers=WAIT)).json()
    title = shown["root_cause"]["title"][:25]
    for form in FORMS:
        for audience in ("reporter", "admin", "engineer"):
            url = f"/v1/diagnoses/{shown['id']}/report?format={form}&audience={audience}"
            answer = await client.get(url)
            plain = answer.text.replace("\\", "").replace("&#39;", "'")
            assert answer.status_code == 200
            assert title in plain
            assert ("Evidence" in plain) == (audience != "reporter"), (form, audience)


async def test_an_adf_report_is_what_jira_takes(client: httpx2.AsyncClient) -> None:
    """A real one is valid by the published schema too, and comes as JSON."""
    shown = (await client.post("/v1/diagnoses", json=REFUSED, headers=WAIT)).json()

    answer = await client.get(f"/v1/diagnoses/{shown['id']}/report?format=adf")

    assert answer.headers["content-type"] == "application/json"
    assert ADF.is_valid(answer.json())


async def test_a_report_before_the_answer_says_so(client: httpx2.AsyncClient) -> None:
    """409 with the state, not an empty page."""
    number = (await client.post("/v1/diagnoses", json=REFUSED)).json()["id"]
    await client.post(f"/v1/diagnoses/{number}/cancel")

    answer = await client.get(f"/v1/diagnoses/{number}/report")

    assert answer.status_code in {200, 409}
    if answer.status_code == 409:
        assert "cancelled" in answer.json()["detail"]


def test_square_brackets_are_no_markup_of_the_terminal() -> None:
    """What looks like the drawing library's markup is shown as it came, in whose name a request went included."""
    written = write_text(outline("GET /x [your credential] [red]x[/red]"))

    assert "[your" in written
    assert "[red]x[/red]" in written


@pytest.mark.parametrize("write", [write_adf, write_wiki, write_html])
def test_a_report_of_nothing_but_a_verdict_can_be_written(write: Any) -> None:
    """Empty parts leave no empty headings behind."""
    written = write(outline("x"))

    assert "Still possible" not in written


def _kinds(node: dict[str, Any]) -> list[str]:
    found = [str(node["type"]), *(str(mark["type"]) for mark in node.get("marks", ()))]
    return found + [kind for child in node.get("content", ()) for kind in _kinds(child)]
