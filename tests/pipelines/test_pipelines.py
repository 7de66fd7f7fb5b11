"""The files for other people's pipelines do what they say, run as such a pipeline runs them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with one finding, and the program where the action installs it."""
    (tmp_path / "train.sh").write_text("export NCCL_NET_GDR_LEVEL=2\n")
    program = tmp_path / "temp" / "whackachip" / "bin"
    program.mkdir(parents=True)
    (program / "whackachip").symlink_to(Path(sys.executable).parent / "whackachip")
    return tmp_path


def act(tree: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs the last step of the action with its defaults and these inputs."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: record["default"] for name, record in ACTION["inputs"].items()} | inputs
    env = {name: given[text.split("inputs.")[1].split(" ")[0]] for name, text in step["env"].items()}
    env |= {"RUNNER_TEMP": str(tree / "temp"), "GITHUB_OUTPUT": str(tree / "temp" / "output")}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],
        cwd=tree, env={**os.environ, **env}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def hook(name: str, tree: Path, *words: str) -> int:
    entry = next(record["entry"] for record in HOOKS if record["id"] == name)
    return run_entry(entry, tree, *words)


def run_entry(entry: str, tree: Path, *words: str) -> int:
    """The exit status of the command of a hook."""
    program, *rest = shlex.split(entry)
    command = [str(Path(sys.executable).parent / program), *rest, *words]
    return subprocess.run(command, cwd=tree, capture_output=True, timeout=120, check=False).returncode


def test_the_action_scans_and_names_its_file(tree: Path) -> None:
    done = act(tree)
    assert done.returncode == 0, done.stderr
    results: list[Any] = json.loads((tree / "whackachip.sarif").read_text())["runs"][0]["results"]
    assert {found["ruleId"] for found in results} >= {"C12"}
    assert "sarif=whackachip.sarif" in (tree / "temp" / "output").read_text()


def test_the_action_fails_where_it_should(tree: Path) -> None:
    place = str(tree.parent / "out.sarif")  # not in what is scanned next
    assert act(tree, fail="true", sarif=place).returncode == 1
    (tree / "ignore").write_text("*.sh\n")
    assert act(tree, fail="true", sarif=place, ignore="ignore").returncode == 0
    assert act(tree, command="guess").returncode == 2


def test_the_action_classifies(tree: Path) -> None:
    asked = {"command": "classify", "chips": "h20\n\na800\n", "on": "2022-11-08", "to": "CN"}
    done = act(tree, **asked)
    assert done.returncode == 0, done.stderr
    assert act(tree, **asked, fail="true").returncode == 0
    assert act(tree, **(asked | {"chips": "h100"}), fail="true").returncode == 1


def test_inputs_are_never_code(tree: Path) -> None:
    done = act(tree, path="$(touch pwned); `touch pwned`", ignore='"; touch pwned; "')
    assert done.returncode == 2
    assert not (tree / "pwned").exists()


def test_every_input_is_used() -> None:
    used = {text.split("inputs.")[1].split(" ")[0] for text in ACTION["runs"]["steps"][-1]["env"].values()}
    assert used == set(ACTION["inputs"])


def test_the_hooks_fail_where_they_should(tree: Path) -> None:
    assert hook("whackachip-scan", tree) == 1
    (tree / "ignore").write_text("*.sh\n")
    assert hook("whackachip-scan", tree, "--ignore", "ignore") == 0
    assert hook("whackachip-classify", tree, "h20", "--on", "2024-11-05", "--to", "CN") == 0
    assert hook("whackachip-classify", tree, "h100", "--on", "2024-11-05", "--to", "CN") == 1


def shown(title: str) -> Any:
    """A file that the page for engineers shows, read as YAML."""
    page = (ROOT / "docs" / "howto" / "engineer.md").read_text(encoding="utf-8")
    (text,) = re.findall(rf'```yaml title="{re.escape(title)}"\n(.*?)```', page, re.DOTALL)
    return yaml.load(text, Loader=yaml.BaseLoader)  # words stay words: `on` is no truth value there


def test_the_workflow_that_we_show_asks_only_what_the_action_takes(tree: Path) -> None:
    steps = shown(".github/workflows/whackachip.yml")["jobs"]["scan"]["steps"]
    ours = [step.get("with", {}) for step in steps if step["uses"] == "./tools/whackachip"]
    assert len(ours) == 2
    for asked in ours:
        assert asked.keys() <= ACTION["inputs"].keys()
        done = act(tree, **asked)
        assert done.returncode == 0, done.stderr


def test_the_hooks_that_we_show_run_as_they_stand(tree: Path) -> None:
    (repo,) = shown(".pre-commit-config.yaml")["repos"]
    found = {hook["id"]: run_entry(hook["entry"], tree) for hook in repo["hooks"]}
    assert found == {"whackachip-scan": 1, "whackachip-classify": 0}


def test_no_line_that_we_show_needs_a_name_put_in() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs" / "howto").glob("*.md")):
        blocks = re.findall(r"```.*?\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        assert not [block for block in blocks if re.search(r"\b(OWNER|ACCOUNT|YOUR_\w+)\b", block)], page.name
