"""The command group: commands by name, imported when called, errors as one line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from ..errors import FactsError, UserError
from ..version import __version__
from .shared import facts_option, with_shared

CANNOT_WRITE = 74  # EX_IOERR of sysexits.h
CLOSED_PIPE = 141  # what a shell reports of a program that is ended by SIGPIPE
# Command: module, short help.
COMMANDS = {
    "investigate": ("investigate", "Repeat and audit the whole argument for a case or a repository."),
    "classify": ("classify", "Is a chip controlled on a day, and does the transaction need a licence?"),
    "timeline": ("timeline", "The status of a chip from one day to another."),
    "chips": ("chips", "List and show chips with their figures and metrics."),
    "model": ("model", "List models, or show parameters, FLOPs and cache by name or path."),
    "rules": ("rules", "The legal acts in the tool: list, read, compare, prove."),
    "coverage": ("coverage", "How much is known, how much of it is sourced, and what is modelled."),
    "doctor": ("doctor", "Which facts are old, expiring or weak."),
    "scan": ("scan", "Find evidence of hardware in a folder or a git history."),
    "signals": ("signals", "List, show and try the patterns that are looked for in a repository."),
    "attribute": ("attribute", "Which chips could have made the models of a repository, stage by stage."),
    "report": ("report", "Write a stored result as a page, a brief, a PDF, tables or a site."),
    "cite": ("cite", "How to cite an answer, or the tool: a line and BibTeX."),
    "diff": ("diff", "How the evidence of two commits or dates differs."),
    "estimate": ("estimate", "Time, money and energy of training or serving a model; the fewest chips."),
    "plan": ("plan", "The best plans for a training run on a cluster; the search is exact."),
    "techniques": ("techniques", "How far techniques close the gap between two chips."),
    "check-claim": ("claim", "Whether a claimed training run is possible."),
    "denial": ("denial", "What a rule denies: 14 metrics on three yardsticks, beside the literature."),
    "whack": ("whack", "Rounds of rule, answer and repair: past ones, and scenarios of more."),
    "stress": ("stress", "What a rule denies, what slips under it, and why."),
    "moat": ("moat", "How far ahead one side's compute is, and what a denial is worth over time."),
    "web": ("web", "Pages for a browser, served on this machine unless told otherwise."),
    "mcp": ("mcp", "Read-only tools for an assistant, by the Model Context Protocol."),
    "validate": ("validate", "Test the tool against cases from outside."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{COMMANDS[name][0]}", __package__).command
        return with_shared(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from .mistakes import unknown_command

            raise unknown_command(self, ctx, args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":  # https://no-color.org
            ctx.color = False
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            from .mistakes import told

            raise told(error) from None
        except BrokenPipeError:
            # The reader went away. Not 0, which would say that all was told, nor 1, which is an answer.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - Python flushes it when it ends
            raise click.exceptions.Exit(CLOSED_PIPE) from None
        except OSError as error:
            if error.filename is not None:
                raise  # about a file, which the command should have dealt with
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
            click.echo(f"error: cannot write the output: {error.strerror}", err=True)
            raise click.exceptions.Exit(CANNOT_WRITE) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except UserError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(2)
        except FactsError as error:
            click.echo(f"the shipped facts are wrong, please report: {error}", err=True)
            sys.exit(70)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="whackachip %(version)s")
def program() -> None:
    """Which chips could have made this model, were they export-controlled that day, would any rule have stopped it?

    \b
    whackachip investigate hunyuan-large --out report
    whackachip classify h20 --on 2024-11-05 --to CN

    --facts lays a folder of your own chips, architectures and sources over ours; it is laid out as facts/ is.

    Exit status: 0 done, 1 a comparison failed, 2 a mistake in the question, 70 a fault of the tool,
    74 the output could not be written, 141 the reader of a pipe left before the end.
    """


program.params.append(facts_option())
