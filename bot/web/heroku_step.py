"""The step of the Heroku token."""

from typing import assert_never

from bot.web.known import Heroku, HerokuState
from bot.web.place import Place
from bot.web.step import State, Step

_NARROW = {"read", "read-protected", "identity"}
_NARROWER = "A token with the scope `read` is enough, and can change nothing."
_MAY_SUBSCRIBE = (
    "With `write` it also subscribes to the webhooks of watched apps, to tell of changes at once. "
    "For everything else the scope `read` is enough."
)
_WHO_ASKS = (
    "Everyone in the Slack workspace may ask about these apps. "
    "`PRODCHECK_APPS`, `PRODCHECK_CHANNELS` and `PRODCHECK_USERS` narrow that."
)


def heroku_step(  # noqa: PLR0911  one for each state
    heroku: HerokuState, place: Place, *, count: bool
) -> Step:
    """Tell of the token that apps are read with.

    Args:
        heroku: What came of it.
        place: Where the bot is.
        count: Whether to say how many apps it sees: whoever looks may be a stranger.
    """
    match heroku.kind:
        case Heroku.WORKS if heroku.apps == 0:
            says = "The token works, but its account sees no app."
            return _step("problem", says, "Give the account access to an app, on Heroku.")
        case Heroku.WORKS:
            return _works(heroku, count=count)
        case Heroku.PERSONAL:
            return _step("done", "Each person links their own account, and sees their own apps.")
        case Heroku.MISSING:
            todo = "Make one that can only read. The Heroku CLI does it in one line:"
            return _with_token("waiting", "There is no Heroku token yet.", todo, place)
        case Heroku.REFUSED:
            says = "Heroku refuses the token in `HEROKU_API_KEY`: it is wrong, or was revoked."
            return _with_token("problem", says, "Make a new one:", place)
        case Heroku.FORBIDDEN:
            says = "Heroku knows the token in `HEROKU_API_KEY`, but it may not list apps."
            return _with_token("problem", says, "Make one with the scope `read`:", place)
        case Heroku.AWAY:
            says = "Heroku does not answer, so the token could not be tried."
            todo = "See https://status.heroku.com. This page tries again by itself."
            return _step("problem", says, todo)
    assert_never(heroku.kind)


def _works(heroku: HerokuState, *, count: bool) -> Step:
    parts = [_scope_words(heroku)]
    if count:
        least = "at least " if heroku.more else ""
        parts.append(f"It sees {least}{heroku.apps} app{'' if heroku.apps == 1 else 's'}.")
    advice = [*_scope_advice(heroku.scope), *([] if heroku.narrowed else [_WHO_ASKS])]
    return _step("done", " ".join(parts), *advice)


def _scope_advice(scope: str | None) -> list[str]:
    wide = set((scope or "").replace(",", " ").split()) - _NARROW
    if not wide:
        return []
    return [_MAY_SUBSCRIBE if wide == {"write"} else _NARROWER]


def _scope_words(heroku: HerokuState) -> str:
    if heroku.scope is not None:
        return f"The token works; its scope is `{heroku.scope}`."
    if heroku.reads_account is False:
        return "The token works, and may not read the account's own data: its scope is narrow."
    return "The token works. Heroku did not tell its scope."


def _with_token(state: State, says: str, todo: str, place: Place) -> Step:
    made = 'HEROKU_API_KEY="$(heroku authorizations:create -s read -d prodcheck -S)"'
    return _step(state, says, todo, command=place.set_line(made))


def _step(state: State, says: str, *todo: str, command: str = "") -> Step:
    return Step(
        id="heroku",
        title="Heroku can be read",
        state=state,
        says=says,
        todo=todo,
        commands=(command,) if command else (),
    )
