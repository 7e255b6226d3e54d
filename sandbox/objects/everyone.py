"""What does not belong to one app: the account, spaces, pipelines and Heroku's own listings."""

from sandbox.model import Catalogue, SampleApp
from sandbox.model.names import uuid_of
from sandbox.model.rows import PipelineRow, SpaceRow
from sandbox.objects.addons import service_object
from sandbox.objects.common import Json, named, stamps, user


def account(catalogue: Catalogue) -> Json:
    """Make the account of the token."""
    created = catalogue.ago(days=4000)
    email = "owner@example.com"
    return {
        "allow_tracking": True,
        "beta": False,
        "country_of_residence": None,
        "created_at": created,
        "default_organization": None,
        "default_team": None,
        "delinquent_at": None,
        "email": email,
        "federated": False,
        "id": uuid_of("account", email),
        "identity_provider": None,
        "last_login": created,
        "name": None,
        "sms_number": None,
        "suspended_at": None,
        "two_factor_authentication": True,
        "updated_at": created,
        "verified": True,
    }


def delinquency(_: Catalogue) -> Json:
    """Make an account that owes nothing."""
    return {"scheduled_suspension_time": None, "scheduled_deletion_time": None}


def stacks(catalogue: Catalogue) -> list[Json]:
    """Make the stacks that Heroku lists."""
    created = catalogue.ago(days=900)
    return [
        {
            **named("stack", row.name),
            "created_at": created,
            "default": row.default,
            "state": row.state,
            "updated_at": created,
        }
        for row in catalogue.listing.stacks
    ]


def dyno_sizes(catalogue: Catalogue) -> list[Json]:
    """Make the dyno sizes that Heroku lists."""
    return [
        {
            **named("dyno-size", row.name),
            "architecture": "amd64",
            "compute": row.compute,
            "cost": None,
            "dedicated": row.compute > 2,  # noqa: PLR2004
            "generation": named("generation", row.generation),
            "memory": row.memory,
            "precise_dyno_units": float(row.compute),
            "private_space_only": row.private_space_only,
        }
        for row in catalogue.listing.dyno_sizes
    ]


def services(catalogue: Catalogue) -> list[Json]:
    """Make the add-on services that Heroku lists."""
    return [service_object(catalogue, row) for row in catalogue.listing.services]


def space(catalogue: Catalogue, app: SampleApp, row: SpaceRow) -> Json:
    """Make the Private Space of an app."""
    team = named("team", app.team or "space-team")
    return {
        **named("space", row.name),
        **stamps(catalogue, app),
        "cidr": "10.0.0.0/16",
        "data_cidr": "10.1.0.0/16",
        "generation": named("generation", app.generation),
        "organization": {"name": team["name"]},
        "region": named("region", app.region),
        "shield": row.shield,
        "state": "allocated",
        "team": team,
    }


def space_log_drain(catalogue: Catalogue, app: SampleApp, row: SpaceRow) -> Json:
    """Make the log drain of a Private Space."""
    made = uuid_of("space-drain", row.name)
    return {
        **stamps(catalogue, app),
        "addon": None,
        "app": None,
        "id": made,
        "token": f"d.{made}",
        "url": row.log_drain,
    }


def team(catalogue: Catalogue, name: str) -> Json:
    """Make a team that the account is a member of."""
    created = catalogue.ago(days=3000)
    return {
        **named("team", name),
        "created_at": created,
        "credit_card_collections": True,
        "default": False,
        "enterprise_account": None,
        "identity_provider": None,
        "membership_limit": 25,
        "provisioned_licenses": False,
        "role": "admin",
        "type": "team",
        "updated_at": created,
    }


def pipeline(catalogue: Catalogue, app: SampleApp, row: PipelineRow) -> Json:
    """Make the pipeline of an app."""
    return {
        **named("pipeline", row.name),
        **stamps(catalogue, app),
        "generation": named("generation", app.generation),
        "owner": {"id": user(app)["id"], "type": "user"},
    }
