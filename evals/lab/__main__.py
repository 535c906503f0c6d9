"""`python -m evals.lab`: runs one world for a person to curl."""

import time
from shlex import quote

import click

from evals.lab.data_center.build import SpecError
from evals.lab.roles import RoleCredential
from evals.lab.world import World, load_world, scenario_names
from tools.site import CredentialKind


@click.command()
@click.option("--scenario", default="cloud-01", show_default=True, help="A scenario's name, or a YAML file.")
@click.option("--list", "only_list", is_flag=True, help="Print the names of the scenarios and stop.")
@click.option("--seconds", type=float, default=None, help="Stop by itself after so many seconds.")
def main(scenario: str, seconds: float | None, *, only_list: bool) -> None:
    """Run a Confluence with a fault in it on loopback, and print a curl line for every role."""
    if only_list:
        click.echo("\n".join(scenario_names()))
        return
    try:
        world = load_world(scenario)
    except (FileNotFoundError, SpecError) as wrong:
        raise click.ClickException(f"{wrong}. See --list for the scenarios that the lab brings.") from None
    with world:
        click.echo("\n".join(description(world)))
        _wait(seconds)


def description(world: World) -> list[str]:
    """Describe a started world: its addresses, and a curl line for every role. The secrets are the lab's own."""
    site = world.registered_site()
    lines = [f"{name:10} {world.lab.url(name)}" for name in world.lab.names]
    lines += ["", f"Confluence {site.url}"]
    for role, credential in world.credentials.items():
        lines += ["", f"As {role}:", f"  curl -sS -i {curl_options(credential)} {quote(_first_call(role, world))}"]
    return [*lines, "", "Ctrl-C stops it."]


def curl_options(credential: RoleCredential) -> str:
    """Return the options that make curl send a credential."""
    if credential.kind is CredentialKind.BASIC:
        return f"-u {quote(f'{credential.username}:{credential.secret}')}"
    return " ".join(f"-H {quote(f'{name}: {value}')}" for name, value in credential.headers())


def _first_call(role: str, world: World) -> str:
    if role == "org_admin":
        return f"{world.lab.url('gateway')}/admin/v1/orgs"
    return f"{world.registered_site().url}/rest/api/user/current"


def _wait(seconds: float | None) -> None:
    try:
        time.sleep(seconds if seconds is not None else 10**9)
    except KeyboardInterrupt:
        click.echo("stopped")


if __name__ == "__main__":
    main()
