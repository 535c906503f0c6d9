"""api.media.atlassian.com: files behind signed addresses, which need no credential.

Source: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md (measured redirect chain).
"""

import re

from evals.lab.cloud import replies
from evals.lab.cloud.state import CloudState
from evals.lab.wire import Handler, Reply, Request

_FILE = re.compile(r"/file/(?P<id>[^/]+)/binary")


def media_handler(state: CloudState) -> Handler:
    """Build the handler of the media host. Any token in the query opens the file that it stands beside."""

    def answer(request: Request) -> Reply:
        found = _FILE.fullmatch(request.path)
        if found is None or "token=" not in request.query:
            return replies.json_reply(403, {"error": {"code": "JwtAuthoriser:AuthorisationError"}})
        pages = (page for site in state.sites for page in site.pages)
        for attachment in (one for page in pages for one in page.attachments):
            if attachment.id == found["id"]:
                return Reply(200, (("Content-Type", attachment.media_type),), attachment.content.encode())
        return replies.json_reply(404, {"error": {"code": "NotFound"}})

    return answer
