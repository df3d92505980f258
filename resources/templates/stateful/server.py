"""Two servers in one process: the notice board on 8080, and what only the cluster may ask for on 8081."""

import html
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from board import LONGEST, Board

board = Board(Path(os.environ.get("DATA_DIR", "data")))

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Notices</title>
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif }}
main {{ max-width: 40rem; margin: 3rem auto; padding: 0 1.5rem }}
textarea {{ width: 100%; box-sizing: border-box }}
time {{ opacity: 0.7 }}
</style>
</head>
<body><main>
<h1>Notices</h1>
<form method="post" action="/">
<p><label>New notice<br><textarea name="text" rows="3" maxlength="{longest}" required></textarea></label></p>
<p><button>Put it up</button></p>
</form>
{problem}{notices}
</main></body>
</html>
"""


def page(problem: str = "") -> str:
    shown = "".join(
        f"<p><time>{time.strftime('%Y-%m-%d %H:%M', time.gmtime(at))}</time><br>{html.escape(text)}</p>"
        for at, text in board.all()
    )
    alert = f"<p role=alert>{html.escape(problem)}</p>" if problem else ""
    return PAGE.format(longest=LONGEST, problem=alert, notices=shown or "<p>The board is empty.</p>")


class Handler(BaseHTTPRequestHandler):
    # A client that says nothing must not hold its thread for ever.
    timeout = 30

    def answer(self, status: int, text: str, kind: str = "text/plain; charset=utf-8", **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Public(Handler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.answer(200, "ok\n")
        elif self.path == "/":
            self.answer(200, page(), "text/html; charset=utf-8")
        else:
            self.answer(404, "There is nothing at this address.\n")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != "/" or not length.isdigit() or int(length) > 12 * LONGEST:
            self.answer(400, "This is no notice.\n", Connection="close")
            return
        form = parse_qs(self.rfile.read(int(length)).decode(errors="replace"))
        try:
            board.add(form.get("text", [""])[0])
        except ValueError as problem:
            self.answer(400, page(str(problem)), "text/html; charset=utf-8")
            return
        # Loading the page again must not put the notice up twice.
        self.answer(303, "", Location="/")


class Admin(Handler):
    def do_DELETE(self) -> None:
        if self.path == "/data":
            self.answer(200, f"{board.clear()}\n")
        else:
            self.answer(404, "There is nothing at this address.\n")


def main() -> None:
    admin = ThreadingHTTPServer(("", 8081), Admin)
    public = ThreadingHTTPServer(("", 8080), Public)

    def stop(*_: object) -> None:
        # shutdown() waits for serve_forever, which this very thread runs.
        threading.Thread(target=public.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=admin.serve_forever, daemon=True).start()
    public.serve_forever()
    admin.shutdown()
    board.close()


if __name__ == "__main__":
    main()
