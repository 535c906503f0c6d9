"""The demo page, the operator's page and their files, under a policy that allows this origin and nothing else."""

from pathlib import Path

from fastapi import APIRouter, Response

from api.errors import not_found

router = APIRouter(tags=["pages"], include_in_schema=False)
FOLDER = Path(__file__).parent.parent / "pages" / "static"
POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types dompurify"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@router.get("/")
async def home() -> Response:
    """Return the page with the widget on it."""
    return page("index.html")


@router.get("/pages/{name}")
async def file(name: str) -> Response:
    """Return a style or script of a page."""
    return page(name)


def page(name: str) -> Response:
    """Return a file of the pages' folder under the policy.

    Raises:
        Problem: There is no such file.
    """
    path = FOLDER / name
    if path.parent != FOLDER or not path.is_file() or path.suffix not in _TYPES:
        raise not_found("page")
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=_HEADERS)
