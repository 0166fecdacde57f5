"""The program ``concession``: each command a small module, loaded when it is called."""

from concession.cli._app import app, main

__all__ = ["app", "main"]
