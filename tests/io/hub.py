"""A stand-in for the hub: as much of its HTTP interface as its client needs for files."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

_COMMIT = "0" * 40
_API = "/api/datasets/me/crawl"


class Hub(ThreadingHTTPServer):
    """Serves the dataset `me/crawl` from memory. files: what it holds, by path."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address, for `HF_ENDPOINT`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def below(self, folder: str, deep: bool) -> list[dict[str, Any]]:
        """The files and folders in a folder, "" for all, as the hub tells of them."""
        out: dict[str, dict[str, Any]] = {}
        for path, data in self.files.items():
            if not path.startswith(folder):
                continue
            parts = path.removeprefix(folder).strip("/").split("/")
            for n in range(1, len(parts)):
                name = f"{folder}/{'/'.join(parts[:n])}".strip("/")
                out[name] = {"type": "directory", "path": name, "oid": _COMMIT}
            out[path] = {"type": "file", "path": path, "size": len(data), "oid": _COMMIT}
        found = out.values()
        return [e for e in found if deep or "/" not in e["path"].removeprefix(folder).strip("/")]


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""

    def send(self, data: bytes, code: int = 200, **headers: str) -> None:
        self.send_response(code)
        for name, text in {"Content_Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(data)

    def tell(self, value: Any) -> None:
        self.send(json.dumps(value).encode(), Content_Type="application/json")

    def do_GET(self) -> None:
        path, _, query = unquote(self.path).partition("?")
        if found := re.fullmatch(rf"{_API}/tree/main/?(.*)", path):
            self.tell(self.server.below(found[1], "recursive=true" in query))
        elif path in (_API, f"{_API}/revision/main"):
            self.tell({"id": "me/crawl", "sha": _COMMIT})
        elif found := re.fullmatch(r"/datasets/me/crawl/resolve/main/(.*)", path):
            data = self.server.files[found[1]]
            part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if part is None:
                self.send(data, ETag='"x"', X_Repo_Commit=_COMMIT)
                return
            start, end = int(part[1]), min(int(part[2] or len(data)) + 1, len(data))
            about = f"bytes {start}-{end - 1}/{len(data)}"
            self.send(data[start:end], 206, ETag='"x"', Content_Range=about)
        else:
            self.send(b"{}", 404, X_Error_Code="RepoNotFound")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "/preupload/" in self.path:
            paths = [one["path"] for one in json.loads(body)["files"]]
            how = {"uploadMode": "regular", "shouldIgnore": False}
            self.tell({"files": [{"path": path, **how} for path in paths]})
        elif "/commit/" in self.path:
            for line in map(json.loads, body.splitlines()):
                if line["key"] == "file":
                    about = line["value"]
                    self.server.files[about["path"]] = b64decode(about["content"])
            url = f"{self.server.url}/datasets/me/crawl/commit/{_COMMIT}"
            self.tell({"commitUrl": url, "commitOid": _COMMIT, "success": True})
        else:
            self.send(b"{}", 404)
