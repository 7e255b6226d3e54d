from tests.cli.conftest import cli, environ, healthy, program

__all__ = ["cli", "environ", "healthy", "program"]
