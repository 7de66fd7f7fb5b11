"""whackachip web"""

from __future__ import annotations

import socket
from pathlib import Path

import click

from ..errors import UserError, needs


@click.command("web")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; another needs --token.")
@click.option(
    "--allow",
    multiple=True,
    metavar="PATH",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose contents visitors may have investigated by path.",
)
@click.option("--token", metavar="WORD", help="Asked of every visitor; at least 16 characters.")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where jobs and uploads are kept; else the user's state folder.",
)
@click.option(
    "--embed",
    multiple=True,
    metavar="ORIGIN",
    help="Site that may show answers in a frame, such as https://example.org; else none but these pages.",
)
@click.option(
    "--keep-days",
    default=90.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    metavar="DAYS",
    help="Answers of jobs are forgotten after so many days; their addresses work them out again.",
)
@click.option(
    "--keep-gb",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    metavar="GB",
    help="What answers of jobs may take on disk; the oldest go first.",
)
def command(
    port: int, host: str, allow: tuple[Path, ...], token: str | None, data: Path | None, keep_days: float,
    keep_gb: float, embed: tuple[str, ...],
) -> None:  # fmt: skip
    """The pages for a browser: classify, explore, investigate, estimate, stress; and the REST interface under /api/v1.

    Only this machine can reach them unless --host says otherwise, and nothing is fetched from anywhere else.

    \b
    whackachip web --port 8000
    whackachip web --allow ~/clones
    whackachip web --facts my-chips
    whackachip web --host 0.0.0.0 --token correct-horse-battery

    Exit status: 0 when stopped, 2 for a mistake in the options.
    """
    if token is not None and len(token) < 16:
        raise UserError("--token needs at least 16 characters")
    try:
        import uvicorn

        from ..web.app import create_app
        from ..web.embed import check_origin
        from ..web.settings import Limits, Settings, default_data
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == "whackachip":
            raise
        raise needs("the pages need", str(error.name), "web") from None
    origins = tuple(map(check_origin, embed))
    limits = Limits(results_days=keep_days, results_bytes=round(keep_gb * 1e9))
    settings = Settings(host, port, tuple(allow), token, data or default_data(), limits, origins)
    try:
        app = create_app(settings)
    except OSError as error:
        raise UserError(f"cannot keep jobs in {settings.data}: {error.strerror}; choose a folder with --data") from None
    shown = f"[{host}]" if ":" in host else host
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UserError(f"cannot listen at {shown}:{port}: {error.strerror or error}") from None
    click.echo(f"http://{shown}:{port}/{'?token=...' if token else ''}  (Ctrl-C stops)", err=True)
    chosen = uvicorn.Config(app, log_level="warning", server_header=False, h11_max_incomplete_event_size=32768)
    with listening:
        uvicorn.Server(chosen).run(sockets=[listening])
