"""`commonplace start`, `serve` and `demo`."""

import os
from importlib import import_module
from pathlib import Path

import click

from commonplace.project.console import Trouble, choose_home, home_option, in_home, say, set_up
from commonplace.project.network import PortTaken, ensure_port_is_free, is_loopback, lan_address, qr_code

DEMO_MARK = "demo"
_NOT_A_DEMO = "This home holds a commons of real people. Choose another with --home for the demo."
_DEMO_STAYS_HERE = (
    "A demo commons has logins that everybody knows, so it is served to this machine alone. "
    "For a class, begin a commons of your own: commonplace start --lan --home my-commons"
)

port_option = click.option(
    "--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True, help="Also by PORT."
)


@click.command()
@home_option
@click.option("--demo", is_flag=True, help="Fill a new home with the demo commons, and show its logins.")
@click.option(
    "--lan", is_flag=True, help="Serve everybody on this network, such as a class; shows a QR code of the address."
)
@port_option
@click.option("--host", help="The address to listen at. With --lan, which of this machine's addresses others use.")
def start(home: Path | None, demo: bool, lan: bool, port: int, host: str | None) -> None:
    """Make everything ready and serve it: the one command to begin with.

    The first start of an empty home prints a link. Whoever opens it becomes the host of this commons.
    End it with Ctrl-C.
    """
    folder = choose_home(home)
    listen, address = _addresses(lan, host, port)
    open_to_others = lan or not is_loopback(listen)
    if open_to_others and (demo or (folder / DEMO_MARK).exists()):
        raise Trouble(_DEMO_STAYS_HERE)
    if lan:
        os.environ["COMMONPLACE_URL"] = address
    os.environ.setdefault("COMMONPLACE_URL", address)
    if demo:
        os.environ["COMMONPLACE_DEMO"] = "1"
    _check_port(listen, port)
    set_up()
    _start(listen, port, demo=demo, lan=lan)


def _addresses(lan: bool, host: str | None, port: int) -> tuple[str, str]:
    """Where to listen, and the address that people use."""
    if not lan:
        listen = host or "127.0.0.1"
        shown = listen if is_loopback(listen) else "127.0.0.1"
        return listen, f"http://{shown}:{port}"
    found = host or lan_address()
    if found is None:
        raise Trouble(
            "This machine is on no network yet. Join the Wi-Fi of the class, or name its address with --host."
        )
    return host or "0.0.0.0", f"http://{found}:{port}"  # noqa: S104 - --lan means everybody on the network


def _check_port(host: str, port: int) -> None:
    try:
        ensure_port_is_free(host, port)
    except PortTaken as taken:
        raise Trouble(str(taken)) from taken


def _start(listen: str, port: int, *, demo: bool, lan: bool) -> None:
    from django.conf import settings

    from commonplace.project import serving

    try:
        lock = serving.claim("serving", settings.ADDRESS)
    except serving.AlreadyServed as served:
        raise Trouble(
            f"This commons is being served already, at {served}. End that first, or choose another home with --home."
        ) from served
    with lock:
        serving.prepare_database(say)
        serving.prepare_static_files(say)
        if demo:
            _load_demo_once(None)
        _greet(demo=demo, lan=lan)
        serving.serve(listen, port)
    say("Ended. Everything is kept.")


def _load_demo_once(material: Path | None) -> None:
    from django.conf import settings

    from commonplace.commons.people.models import Person

    mark = settings.HOME / DEMO_MARK
    if mark.exists():
        return
    if Person.objects.exists():
        raise Trouble(_NOT_A_DEMO)
    try:
        story = import_module("commonplace.project.demo")
    except ModuleNotFoundError:
        say("There is no demo commons in this version yet; this one is empty.")
        return
    # The mark comes first: a load that was cut off leaves people with known passphrases behind.
    mark.write_text("Everybody knows these logins. Never serve this home to others.\n", encoding="ascii")
    story.load(material=material, progress=say)


def _greet(*, demo: bool, lan: bool) -> None:
    from django.conf import settings

    if lan:
        click.echo(qr_code(settings.ADDRESS))
    click.echo(f"Commonplace is at {settings.ADDRESS}")
    if demo:
        _show_logins()
    else:
        _show_host_link()
    click.echo("End it with Ctrl-C.")


def _show_logins() -> None:
    try:
        story = import_module("commonplace.project.demo")
    except ModuleNotFoundError:
        return
    click.echo("Sign in as one of these:")
    for name, passphrase, words in getattr(story, "LOGINS", ()):
        click.echo(f"  {name:<12} {passphrase:<28} {words}")


def _show_host_link() -> None:
    from django.conf import settings

    from commonplace.commons.people.hosting import host_link
    from commonplace.commons.people.models import Commons, Person

    if not Person.objects.filter(is_host=True, left_at=None).exists():
        token = host_link(Commons.current())
        click.echo("It has no host yet. Whoever opens this link first becomes its host; it works once:")
        click.echo(f"  {settings.ADDRESS}/begin/{token}/")


@click.command()
@in_home
@port_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; 0.0.0.0 for all of this machine's.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer. Without it one for each core, two at most; with PostgreSQL more may help.",
)
@click.option("--no-tasks", is_flag=True, help="Leave slow work, such as mail, to another server of the same commons.")
def serve(port: int, host: str, workers: int | None, no_tasks: bool) -> None:
    """Only serve a commons that is ready, behind a proxy or as one of several servers.

    Its address, database and mail come from the environment: COMMONPLACE_URL, COMMONPLACE_DATABASE, COMMONPLACE_SMTP.
    """
    from django.conf import settings

    from commonplace.project import serving
    from commonplace.project.console import needs_commons

    needs_commons()
    workers = workers or serving.WORKERS
    if (settings.HOME / DEMO_MARK).exists() and not is_loopback(host):
        raise Trouble(_DEMO_STAYS_HERE)
    _check_port(host, port)
    serving.prepare_static_files(say)
    say(f"Serving {settings.ADDRESS} at {host}, port {port}.")
    if no_tasks or settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        serving.serve(host, port, workers=workers, tasks=not no_tasks)
        return
    try:
        with serving.claim("serving", settings.ADDRESS):
            serving.serve(host, port, workers=workers)
    except serving.AlreadyServed as served:
        raise Trouble(f"This commons is being served already, at {served}.") from served


@click.command()
@in_home
@click.option(
    "--material",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with real courses, guides and calendars.",
)
def demo(material: Path | None) -> None:
    """Fill an empty home with the demo commons, without serving it."""
    from commonplace.project import serving

    serving.prepare_database(say)
    _load_demo_once(material)
    click.echo("The demo commons is there. See it with: commonplace start --demo")
    _show_logins()
