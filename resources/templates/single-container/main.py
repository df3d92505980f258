"""The server of the app: a small JSON API under /api, and the compiled pages for everything else."""

import os
import time
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

PAGES = Path(__file__).with_name("static")
STARTED = time.monotonic()

app = FastAPI(title="@@slug@@", docs_url=None, redoc_url=None)


@app.get("/healthz")
def health() -> dict[str, str]:
    """Answers as long as the server can answer at all."""
    return {"status": "ok"}


@app.get("/api/place")
def place() -> dict[str, object]:
    """Where the app runs. The token itself stays in the pod; only whether there is one is told."""
    return {
        "on_platform": "APP_AUTHENTICATION_TOKEN" in os.environ,
        "host": os.environ.get("HOST_IP"),
        "pod": os.environ.get("POD_UID"),
        "api_endpoint": api_endpoint(),
        "uptime_seconds": round(time.monotonic() - STARTED),
    }


def api_endpoint() -> str | None:
    """Address of the platform's API for apps, where the platform set one."""
    address = os.environ.get("APPS_API_ENDPOINT_IP")
    port = os.environ.get("APPS_API_ENDPOINT_PORT")
    return f"{address}:{port}" if address and port else None


@app.get("/api/{rest:path}")
def unknown(rest: str) -> None:
    """An address that is none of the API's must not look like a page."""
    raise HTTPException(status_code=404, detail=f"/api/{rest} does not exist")


@app.get("/{path:path}")
def page(path: str) -> FileResponse:
    """A compiled file, or the page itself for addresses that only the browser knows."""
    root = PAGES.resolve()
    wanted = (root / path).resolve()
    if path and wanted.is_file() and wanted.is_relative_to(root):
        return FileResponse(wanted)
    index = root / "index.html"
    if not index.is_file():
        raise HTTPException(status_code=404, detail="The pages are not compiled; run the Vite server instead.")
    return FileResponse(index, headers={"Cache-Control": "no-cache"})
