"""The widget's modules and what an embedding page needs to name them."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.errors import not_found
from api.widget.assets import load_bundle

router = APIRouter(prefix="/widget", tags=["widget"], include_in_schema=False)
_FOREVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/unlatch.js")
async def entry() -> Response:
    """Return the module that a page names; it loads the current version."""
    headers = {"Cache-Control": _SHORT, **_EVERYWHERE}
    return Response(load_bundle().entry, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/manifest.json")
async def manifest() -> JSONResponse:
    """Return the current version with the digest of each file, for pages that pin them."""
    bundle = load_bundle()
    files = {name: asset.integrity for name, asset in bundle.assets.items()}
    shown = {"version": bundle.version, "entry": f"/widget/{bundle.version}/unlatch.js", "integrity": files}
    return JSONResponse(shown, headers={"Cache-Control": _SHORT, **_EVERYWHERE})


@router.get("/{version}/{path:path}")
async def asset(version: str, path: str) -> Response:
    """Return one file of the current version."""
    bundle = load_bundle()
    found = bundle.assets.get(path) if version == bundle.version else None
    if found is None:
        raise not_found("file of this version of the widget")
    headers = {"Cache-Control": _FOREVER, **_EVERYWHERE}
    return Response(found.content, media_type=found.media_type, headers=headers)
