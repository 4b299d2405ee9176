"""A server of one file on loopback that serves ranges, and misbehaves as it is told to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class FileServer:
    """What is served, and how; `asked` are the ranges that were asked for, in order."""

    content: bytes
    ranges: bool = True
    cut_after: int | None = None  # bytes of each answer, after which the connection breaks
    cuts: int = 10**9  # so many answers are cut
    status: int = 200
    statuses: list[int] = field(default_factory=list)  # of the first answers
    length: bool = True  # whether Content-Length is told
    asked: list[str | None] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving(server: FileServer) -> Iterator[FileServer]:
    """The server, with its address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """No line for each answer."""

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            server.asked.append(wanted)
            status = server.statuses.pop(0) if server.statuses else server.status
            if status != 200:
                self.send_error(status)
                return
            first = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and server.ranges else 0
            body, whole = server.content[first:], len(server.content)
            self.send_response(206 if wanted and server.ranges else 200)
            if wanted and server.ranges:
                self.send_header("Content-Range", f"bytes {first}-{whole - 1}/{whole}")
            if server.length:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if server.cut_after is not None and server.cuts > 0 and server.cut_after < len(body):
                server.cuts -= 1
                body = body[: server.cut_after]
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        server.address = f"http://127.0.0.1:{http.server_port}/a.bin"
        yield server
        http.shutdown()
