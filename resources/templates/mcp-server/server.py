"""The MCP server: its tools, and the web application that offers them at /mcp."""

import logging
import os

from mcp.server import MCPServer
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from access import BearerAccess, access_token
from sizes import convert, transfer_seconds

log = logging.getLogger("uvicorn.error")
mcp = MCPServer("@@slug@@")


@mcp.tool()
def convert_size(size: str, unit: str) -> str:
    """Convert a size of data, such as "1.5 TiB", to another unit, such as "GB"."""
    return convert(size, unit)


@mcp.tool()
def transfer_time(size: str, rate_per_second: str) -> str:
    """Tell how long it takes to move data of a size, such as "20 TiB", at a rate per second, such as "800 MB"."""
    minutes, seconds = divmod(round(transfer_seconds(size, rate_per_second)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {seconds} s"


@mcp.tool()
def server_address() -> str:
    """Tell the address at which this server is reached from outside the cluster."""
    return address() or "The platform has not told the server its address."


@mcp.custom_route("/healthz", methods=["GET"])
async def health(_: Request) -> PlainTextResponse:
    """Answers without a token as long as the server can answer at all."""
    return PlainTextResponse("ok\n")


def address() -> str | None:
    """The address for clients: the node, and the port that the platform picked on it."""
    host = os.environ.get("HOST_IP")
    port = os.environ.get("MCP_NODE_PORT")
    return f"http://{host}:{port}/mcp" if host and port else None


log.info("MCP clients connect to %s", address() or "port 8000 of this machine, path /mcp")
# Stateless, so that a restart breaks no session. Clients use whatever name the node has for them,
# so it is the token, not the host name, that keeps others out.
app = BearerAccess(mcp.streamable_http_app(stateless_http=True, json_response=True, host="0.0.0.0"), access_token())
