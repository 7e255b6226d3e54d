"""Packages with checks of their own, as an installer leaves them in a folder."""

from pathlib import Path

HEADER = """
from prodcheck import App, Article, Finding, Fix, Status, Waiver, check, failed, passed, unknown
"""
GOOD = '''
@check(title="The name is short", category="platform")
def name_length(app: App):
    """Judge the name of the app."""
    yield failed(None, f"{app.name} has {len(app.name)} letters")
'''


def install(folder: Path, package: str, source: str, **entries: str) -> Path:
    """Put a module of one package into a folder, and say what its entry points are.

    Args:
        folder: It has to be on `sys.path`.
        package: Name of the package; the module is called so too.
        source: Of the module.
        entries: Name, underscores for dashes, to value after the name of the module.

    Returns:
        The folder of what the package says of itself.
    """
    module = package.replace("-", "_")
    folder.joinpath(f"{module}.py").write_text(HEADER + source, "utf-8")
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [f"{name.replace('_', '-')} = {module}{value}" for name, value in entries.items()]
    told = [
        "[console_scripts]",
        "x = y:z",
        "",
        "[prodcheck.checks]",
        *lines,
        "",
        "[other]",
        "a = b",
    ]
    info.joinpath("entry_points.txt").write_text("\n".join(told))
    return info
