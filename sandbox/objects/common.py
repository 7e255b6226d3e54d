"""What many objects have in common."""

from datetime import datetime

from sandbox.model import Catalogue, SampleApp
from sandbox.model.names import uuid_of

Json = dict[str, object]

RANDOM_SUFFIX_DAYS = 1256
"""Apps younger than that (2023-06-14) have twelve hexadecimal digits in their own host name:
https://devcenter.heroku.com/articles/custom-domains"""


def named(kind: str, name: str) -> Json:
    """Refer to a thing by id and name."""
    return {"id": uuid_of(kind, name), "name": name}


def app_ref(app: SampleApp) -> Json:
    """Refer to an app."""
    return {"id": app.id, "name": app.name}


def stamps(catalogue: Catalogue, app: SampleApp) -> dict[str, datetime]:
    """Tell when a thing of the app was made and last changed."""
    created = catalogue.ago(days=app.created_days_ago)
    return {"created_at": created, "updated_at": created}


def user(app: SampleApp) -> Json:
    """Refer to the person or team that owns the app."""
    email = f"{app.team}@herokumanager.com" if app.team else "owner@example.com"
    return {"id": uuid_of("account", email), "email": email}


def own_hostname(app: SampleApp) -> str:
    """Tell the app's own host name under herokuapp.com."""
    if app.created_days_ago > RANDOM_SUFFIX_DAYS:
        return f"{app.name}.herokuapp.com"
    return f"{app.name}-{uuid_of('suffix', app.origin)[-12:]}.herokuapp.com"
