"""What people write first and does not stand: one line with what they meant."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from whackachip.cli.group import COMMANDS, program
from whackachip.cli.mistakes import GROUPS, MEANT, OTHER, USUAL


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("h20", "did you mean `whackachip classify h20`?"),
        ("compare h100 h20", "did you mean `whackachip chips compare`?"),
        ("prove us-2023-10-17", "did you mean `whackachip rules prove`?"),
        ("serve deepseek-v3", "did you mean `whackachip estimate serve`?"),
        ("help", "did you mean `whackachip --help`?"),
        ("clasify h20", "did you mean 'classify'?"),
        ("zzzz", "known: investigate, classify"),
        ("chips h20", "did you mean `whackachip chips show h20`?"),
        ("chips shw h20", "did you mean 'show'?"),
        ("estimate hunyuan-large", "did you mean `whackachip estimate train hunyuan-large`?"),
        ("rules us-2023-10-17", "did you mean `whackachip rules show us-2023-10-17`?"),
        ("rules text 2023", "did you mean 'us-2023-"),
        ("classify h20 --date 2024-11-05", "did you mean --on?"),
        ("classify h20 --destination CN", "did you mean --to?"),
        ("classify l20 --from TW", "did you mean --transaction reexport?"),
        ("classify h20 --expain", "did you mean --explain?"),
        ("classify h20 --zzzz", "no option --zzzz of `whackachip classify`; `whackachip classify --help` says more"),
        ("classify h20 2024-11-05 China", "is a day: write --on 2024-11-05; 'China' is a country: write --to CN"),
        ("scan", "`whackachip scan` needs SUBJECT, such as `whackachip scan path/to/clone`"),
        ("report", "needs --from, such as `whackachip report --from"),
        ("timeline h20 2024", "`whackachip timeline --help` says more"),
        ("web --port x", "'--port'"),
        ("investigate tencent/Hunyuan-Large", "did you mean the case 'hunyuan-large'?"),
    ],
)
def test_it_is_one_line_with_what_was_meant(line: str, hint: str) -> None:
    done = CliRunner().invoke(program, line.split(), prog_name="whackachip")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert hint in done.stderr
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_word_that_is_taken_for_a_chip_is_named() -> None:
    done = CliRunner().invoke(program, ["check-claim", "DeepSeek trained V3 on 2048 H800"])
    assert done.exit_code == 2
    assert "two chips are named" in done.stderr
    assert "TPU v3 and NVIDIA H800" in done.stderr


def test_what_is_suggested_is_there() -> None:
    """A suggestion that does not stand would be a second mistake."""
    groups = {name: program.get_command(None, name) for name in GROUPS}  # type: ignore[arg-type]
    assert all(USUAL[name] in groups[name].commands for name in USUAL)  # type: ignore[union-attr]
    assert all(meant.split()[0] in COMMANDS or meant.startswith("--") for meant in OTHER.values())
    commands = [program.get_command(None, name) for name in COMMANDS]  # type: ignore[arg-type]
    known = {
        option
        for command in commands
        for one in (command, *getattr(command, "commands", {}).values())
        for param in one.params  # type: ignore[union-attr]
        for option in param.opts
    }
    assert {meant.split()[0] for meant in MEANT.values()} <= known
