"""URLs: file systems that fsspec knows, read and written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from corpus import documents, expected, jsonl, packed, read_jsonl, rules, run
from hub import Hub

from cleaner.errors import ConfigError
from cleaner.io.plan import Plan
from cleaner.io.state import Place

DOCS = documents(40)


def test_a_file_system_in_memory(tmp_path: Path) -> None:
    """URLs are read, and written whole: a folder of them is mirrored."""
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe(
        {"/in/a.jsonl": jsonl(DOCS[:3]), "/in/sub/b.jsonl.gz": packed(jsonl(DOCS[3:]), "gz")}
    )
    try:
        run(tmp_path, "memory://in", "memory://out/", sides={"audit": "memory://audit.jsonl"})
        assert sorted(memory.find("/out")) == ["/out/a.jsonl", "/out/sub/b.jsonl.gz"]
        found = [json.loads(one)["text"] for one in memory.cat("/out/a.jsonl").splitlines()]
        assert found == expected(DOCS[:3])
        assert len(memory.cat("/audit.jsonl").splitlines()) == len(DOCS)
        _, failures = run(tmp_path, "memory://gone.jsonl", "memory://x.jsonl")
        assert failures == [("memory://gone.jsonl", "cannot read: there is no such object")]
    finally:
        memory.rm("/", recursive=True)


def test_outputs_of_one_name_in_two_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of URLs grow in one folder, and neither gets into the other; none is left."""
    memory = pytest.importorskip("fsspec").filesystem("memory")
    monkeypatch.chdir(tmp_path)
    memory.pipe({"/in/a.jsonl": jsonl(DOCS)})
    try:
        for place in (None, Place(str(tmp_path / "place"))):
            one = "memory://attributes/chrome"
            run(tmp_path, "memory://in", "memory://out/", attributes=one, place=place)
            rows = [json.loads(row) for row in memory.cat("/out/a.jsonl").splitlines()]
            assert [row["text"] for row in rows] == expected(DOCS)
            spans = memory.cat("/attributes/chrome/a.jsonl").splitlines()
            assert [json.loads(row)["id"] for row in spans] == [one["id"] for one in DOCS]
        assert {path.name for path in tmp_path.iterdir()} == {"rules", "place"}
    finally:
        memory.rm("/", recursive=True)


def test_errors_of_a_client_are_words(tmp_path: Path) -> None:
    """Whatever a file system's client raises, in finding a file or in the middle of it, is told of
    the input that it belongs to, and what was read until then comes out."""
    fsspec = pytest.importorskip("fsspec")
    from fsspec.implementations.dirfs import DirFileSystem
    from fsspec.implementations.local import LocalFileSystem

    class LineLostError(Exception):
        """As HTTP clients have one, which is no OSError."""

    class Breaks(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            if self.tell() >= 10_000:
                raise LineLostError("the line was lost")
            return self.read(1_000)

    class Line(DirFileSystem):  # type: ignore[misc]
        protocol = "line"

        def __init__(self, **more: Any) -> None:
            super().__init__(str(tmp_path), LocalFileSystem(), **more)

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.removeprefix("line://")

        def unstrip_protocol(self, name: str) -> str:
            return f"line://{name}"

        def info(self, path: str, **more: Any) -> Any:
            if "gone" in path:
                raise LineLostError("no such host")
            return super().info(path, **more)

        def open(self, path: str, mode: str = "rb", **more: Any) -> Any:
            return Breaks((tmp_path / path).read_bytes())

    (tmp_path / "a.jsonl").write_bytes(jsonl(DOCS))
    fsspec.register_implementation("line", Line, clobber=True)
    try:
        sources = ["line://a.jsonl", "line://gone.jsonl"]
        _, failures = run(tmp_path, sources, str(tmp_path / "out.jsonl"))
    finally:
        from fsspec.registry import _registry

        _registry.pop("line", None)
    assert ("line://gone.jsonl", "cannot read: no such host") in failures
    assert ("line://a.jsonl", "cannot read: the line was lost") in failures
    found = read_jsonl(tmp_path / "out.jsonl")
    assert len(found) == jsonl(DOCS)[:10_000].count(b"\n")


def test_a_place_that_cannot_be_written_is_told_of_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without credentials nothing is read: hours of cleaning would be for nothing."""
    pytest.importorskip("s3fs")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
    (tmp_path / "a.jsonl").write_bytes(jsonl(DOCS[:1]))
    with pytest.raises(ConfigError, match=r"cannot write s3://bucket/x\.jsonl: .*credentials"):
        Plan([str(tmp_path / "a.jsonl")], "s3://bucket/x.jsonl")
    S3FileSystem.clear_instance_cache()


def test_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real client against a server of its own on this machine."""
    pytest.importorskip("s3fs")
    server_of = pytest.importorskip("moto.server")
    import fsspec

    server = server_of.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    try:
        s3 = fsspec.filesystem("s3", skip_instance_cache=True)
        s3.mkdir("crawl")
        s3.pipe("crawl/in/a.jsonl.gz", packed(jsonl(DOCS), "gz"))
        run(tmp_path, "s3://crawl/in", "s3://crawl/out/")
        s3.invalidate_cache()
        (tmp_path / "a.jsonl.gz").write_bytes(s3.cat("crawl/out/a.jsonl.gz"))
        assert [one["text"] for one in read_jsonl(tmp_path / "a.jsonl.gz")] == expected(DOCS)
    finally:
        server.stop()


def at_the_hub(folder: Path, endpoint: str, *words: str) -> tuple[int, str]:
    """Call `cleaner clean` in a process of its own, whose hub is there; its exit code, what it said."""
    home = {"HF_ENDPOINT": endpoint, "HF_HOME": str(folder / "home"), "HF_TOKEN": "hf_none"}
    words = ("-m", "cleaner", "clean", *words, "--rules", str(rules(folder)), "--jobs", "2")
    done = subprocess.run(
        [sys.executable, *words], env={**os.environ, **home}, cwd=folder,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_the_hub(tmp_path: Path) -> None:
    """The real client of `hf://` against a server of its own on this machine: a folder, a file of a
    revision, and a folder written there; what is not there is said."""
    pytest.importorskip("huggingface_hub")
    first, rest = jsonl(DOCS[:3]), jsonl(DOCS[3:])
    hub = Hub({"data/a.jsonl.gz": packed(first, "gz"), "data/sub/b.jsonl": rest, "README.md": b"x"})
    try:
        url = "hf://datasets/me/crawl"
        assert at_the_hub(tmp_path, hub.url, f"{url}/data", "-o", "out/")[0] == 0
        found = read_jsonl(tmp_path / "out/a.jsonl.gz") + read_jsonl(tmp_path / "out/sub/b.jsonl")
        assert [one["text"] for one in found] == expected(DOCS)
        one = (f"{url}@main/data/sub/b.jsonl", "-o", "b.jsonl")
        assert at_the_hub(tmp_path, hub.url, *one)[0] == 0
        assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "out/sub/b.jsonl").read_bytes()
        assert at_the_hub(tmp_path, hub.url, f"{url}/data", "-o", f"{url}/clean/")[0] == 0
        for name in ("a.jsonl.gz", "sub/b.jsonl"):
            assert hub.files[f"clean/{name}"] == (tmp_path / "out" / name).read_bytes()
        for gone in (f"{url}/gone.jsonl", "hf://datasets/me/other/a.jsonl"):
            code, said = at_the_hub(tmp_path, hub.url, gone)
            assert code == 3
            assert f"{gone}: could not be processed: cannot read: there is no such object" in said
    finally:
        hub.shutdown()
        hub.server_close()


def test_the_hub_that_cannot_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the client says is told of the input; an output there is refused before anything is read."""
    pytest.importorskip("huggingface_hub")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "a.jsonl").write_bytes(jsonl(DOCS[:1]))
    for url in ("hf://datasets/me/crawl/data", "hf://datasets/me/crawl@main/a.jsonl.gz"):
        code, said = at_the_hub(tmp_path, "http://127.0.0.1:9", url, "-o", "out/")
        assert code == 3
        assert f"{url}: could not be processed: cannot read: Cannot reach" in said
        code, said = at_the_hub(tmp_path, "http://127.0.0.1:9", "a.jsonl", "-o", f"{url}/x.jsonl")
        assert code == 2
        assert f"cannot write {url}/x.jsonl: Cannot reach" in said


def test_paths_of_the_hub() -> None:
    """The real file system of `hf://` takes paths apart as this project puts them together: revisions,
    folders, and the way from a path to its URL and back."""
    hub = pytest.importorskip("huggingface_hub")
    from cleaner.io.storage import below, filesystem, joined

    for url in (
        "hf://datasets/me/crawl/data/a.jsonl.gz",
        "hf://datasets/me/crawl@v1.0/data/a.jsonl.gz",
        "hf://me/model/a.jsonl",
    ):
        system, path = filesystem(url)
        assert isinstance(system, hub.HfFileSystem)
        assert system.unstrip_protocol(path) == url
        folder, _, name = url.rpartition("/")
        assert joined(f"{folder}/", name) == url
        assert below(url, folder) == name
        assert system.unstrip_protocol(system._parent(path)) == folder
