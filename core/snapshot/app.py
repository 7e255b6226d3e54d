"""The app and what runs in it. Field names are the Platform API's own."""

from core.snapshot.base import Fact, Moment


class App(Fact, frozen=True, kw_only=True):
    """An app: `GET /apps/{app}`."""

    id: str
    name: str
    stack: str | None = None
    """Stack of the running release; None on an app that never had one."""
    build_stack: str | None = None
    """Stack that the next build will use."""
    generation: str = "cedar"
    """`cedar` or `fir`."""
    base_image_name: str | None = None
    """Base image of a Fir app, for example `heroku/heroku:22-cnb`."""
    maintenance: bool | None = None
    """None when the API does not say."""
    acm: bool | None = False
    """Automated Certificate Management is on; None when the API does not say."""
    internal_routing: bool = False
    """The app of a Private Space is reachable from inside it only."""
    region: str | None = None
    space: str | None = None
    shield: bool = False
    team: str | None = None
    created_at: Moment | None = None
    released_at: Moment | None = None

    @property
    def fir(self) -> bool:
        """Whether it runs on the Fir generation."""
        return self.generation == "fir"

    @property
    def common_runtime(self) -> bool:
        """Whether it runs in the Common Runtime: Cedar, and in no Private Space."""
        return not self.fir and self.space is None


class ProcessType(Fact, frozen=True, kw_only=True):
    """One row of the formation, what *should* run: `GET /apps/{app}/formation`."""

    type: str
    quantity: int
    size: str
    """Dyno size as Heroku writes it; its case varies by endpoint."""
    command: str | None = None


class Dyno(Fact, frozen=True, kw_only=True):
    """One dyno, what *does* run, one-off dynos included: `GET /apps/{app}/dynos`."""

    name: str
    type: str
    state: str
    """`crashed`, `down`, `idle`, `starting`, `up`, or one this version does not know."""
    size: str | None = None
    release_version: int | None = None
    updated_at: Moment | None = None


class Autoscaler(Fact, frozen=True, kw_only=True):
    """Heroku's own autoscaling of a process type: the `monitors` of the metrics host."""

    process_type: str
    is_active: bool
    min_quantity: int
    max_quantity: int


class Release(Fact, frozen=True, kw_only=True):
    """One release, newest first in a Snapshot: `GET /apps/{app}/releases`."""

    version: int
    status: str
    """`failed`, `pending`, `succeeded`, `expired`, or one this version does not know."""
    current: bool = False
    created_at: Moment
    description: str | None = None
    user: str | None = None
    """E-mail address of who made it; None when the API does not say."""

    @property
    def took_effect(self) -> bool:
        """Whether dynos run it, or did; the current one of an app left alone may have expired."""
        if self.current and self.status not in {"failed", "pending"}:
            return True
        return self.status == "succeeded"


class AppFeature(Fact, frozen=True, kw_only=True):
    """A feature that can be switched for an app: `GET /apps/{app}/features`."""

    name: str
    enabled: bool


class Stack(Fact, frozen=True, kw_only=True):
    """A stack as Heroku lists it: `GET /stacks`."""

    name: str
    state: str
    """`beta`, `deprecated` or `public`."""
    default: bool = False


class PipelineCoupling(Fact, frozen=True, kw_only=True, tag="pipeline_coupling", tag_field="fact"):
    """The app's place in a pipeline: `GET /apps/{app}/pipeline-couplings`."""

    pipeline: str
    stage: str
