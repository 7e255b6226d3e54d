"""The Slack app and its web pages. What it says of an app comes from `core`."""
