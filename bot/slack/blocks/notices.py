"""Short messages about a press, a form or a person; and modals and pages that hold one message."""

from msgspec import UNSET

from bot.slack.blocks import ids, limits
from bot.slack.blocks.press import open_button
from bot.slack.blocks.states import notice
from bot.slack.blocks.surfaces import (
    Container,
    DataTable,
    Header,
    Home,
    HomeBlock,
    Message,
    Modal,
    Section,
)
from bot.slack.blocks.text import inert, mrkdwn, plain

AUTHORIZATIONS = "https://dashboard.heroku.com/account/applications"
_WAITING = "⏳ One moment…"


def unsure(reference: str | None = None) -> Message:
    """Say that Slack did not tell who the person is."""
    return notice(
        "🤷 Slack did not tell me whether you are a member here, and I answer members only.\n"
        "Try again in a minute. If it happens again, whoever runs me can look whether I have the "
        "scope `users:read`.",
        reference=reference,
    )


def account_trouble(reference: str | None = None) -> Message:
    """Say that Heroku wants something of the account before it shows any app."""
    return notice(
        "🚫 Heroku does not let the account that I use look at apps: it wants a second factor or "
        "a payment, or has suspended the account.\nWhoever owns the account sees at "
        "https://dashboard.heroku.com/account what it is.",
        reference=reference,
    )


def no_address() -> Message:
    """Say that a Heroku account cannot be linked, as nobody knows the bot's own address."""
    return notice(
        "🔗 I need to know which apps *you* may see, and cannot yet lead you to Heroku to say so.\n"
        "Whoever runs me can set `PRODCHECK_URL` to my address."
    )


def too_late() -> Message:
    """Say that a window could not be opened in time."""
    return notice("⌛ That took too long, and Slack no longer lets me open a window.\nPress again.")


def not_understood() -> Message:
    """Say that a press means nothing, or nothing any more."""
    return notice(
        "🤷 I do not know that button: the message may be older than I am.\n"
        f"Type `{ids.COMMAND} help` to see what I can do."
    )


def kept_no_longer(app: str) -> Message:
    """Say that a report is gone."""
    words = f"🗂️ This report of *{inert(app, 60)}* is kept no longer.\nCheck the app again."
    return notice(words)


def not_posted(bot: str) -> Message:
    """Say that a report went to the person instead of the channel."""
    return notice(
        "📭 I could not post to this channel, so the report went to you alone.\n"
        f"Type `/invite @{inert(bot, 60)}` in the channel, then try again."
    )


def disconnected(*, revoked: bool) -> Message:
    """Say that a Heroku account is linked no longer."""
    if revoked:
        return notice("🔌 Your Heroku account is disconnected, and Heroku took my access back.")
    return notice(
        "🔌 I forgot your Heroku account.\nHeroku did not confirm that my access has ended: "
        "you can end it yourself.",
        buttons=[open_button("Heroku authorizations", AUTHORIZATIONS)],
    )


def loading_view(title: str) -> Modal:
    """Compose the modal that is there until there is something to show."""
    return _modal(title, (Section(text=mrkdwn(_WAITING)),))


def message_view(title: str, message: Message) -> Modal:
    """Compose a modal that shows a message."""
    return _modal(title, _blocks(message))


def message_home(message: Message) -> Home:
    """Compose an App Home that shows a message and nothing else."""
    heading = Header(text=plain("Is your app set up to stay up?", limits.HEADER))
    return Home(blocks=(heading, *_blocks(message)), callback_id=ids.HOME_VIEW)


def _blocks(message: Message) -> tuple[HomeBlock, ...]:
    blocks = () if message.blocks is UNSET else message.blocks
    shown = tuple(block for block in blocks if not isinstance(block, Container | DataTable))
    return shown or (Section(text=mrkdwn(message.text)),)


def _modal(title: str, blocks: tuple[HomeBlock, ...]) -> Modal:
    return Modal(
        title=plain(title, limits.VIEW_TITLE),
        blocks=blocks,
        close=plain("Close", limits.VIEW_CLOSE),
        callback_id=ids.RESULTS_VIEW,
    )
