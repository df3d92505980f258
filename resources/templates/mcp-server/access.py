"""Lets in only callers that know the access token: no gate of the platform stands before this port."""

import hmac
import logging
import os
import secrets

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger("uvicorn.error")


def access_token() -> str:
    """The token clients must send: the one that was set, or a new one that is written to the log."""
    given = os.environ.get("MCP_ACCESS_TOKEN", "").strip()
    if given:
        return given
    made = secrets.token_urlsafe(24)
    log.warning("MCP_ACCESS_TOKEN is not set; until the next start the access token is %s", made)
    return made


class BearerAccess:
    """ASGI middleware: answers 401 to every call without the token, but for the health check."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != "/healthz":
            sent = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(sent, self.wanted):
                answer = JSONResponse(
                    {"error": "Send the access token as “Authorization: Bearer …”."},
                    status_code=401,
                    headers={"WWW-Authenticate": "Bearer"},
                )
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)
