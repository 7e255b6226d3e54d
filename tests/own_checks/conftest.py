from tests.cli.conftest import environ, healthy, program

__all__ = ["environ", "healthy", "program"]
