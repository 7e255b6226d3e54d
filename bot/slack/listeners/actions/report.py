"""Check, check again, post to the channel."""

from bot.slack.answer import Answer
from bot.slack.blocks.controls import Occasion
from bot.slack.blocks.ids import Target, decode
from bot.slack.blocks.ladder import ladder
from bot.slack.delivery import Audience
from bot.slack.desk import Desk
from bot.slack.kept import kept_report
from bot.slack.listeners.work import Body, pressed
from bot.slack.origin import Origin


async def check_app(body: Body, origin: Origin, desk: Desk) -> None:
    """Check the app that a button names."""
    desk.check(origin, decode(pressed(body)[1], Target).app)


async def check_again(body: Body, origin: Origin, desk: Desk) -> None:
    """Check again; the new report takes the old one's place."""
    desk.check(origin, decode(pressed(body)[1], Target).app, Audience.SAME)


async def post_to_channel(body: Body, origin: Origin, desk: Desk) -> None:
    """Show the channel a report that one person sees; where it is gone, a new one."""
    target = decode(pressed(body)[1], Target)
    refused = await desk.examiner.refused(origin, target.app)
    if refused is not None:
        await desk.tell(origin, refused)
        return
    stored = await kept_report(desk, origin, target)
    if stored is None:
        desk.check(origin, target.app, Audience.CHANNEL)
        return
    occasion = Occasion(
        asked_by=origin.user_id,
        public=True,
        report_id=stored.id,
        page=desk.addresses.report(stored.id),
    )
    steps = ladder(stored.report, occasion).steps
    await desk.post(origin, Answer(steps=steps, audience=Audience.CHANNEL))
