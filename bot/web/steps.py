"""The five steps of the set-up page, told from what is known: pure."""

from bot.web.heroku_step import heroku_step
from bot.web.known import Known
from bot.web.place import Place
from bot.web.slack_steps import app_step, arrival_step, values_step
from bot.web.step import Step


def steps(known: Known, place: Place) -> tuple[Step, ...]:
    """Tell how each step stands."""
    return (
        database_step(known, place),
        heroku_step(known.heroku, place, count=known.was_set_up is False),
        app_step(known, place),
        values_step(known, place),
        arrival_step(known, place),
    )


def database_step(known: Known, place: Place) -> Step:
    """Tell of the database."""
    title = "The database answers"
    if not known.database:
        return Step(
            id="database",
            title=title,
            state="problem",
            says="The database does not answer. Checks are still answered, but nothing is kept.",
            todo=("See whether it is there and available; this page then notices by itself.",),
            commands=() if place.local else (f"heroku pg:info -a {place.app}",),
        )
    if known.in_file and not place.local:
        return Step(
            id="database",
            title=title,
            state="done",
            says="It is a file on the dyno, which Heroku empties every day: what was checked is "
            "then forgotten. A Postgres database keeps it.",
            commands=(f"heroku addons:create heroku-postgresql:essential-0 -a {place.app}",),
        )
    return Step(id="database", title=title, state="done", says="What is checked can be kept.")
