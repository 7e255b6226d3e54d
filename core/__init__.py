"""The check core: it knows no Slack, no terminal and no environment variables."""
