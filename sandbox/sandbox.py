"""The sandbox as a whole: start it, point prodcheck at it, count what was asked."""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from sandbox.api import DEFAULT_PAGE, Heroku
from sandbox.api.webhooks import WebhookRoutes
from sandbox.api.writing import Writing
from sandbox.certificates import Certificates, Leaf
from sandbox.changes import Changes, Event
from sandbox.dashboard import Dashboard
from sandbox.faults import AnyFault, FaultBook
from sandbox.model import Catalogue, SampleApp, TlsKind, load_apps, make_fleet
from sandbox.model.names import router_addresses
from sandbox.nameserver import DnsQuestion, Nameserver
from sandbox.objects.common import own_hostname
from sandbox.objects.domains import target_of
from sandbox.recording import RecordedRequest, Recorder, TlsConnection
from sandbox.server import HttpServer
from sandbox.tls import TlsProxy
from sandbox.tokens import make_tokens
from sandbox.webhooks import Webhooks
from sandbox.zones import DnsFault, Zones, name_of


class Sandbox:
    """A pretend Heroku on 127.0.0.1: its APIs, DNS and TLS. Nothing leaves the machine.

    ::

        async with Sandbox(api_latency=0.1) as sandbox:
            subprocess.run(["prodcheck", "-a", "ha-app"], env=os.environ | sandbox.environ)

    Args:
        extra: More sample apps: the text of their files by the name of the app.
        now: What ages in the samples count from; the present unless given.
        api_latency: Seconds before each answer of the APIs.
        dns_latency: Seconds before each answer of the DNS server.
        tls_latency: Seconds before a TLS connection is there.
        page_size: Rows in a page of a list, unless the client asks for another number.
        calls: API calls before 429; None: they never run out.
        refill: API calls that come back in a minute.
        fleet: How many apps to make up beside the samples.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        extra: Mapping[str, str] | None = None,
        now: datetime | None = None,
        api_latency: float = 0.0,
        dns_latency: float = 0.0,
        tls_latency: float = 0.0,
        page_size: int = DEFAULT_PAGE,
        calls: int | None = None,
        refill: float = 0.0,
        fleet: int = 0,
    ) -> None:
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)
        self.catalogue = Catalogue((*load_apps(extra), *make_fleet(fleet)), now=self.now)
        self.tokens = make_tokens()
        self.zones = Zones()
        self._api_faults: FaultBook[AnyFault] = FaultBook()
        self._dns_faults: FaultBook[DnsFault] = FaultBook()
        self._tls_faults: FaultBook[TlsKind] = FaultBook()
        self._recorder = Recorder()
        clock = _clock(self.now)
        self.webhooks = Webhooks(self.catalogue, clock=clock)
        self.change = Changes(self.catalogue, clock=clock, tell=self._tell)
        more = (*Writing(self.change).routes, *WebhookRoutes(self.webhooks).routes)
        self._heroku = Heroku(
            self.catalogue, page_size=page_size, calls=calls, refill=refill, more=more
        )
        self._latencies = (api_latency, dns_latency, tls_latency)
        self._stack = AsyncExitStack()
        _fill(self.zones, self.catalogue.apps.values())

    async def __aenter__(self) -> Self:
        api_latency, dns_latency, tls_latency = self._latencies
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="prodcheck-sandbox-"))
        certificates = Certificates(Path(folder), now=self.now)
        self._http = HttpServer(
            self._heroku,
            tokens=self.tokens,
            recorder=self._recorder,
            faults=self._api_faults,
            pages=Dashboard(self.catalogue, self.change).answer,
            latency=api_latency,
        )
        self._dns = Nameserver(
            self.zones, fault=lambda name, _: self._dns_faults.strike(name), latency=dns_latency
        )
        self._tls = TlsProxy(
            certificates,
            leaves=dict(_leaves(self.catalogue)),
            fault=self._tls_faults.strike,
            latency=tls_latency,
        )
        self.ca_file = str(certificates.ca_file)
        self.url = await self._start(self._http)
        self.proxy = await self._start(self._tls)
        self.nameserver = await self._dns.start()
        self._stack.push_async_callback(self._dns.stop)
        self._stack.push_async_callback(self.webhooks.stop)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, traceback)

    def _tell(self, app: SampleApp, events: list[Event]) -> None:
        if self.catalogue.app(app.id) is not None:
            _fill(self.zones, [app])
        self.webhooks.tell(app.id, events)

    async def _start(self, server: HttpServer | TlsProxy) -> str:
        host, port = await server.start()
        self._stack.push_async_callback(server.stop)
        return f"http://{host}:{port}"

    @property
    def token(self) -> str:
        """The token that may see everything."""
        return self.tokens.full

    @property
    def environ(self) -> dict[str, str]:
        """What a user would set to point prodcheck at the sandbox."""
        host, port = self.nameserver
        return {
            "HEROKU_HOST": self.url,
            "HEROKU_DATA_HOST": self.url,
            "HEROKU_API_KEY": self.token,
            "PRODCHECK_NAMESERVERS": f"{host}:{port}",
            "HTTPS_PROXY": self.proxy,
            "SSL_CERT_FILE": self.ca_file,
        }

    @property
    def requests(self) -> list[RecordedRequest]:
        """The HTTP requests so far, in the order they came."""
        return self._recorder.requests

    @property
    def highest_concurrency(self) -> int:
        """How many HTTP requests were under way at once, at most."""
        return self._recorder.highest_concurrency

    @property
    def dns_questions(self) -> list[DnsQuestion]:
        """The DNS questions so far, in the order they came."""
        return self._dns.questions

    @property
    def tls_connections(self) -> list[TlsConnection]:
        """The connections through the proxy so far, in the order they came."""
        return self._tls.connections

    def fail(self, path: str, fault: AnyFault, *, times: int | None = None) -> None:
        """Let requests go wrong.

        Args:
            path: A shell pattern over paths without their query, for example `/apps/*/domains`.
            fault: What happens; see `sandbox.faults`.
            times: How often; None: from now on.
        """
        self._api_faults.order(path, fault, times)

    def fail_dns(self, name: str, fault: DnsFault, *, times: int | None = None) -> None:
        """Let questions for a name go wrong; a shell pattern in lower case, A-label form."""
        self._dns_faults.order(name, fault, times)

    def fail_tls(self, name: str, kind: TlsKind, *, times: int | None = None) -> None:
        """Let something else be met at a hostname or address; a shell pattern."""
        self._tls_faults.order(name, kind, times)

    def heal(self) -> None:
        """Forget every fault."""
        for book in (self._api_faults, self._dns_faults, self._tls_faults):
            book.clear()


def _clock(start: datetime) -> Callable[[], datetime]:
    """Make a clock that shows a moment now, and goes on from there."""
    began = monotonic()
    return lambda: start + timedelta(seconds=monotonic() - began)


def _fill(zones: Zones, apps: Collection[SampleApp]) -> None:
    """Set the names of sample apps; what a file says itself comes last and wins."""
    for app in apps:
        for heroku_name in _heroku_names(app):
            zones.set(heroku_name, [f"ROTATE 4 {' '.join(router_addresses(heroku_name))}"])
    for app in apps:
        for row in app.domains:
            target = target_of(row) or own_hostname(app)
            if row.dns:
                zones.set(row.hostname, [record.replace("{cname}", target) for record in row.dns])
        for name, records in app.dns.items():
            zones.set(name, records)


def _heroku_names(app: SampleApp) -> Iterator[str]:
    yield own_hostname(app)
    for row in app.domains:
        target = target_of(row)
        if target is not None:
            yield target


def _leaves(catalogue: Catalogue) -> Iterator[tuple[str, Leaf]]:
    for app in catalogue.apps.values():
        for row in app.domains:
            if row.dns:
                name = name_of(row.hostname).to_text(omit_final_dot=True)
                yield name, Leaf(name, row.tls, row.tls_days)
        for name, kind in app.tls.items():
            yield name, Leaf(name, kind)
