"""One module a command, each with its `command`; `cli.program` loads the one that is asked for."""
