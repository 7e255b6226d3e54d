"""The command line: arguments, credentials, terminal."""
