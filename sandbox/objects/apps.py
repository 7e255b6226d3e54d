"""The app, what runs in it and its history."""

from collections.abc import Iterator

from sandbox.model import Catalogue, SampleApp
from sandbox.model.names import uuid_of
from sandbox.model.rows import DynoRow, PipelineRow, ProcessTypeRow, ReleaseRow
from sandbox.objects.common import Json, app_ref, named, own_hostname, stamps, user

STANDARD_FEATURES = {
    "preboot": "Provide seamless web dyno deploys",
    "http-session-affinity": "Enable session affinity for all requests routed to your app",
    "spaces-strict-tls": "Reject TLS older than 1.2",
    "runtime-heroku-metrics": "Gather language metrics of the app",
    "log-runtime-metrics": "Emit dyno resource usage information into app logs",
}


def app_object(catalogue: Catalogue, app: SampleApp, *, sdk: bool) -> Json:
    """Make the app, in version 3 or in the variant `3.sdk` that the Heroku CLI asks for."""
    releases = app.releases
    made: Json = {
        **app_ref(app),
        **stamps(catalogue, app),
        "acm": app.acm,
        "archived_at": None,
        "buildpack_provided_description": "Ruby",
        "build_stack": named("stack", app.build_stack or app.stack),
        "generation": named("generation", app.generation),
        "git_url": f"https://git.heroku.com/{app.name}.git",
        "internal_routing": app.internal_routing,
        "maintenance": app.maintenance,
        "owner": user(app),
        "organization": named("team", app.team) if app.team else None,
        "team": named("team", app.team) if app.team else None,
        "region": named("region", app.region),
        "released_at": catalogue.ago(hours=releases[-1].hours_ago) if releases else None,
        "repo_size": 0,
        "slug_size": None if app.generation == "fir" else 41943040,
        "space": space_ref(app),
        "stack": named("stack", app.stack),
        "web_url": f"https://{own_hostname(app)}/",
    }
    return {**made, **_sdk_fields(app)} if sdk else made


def space_ref(app: SampleApp) -> Json | None:
    """Refer to the app's Private Space."""
    if app.space is None:
        return None
    return {**named("space", app.space.name), "shield": app.space.shield}


def process_type(catalogue: Catalogue, app: SampleApp, row: ProcessTypeRow) -> Json:
    """Make one row of the formation."""
    return {
        **stamps(catalogue, app),
        "app": app_ref(app),
        "command": row.command,
        "dyno_size": named("dyno-size", row.size),
        "id": uuid_of("formation", app.origin, row.type),
        "quantity": row.quantity,
        "size": row.size,
        "type": row.type,
    }


def dynos(catalogue: Catalogue, app: SampleApp) -> Iterator[Json]:
    """Make the dynos: those the formation implies, as they differ, and one-offs."""
    rows = {row.name: row for row in app.dynos}
    for process in app.formation:
        for number in range(1, process.quantity + 1):
            name = dyno_name(app, process.type, number)
            row = rows.pop(f"{process.type}.{number}", DynoRow(name=name))
            yield _dyno(catalogue, app, process, name, row)
    for row in rows.values():
        process = ProcessTypeRow(type=row.name.partition(".")[0], command="bash")
        yield _dyno(catalogue, app, process, row.name, row)


def dyno_name(app: SampleApp, process_type: str, number: int) -> str:
    """Name a dyno: `web.1` on Cedar, `web-<hash>-<5 letters>` on Fir."""
    if app.generation == "cedar":
        return f"{process_type}.{number}"
    made = uuid_of("dyno", app.origin, process_type, number)
    return f"{process_type}-{made[:10].replace('-', '')}-{made[-5:]}"


def releases(catalogue: Catalogue, app: SampleApp) -> list[Json]:
    """Make the releases, the oldest first."""
    current = current_version(app)
    return [
        _release(catalogue, app, version, row, current=version == current)
        for version, row in enumerate(app.releases, start=1)
    ]


def current_version(app: SampleApp) -> int:
    """Tell the version that runs: the newest that succeeded."""
    good = [n for n, row in enumerate(app.releases, start=1) if row.status == "succeeded"]
    return good[-1] if good else len(app.releases)


def features(catalogue: Catalogue, app: SampleApp) -> list[Json]:
    """Make the features of an app, switched on or off."""
    return [
        {
            **stamps(catalogue, app),
            "description": description,
            "display_name": name,
            "doc_url": f"https://devcenter.heroku.com/articles/{name}",
            "enabled": app.features.get(name, False),
            "feedback_email": "feedback@example.com",
            "id": uuid_of("feature", name),
            "name": name,
            "state": "general",
        }
        for name, description in STANDARD_FEATURES.items()
    ]


def coupling(catalogue: Catalogue, app: SampleApp, row: PipelineRow) -> Json:
    """Make the app's place in a pipeline."""
    return {
        **stamps(catalogue, app),
        "app": {"id": app.id},
        "id": uuid_of("pipeline-coupling", app.origin),
        "pipeline": {"id": uuid_of("pipeline", row.name)},
        "stage": row.stage,
    }


def collaborator(catalogue: Catalogue, app: SampleApp) -> Json:
    """Make the only collaborator: the owner."""
    return {
        **stamps(catalogue, app),
        "app": app_ref(app),
        "id": uuid_of("collaborator", app.origin),
        "permissions": [],
        "role": "owner",
        "user": {**user(app), "federated": False},
    }


def _sdk_fields(app: SampleApp) -> Json:
    sizes = [row.size for row in app.formation if row.type == "web"] or ["Basic"]
    return {
        "generation": app.generation,
        "base_image_name": app.base_image_name,
        "buildpacks": [{"ordinal": n, "name": name} for n, name in enumerate(app.buildpacks)],
        "current_build_architecture": ["amd64"],
        "process_tier": sizes[0].partition("-")[0].lower(),
    }


def _dyno(
    catalogue: Catalogue, app: SampleApp, process: ProcessTypeRow, name: str, row: DynoRow
) -> Json:
    version = row.release or current_version(app)
    updated = catalogue.ago(hours=row.updated_hours_ago)
    return {
        "attach_url": None,
        "app": app_ref(app),
        "command": process.command,
        "created_at": updated,
        "id": uuid_of("dyno", app.origin, name),
        "name": name,
        "release": {"id": uuid_of("release", app.origin, version), "version": version},
        "size": row.size or process.size,
        "state": row.state,
        "type": process.type,
        "updated_at": updated,
    }


def _release(
    catalogue: Catalogue, app: SampleApp, version: int, row: ReleaseRow, *, current: bool
) -> Json:
    minutes = len(app.releases) - version
    created = catalogue.ago(hours=row.hours_ago + minutes / 60)
    good = row.status == "succeeded"
    return {
        "addon_plan_names": [addon.plan for addon in app.addons],
        "app": app_ref(app),
        "artifacts": [],
        "created_at": created,
        "current": current,
        "description": row.description,
        "eligible_for_rollback": good,
        "id": uuid_of("release", app.origin, version),
        "output_stream_url": None,
        "slug": {"id": uuid_of("slug", app.origin, version)} if good else None,
        "status": row.status,
        "updated_at": created,
        "user": user(app),
        "version": version,
    }
