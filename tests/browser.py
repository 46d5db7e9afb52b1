"""A headless Chromium over the DevTools protocol, by pipe: no driver, no port, no package."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 60.0
"""Seconds to wait for an answer: the machine may be busy."""

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en",
    "--remote-debugging-pipe",
)  # fmt: skip

_START = """\
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Puts the pipes where the protocol is spoken, and becomes the browser."""


def chromium() -> str | None:
    """Where the browser is, None where there is none."""
    return shutil.which("chromium")


class Browser:
    """A browser of its own with an empty profile. `Page` objects come from `open`."""

    def __init__(self) -> None:
        path = chromium()
        assert path, "no chromium"
        self._profile = tempfile.mkdtemp(prefix="cleaner-browser-")
        pipes = [*os.pipe(), *os.pipe()]
        # above 9, so that none is in the way of the descriptors 3 and 4 of the protocol
        into, self._into, self._out, out = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in pipes)
        for fd in pipes:
            os.close(fd)
        flags = (*_FLAGS, f"--user-data-dir={self._profile}", "about:blank")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(into), str(out), path, *flags],
            pass_fds=(into, out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(into)
        os.close(out)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._into)
        os.close(self._out)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """Call a method of the protocol and wait for its answer; events are kept in `events`."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._into, data) :]
        wanted = self._number
        while True:
            answer = self._read()
            if answer.get("id") == wanted:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._out], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            chunk = os.read(self._out, 1 << 20)
            assert chunk, "the browser went away"
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def open(
        self, path: Path, width: int = 1280, height: int = 900, dark: bool = False, scale: float = 1
    ) -> Page:
        """Open a file in a window of this size, and wait until it is loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=width < 700,
        )  # fmt: skip
        scheme = "dark" if dark else "light"
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        page.call("Emulation.setEmulatedMedia", features=features)
        page.go(path.resolve().as_uri())
        return page


class Page:
    """A page in the browser."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target

    def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the protocol on this page."""
        return self._browser.call(method, self._session, **parameters)

    def go(self, address: str) -> None:
        """Go to an address and wait until everything is there."""
        self.call("Page.navigate", url=address)
        self.wait(f"document.readyState === 'complete' && location.href.startsWith({address!r})")

    def js(self, expression: str) -> Any:
        """The value of an expression; what it throws is an AssertionError."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.js(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.02)

    def key(self, key: str) -> None:
        """Press a key by its name (`j`, `?`, `Enter`) and wait until the page has answered."""
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)
        self.settle()

    def settle(self) -> None:
        """Wait for two frames: what was asked for is drawn then."""
        self.js("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        x, y = self.js(
            f"(() => {{ const e = document.querySelector({selector!r}); "
            "e.scrollIntoView({block: 'nearest'}); const b = e.getBoundingClientRect(); "
            "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)
        self.settle()

    def choose(self, name: str, value: str) -> None:
        """Choose a value of a select by its name."""
        self.js(
            f"(() => {{ const s = document.querySelector('select[name=\"{name}\"]'); "
            f"s.value = {value!r}; s.dispatchEvent(new Event('change', {{bubbles: true}})); }})()"
        )
        self.settle()

    def text(self, selector: str) -> str:
        """The text of an element as it is shown."""
        found = self.js(f"document.querySelector({selector!r}).innerText")
        return str(found)

    def screenshot(self, path: Path) -> None:
        """Write what is seen as PNG."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    def troubles(self) -> list[str]:
        """Errors and warnings of the console, exceptions, and requests other than for the page."""
        out = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            told = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                out.append(json.dumps(told["exceptionDetails"]))
            elif event["method"] == "Runtime.consoleAPICalled":
                out.append(f"console.{told['type']}: {told['args']}")
            elif event["method"] == "Log.entryAdded":
                out.append(f"log: {told['entry']['text']}")
            elif event["method"] == "Network.requestWillBeSent":
                url = told["request"]["url"]
                if not url.startswith(("file:", "data:,", "blob:", "about:")):
                    out.append(f"request: {url}")
        return out

    def close(self) -> None:
        """Close the page."""
        self._browser.call("Target.closeTarget", targetId=self._target)
