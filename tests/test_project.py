"""The configuration of a corpus: `[tool.cleaner]` in pyproject.toml, or .cleaner.toml."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cleaner.errors import ConfigError
from cleaner.project import Settings, find, read

NOTHING = Settings()


def test_nothing_there(tmp_path: Path) -> None:
    """Without a configuration nothing is set, and a pyproject.toml of others is not read."""
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 100\n")
    project = find(str(tmp_path))
    assert project.file is None
    assert project.settings("a.txt", NOTHING).profile is None


@pytest.mark.parametrize("name", [".cleaner.toml", "pyproject.toml"])
def test_it_is_found_from_below(tmp_path: Path, name: str) -> None:
    """In the working folder or above it; rule folders are relative to the file."""
    table = "[tool.cleaner]\n" if name == "pyproject.toml" else ""
    (tmp_path / name).write_text(f'{table}profile = "conservative"\nrules = ["own"]\n')
    (tmp_path / "a/b").mkdir(parents=True)
    project = find(str(tmp_path / "a/b"))
    assert project.profile == "conservative"
    assert project.rules == (str(tmp_path / "own"),)
    assert project.root == str(tmp_path)


def test_not_from_above_a_repository(tmp_path: Path) -> None:
    """What stands above the top folder of the git repository is somebody else's."""
    (tmp_path / ".cleaner.toml").write_text('profile = "aggressive"\n')
    subprocess.run(["git", "init", "-q", "corpus"], check=True, cwd=tmp_path)
    (tmp_path / "corpus/a").mkdir()
    project = find(str(tmp_path / "corpus/a"))
    assert (project.file, project.root) == (None, str(tmp_path / "corpus"))


def test_two_are_one_too_many(tmp_path: Path) -> None:
    """Nobody should have to know which of two wins."""
    (tmp_path / ".cleaner.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.cleaner]\n")
    with pytest.raises(ConfigError, match="keep one of them"):
        find(str(tmp_path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('profil = "x"', r"\.cleaner\.toml:2: unknown key 'profil'; did you mean 'profile'\?"),
        ("max_bytes = 5", r":2: unknown key 'max_bytes'; did you mean 'max-bytes'\?"),
        ("zzz = 5", r":2: unknown key 'zzz'; known are characters, "),
        ("root = 'x'", r"unknown key 'root'"),
        ("[[overrides]]\npaths = ['a']\nexcludes = []", r":4: unknown key 'excludes'; "),
        ("[[overrides]]\nprofile = 'balanced'", r":2: overrides\[0\]: .*missing.*`paths`"),
        ("[[overrides]]\npaths = ['a']\nprofile = 'x'", r":4: overrides\[0\]\.profile: "),
        ("profile = 'bold'", r":2: profile: 'bold' is none of conservative, balanced, agg"),
        ("profile = 'agressive'", r"aggressive; did you mean 'aggressive'\?"),
        ("max-prose-share = 2", r":2: max-prose-share: expected `float` <= 1"),
        ("[disable]\n'en/a/b' = ''", r"toml:2: disable\[\.\.\.\]: every rule or pack has a reason"),
        ("languages = 'en'", r":2: languages: expected `array`, got `str`"),
        ("x = = 1", r"\.cleaner\.toml:2:5: not valid TOML: Invalid value"),
    ],
)
def test_errors(tmp_path: Path, content: str, message: str) -> None:
    """File, line, what is wrong, and what was meant."""
    (tmp_path / ".cleaner.toml").write_text(f"# comment\n{content}\n")
    with pytest.raises(ConfigError, match=message):
        find(str(tmp_path))


def test_lines_of_a_pyproject(tmp_path: Path) -> None:
    """The line is that of the key in our table, not of the same key in another."""
    path = tmp_path / "pyproject.toml"
    path.write_text("[project]\nprofil = 1\n[tool.cleaner]\nprofil = 2\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:4: unknown key 'profil'"):
        read(str(path))


def test_overrides(tmp_path: Path) -> None:
    """The command line goes first, then the last override with the path; reasons add up."""
    (tmp_path / ".cleaner.toml").write_text(
        'profile = "conservative"\nlanguages = ["en"]\n[disable]\n"en/a" = "why"\n'
        '[[overrides]]\npaths = ["forum/**"]\nprofile = "balanced"\ndocument = "forum"\n'
        'disable = {"en/b" = "because"}\n'
        '[[overrides]]\npaths = ["*.md"]\nprofile = "aggressive"\n'
    )
    project = find(str(tmp_path))

    def settings(name: str, given: Settings = NOTHING) -> Settings:
        return project.settings(str(tmp_path / name), given)

    assert settings("a.txt").profile == "conservative"
    assert settings("forum/x/a.txt").document == "forum"
    assert settings("forum/x/a.txt").disable == {"en/a": "why", "en/b": "because"}
    assert settings("forum/a.md").profile == "aggressive"
    assert settings("forum/a.md").languages == ("en",)
    assert settings("forum/a.md", Settings(profile="balanced")).profile == "balanced"


def test_all_wrong_values_are_told(tmp_path: Path) -> None:
    """One error names every value that is not possible, each with its line."""
    path = tmp_path / ".cleaner.toml"
    path.write_text(
        "profile = 'bold'\nmax-prose-share = 2\nrepair = true\n"
        "[[overrides]]\npaths = ['a']\n[[overrides]]\npaths = ['b']\nprofile = 'x'\nrepair = 1\n"
    )
    with pytest.raises(ConfigError) as err:
        read(str(path))
    told = [line.removeprefix(f"{path}:") for line in str(err.value).split("\n")]
    assert [line.split(": ")[:2] for line in told] == [
        ["1", "profile"],
        ["2", "max-prose-share"],
        ["8", "overrides[1].profile"],
        ["9", "overrides[1].repair"],
    ]
