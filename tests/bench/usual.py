"""The same work done in the usual way, for comparison: typer and boto3, imported at the top."""

from __future__ import annotations

from typing import Any

import boto3
import typer

app = typer.Typer()


@app.command()
def session(serial: str) -> None:
    """Ask for a code and print a session."""
    code = typer.prompt("MFA code", err=True)
    got = boto3.client("sts").get_session_token(SerialNumber=serial, TokenCode=code)
    _show(got["Credentials"])


@app.command()
def pose(role: str) -> None:
    """Print a session in a role."""
    _show(boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="alice")["Credentials"])


@app.command()
def end() -> None:
    """Print the lines that end it."""
    typer.echo("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN")


def _show(credentials: Any) -> None:
    expires = credentials["Expiration"]
    typer.echo(f"export AWS_ACCESS_KEY_ID={credentials['AccessKeyId']}")
    typer.echo(f"export AWS_SECRET_ACCESS_KEY={credentials['SecretAccessKey']}")
    typer.echo(f"export AWS_SESSION_TOKEN={credentials['SessionToken']}")
    typer.echo(f"export AWS_CREDENTIAL_EXPIRATION={expires.isoformat()}")


if __name__ == "__main__":
    app()
