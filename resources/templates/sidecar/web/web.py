"""The page: shows what the sidecar has measured."""

import html
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COLLECTOR = os.environ.get("COLLECTOR_URL", "http://127.0.0.1:9090/measurements")
SHOWN = 40

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10">
<title>API response</title>
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif }}
main {{ max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem }}
td, th {{ text-align: left; padding: 0.25rem 1.5rem 0.25rem 0 }}
meter {{ width: 16rem }}
</style>
</head>
<body><main><h1>How fast the API answers</h1>{content}</main></body>
</html>
"""


def read_measurements() -> list[dict[str, object]]:
    """What the sidecar has. Raises OSError or ValueError where it does not answer as it should."""
    with urllib.request.urlopen(COLLECTOR, timeout=3) as answer:
        return json.load(answer)["measurements"]


def render(measurements: list[dict[str, object]]) -> str:
    if not measurements:
        return "<p>Nothing has been measured yet.</p>"
    rows = "".join(row(each) for each in reversed(measurements[-SHOWN:]))
    return f"<table><tr><th>When</th><th>Connection</th><th></th></tr>{rows}</table>"


def row(measurement: dict[str, object]) -> str:
    when = time.strftime("%H:%M:%S", time.gmtime(float(str(measurement["at"]))))
    if "failure" in measurement:
        return f"<tr><td>{when}</td><td colspan=2>{html.escape(str(measurement['failure']))}</td></tr>"
    took = float(str(measurement["milliseconds"]))
    meter = f'<meter min="0" max="500" high="200" value="{took}">{took} ms</meter>'
    return f"<tr><td>{when}</td><td>{took:g} ms</td><td>{meter}</td></tr>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/healthz":
            self.answer(200, "text/plain", "ok\n")
        elif path == "/":
            self.answer(200, "text/html; charset=utf-8", PAGE.format(content=self.content()))
        else:
            self.answer(404, "text/plain", "There is nothing at this address.\n")

    def content(self) -> str:
        try:
            return render(read_measurements())
        except (OSError, ValueError, KeyError, TypeError) as error:
            print(f"web: the collector gave no measurements: {error}", flush=True)
            return "<p role=alert>The collector does not answer yet.</p>"

    def answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    server = ThreadingHTTPServer(("", 8080), Handler)

    def stop(*_: object) -> None:
        # shutdown() waits for serve_forever, which this very thread runs.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.serve_forever()


if __name__ == "__main__":
    main()
