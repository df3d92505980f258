"""The sidecar: measures at intervals how long a connection to the platform's API takes, and keeps the last hour."""

import json
import os
import signal
import socket
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INTERVAL = max(1.0, float(os.environ.get("INTERVAL_SECONDS", "15")))
TIMEOUT = 5.0
# Only the pod itself is to read this.
ADDRESS = ("127.0.0.1", 9090)

measurements: deque[dict[str, object]] = deque(maxlen=max(1, int(3600 / INTERVAL)))
stopping = threading.Event()


def target() -> tuple[str, int] | None:
    """Address of the platform's API for apps; None outside the platform."""
    host = os.environ.get("APPS_API_ENDPOINT_IP")
    port = os.environ.get("APPS_API_ENDPOINT_PORT", "")
    return (host, int(port)) if host and port.isdigit() else None


def measure(address: tuple[str, int]) -> dict[str, object]:
    """One measurement: when, and how many milliseconds or why not."""
    began = time.perf_counter()
    result: dict[str, object] = {"at": round(time.time())}
    try:
        with socket.create_connection(address, timeout=TIMEOUT):
            result["milliseconds"] = round((time.perf_counter() - began) * 1000, 2)
    except OSError as error:
        result["failure"] = error.strerror or type(error).__name__
    return result


def collect() -> None:
    address = target()
    if address is None:
        print("collector: no APPS_API_ENDPOINT_IP and _PORT are set, so there is nothing to measure", flush=True)
        return
    while not stopping.is_set():
        measurements.append(measure(address))
        stopping.wait(INTERVAL)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.answer(200, {"status": "ok"})
        elif self.path == "/measurements":
            self.answer(200, {"interval_seconds": INTERVAL, "measurements": list(measurements)})
        else:
            self.answer(404, {"error": "not found"})

    def answer(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The page asks every few seconds; that is not worth a log."""


def main() -> None:
    server = ThreadingHTTPServer(ADDRESS, Handler)

    def stop(*_: object) -> None:
        stopping.set()
        # shutdown() waits for serve_forever, which this very thread runs.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=collect, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
