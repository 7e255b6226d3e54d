"""What is answered without looking at any app: help, the list of checks, why one matters."""

from bot.manifest import BOT_NAME
from bot.slack.blocks.guide import checks_message, explanation, help_message, unknown_check
from bot.slack.blocks.surfaces import Message
from bot.slack.typed import Explain, Help, ListChecks
from core.check import Check, all_checks


def guidance(typed: Help | ListChecks | Explain) -> Message:
    """Answer what was typed."""
    match typed:
        case Help(not_understood):
            return help_message(not_understood, bot=BOT_NAME)
        case ListChecks():
            return checks_message(all_checks())
        case Explain(name):
            check = check_called(name)
            return explanation(check) if check else unknown_check(name, all_checks())


def check_called(name: str) -> Check | None:
    """Find a check by its id."""
    return next((check for check in all_checks() if check.id == name), None)
