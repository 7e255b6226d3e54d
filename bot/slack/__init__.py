"""What the bot hears and says in Slack."""
