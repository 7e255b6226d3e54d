"""A TCP connection to one address: straight, or through the CONNECT of an HTTP proxy."""

import asyncio
import base64
import re
import socket
from urllib.parse import SplitResult, unquote, urlsplit

_MAX_HEAD = 16_384
"""Octets of a proxy's answer before we give up; the common servers allow 8 to 16 KiB."""
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


class ProxyFailed(Exception):
    """The proxy gives no way through. The message can follow a colon, without credentials."""


async def connect(address: str, port: int, proxy: str | None) -> socket.socket:
    """Connect to an address; nothing is resolved but the name of the proxy.

    Returns:
        A non-blocking socket, for the caller to close.

    Raises:
        ProxyFailed: The proxy is out of reach, refuses, or is none.
        OSError: The address is out of reach.
    """
    if proxy is None:
        return await _open(socket.AF_INET6 if ":" in address else socket.AF_INET, (address, port))
    url = _proxy_url(proxy)
    try:
        opened = await _open_by_name(url.hostname or "", url.port or 80)
    except OSError as error:
        raise ProxyFailed(
            f"the proxy {url.hostname} is out of reach: {error.strerror or error}"
        ) from None
    try:
        await _request(opened, address, port, url)
    except BaseException:
        opened.close()
        raise
    return opened


async def _open(family: int, address: tuple[object, ...]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.settimeout(0)
    try:
        await asyncio.get_running_loop().sock_connect(opened, address)
    except BaseException:
        opened.close()
        raise
    return opened


async def _open_by_name(host: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    places = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, *_, address in places[:-1]:
        try:
            return await _open(family, address)
        except OSError:
            continue
    family, *_, address = places[-1]
    return await _open(family, address)


def _proxy_url(proxy: str) -> SplitResult:
    try:
        url = urlsplit(proxy)
        usable = url.scheme == "http" and url.hostname is not None and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ProxyFailed("the proxy has to be given as http://host:port")
    return url


async def _request(opened: socket.socket, address: str, port: int, url: SplitResult) -> None:
    loop = asyncio.get_running_loop()
    place = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if url.username is not None:
        user = f"{unquote(url.username)}:{unquote(url.password or '')}".encode()
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(user).decode()}")
    try:
        await loop.sock_sendall(opened, "\r\n".join([*lines, "", ""]).encode())
        head = await _read_head(opened)
    except OSError:
        raise ProxyFailed(f"the proxy {url.hostname} closed the connection") from None
    status = _STATUS.match(head)
    if status is None:
        raise ProxyFailed(f"the proxy {url.hostname} does not answer as an HTTP proxy does")
    if not status[1].startswith(b"2"):
        raise ProxyFailed(f"the proxy {url.hostname} answers {status[1].decode()} to CONNECT")


async def _read_head(opened: socket.socket) -> bytes:
    """Read up to the empty line. A TLS server never speaks first, so nothing comes after it."""
    loop = asyncio.get_running_loop()
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _MAX_HEAD:
        data = await loop.sock_recv(opened, 4096)
        if not data:
            break
        head += data
    return head
