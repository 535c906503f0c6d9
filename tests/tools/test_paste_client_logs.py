"""Clients' own logs: the request on one line and the answer on another become one exchange."""

import pytest

from tools.facts import Fact
from tools.parsers import read_paste

URL = "https://acme.atlassian.net/wiki/rest/api/space"
BODY = '{"message":"Unauthorized"}'
FORMS = {
    "a client's log": (
        f"2026-11-24 09:00:00 INFO  http GET {URL} auth=Basic\n2026-11-24 09:00:00 ERROR answer: 401 {BODY}"
    ),
    "a request line and a raw reply": f"GET {URL}\nHTTP/1.1 401 Unauthorized\nServer: AtlassianEdge\n\n{BODY}",
    "Go": f'2026/11/24 09:00:00 Get "{URL}": unexpected status 401: {BODY}',
    "Spring": (
        f'org.springframework.web.client.HttpClientErrorException$Unauthorized: 401 Unauthorized: "{BODY}"\n'
        f'\tat example.Sync.pull(Sync.java:88)\n\trequest: GET "{URL}"'
    ),
    "a trace and the printed answer": (
        f'Traceback (most recent call last):\n  File "job.py", line 4, in <module>\n    answer.raise_for_status()\n'
        f"requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: {URL}\n401 {BODY}"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_address_status_and_body_of_one_call_belong_together(form: str) -> None:
    reading = read_paste("auto", "", FORMS[form])

    assert [(one.url, one.status) for one in reading.exchanges] == [(URL, 401)]
    assert Fact.URL_SITE_HOST in {sighting.fact for sighting in reading.sightings}


def test_an_html_answer_in_a_log_is_read_to_its_end() -> None:
    page = "<html><head><title>503</title></head>\n<body>Confluence is starting up</body></html>"

    reading = read_paste("log", "", f"2026-11-24 09:00:00 ERROR answer: 503 {page}\nafterwards")

    assert [(one.status, one.body) for one in reading.exchanges] == [(503, page)]
    assert reading.text == "afterwards"


def test_a_servers_log_line_that_names_an_address_stays_a_log_line() -> None:
    line = f"2026-11-24 09:00:00,123 WARN [http-8090] XsrfResourceFilter XSRF checks failed for POST {URL}"

    assert Fact.LOG_XSRF in {sighting.fact for sighting in read_paste("log", "", line).sightings}
