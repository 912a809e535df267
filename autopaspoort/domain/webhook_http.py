"""Calling an address that a garage typed, without letting it lead into our own network (SSRF).

The name is resolved once, every address must be a public one, and the connection goes to that address and
no other: a name that changes its mind in between (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

import requests.utils
import urllib3
from django.conf import settings
from urllib3.util import Timeout

from garageflow.tenancy.active import refuse_inside_activation

_TIMEOUT = Timeout(connect=3.05, read=10)


class NotAllowed(Exception):
    """The address leads where we do not go. Says why, in a word for the row."""


def is_addressable(url: str) -> bool:
    """The form of the address alone, without asking anybody."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.username or parts.password or not parts.hostname:
        return False
    if settings.WEBHOOK_INSECURE:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and port in (None, 443, 8443)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status. Raises NotAllowed, or urllib3's HTTPError or OSError when nobody answers."""
    refuse_inside_activation()
    if not is_addressable(url):
        raise NotAllowed("ADDRESS")
    parts = urlsplit(url)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    pool = _pool(parts.scheme, host, _public_address(host, port), port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        response = pool.urlopen(
            "POST",
            target,
            body=body,
            headers={**headers, "Host": parts.netloc},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        response.close()
        return response.status
    finally:
        pool.close()


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=_TIMEOUT)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=_TIMEOUT,
        cert_reqs="CERT_REQUIRED",
        ca_certs=requests.utils.DEFAULT_CA_BUNDLE_PATH,
        assert_hostname=host,
        server_hostname=host,
    )


def _public_address(host: str, port: int) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.WEBHOOK_INSECURE and not all(is_public(address) for address in addresses):
        raise NotAllowed("PRIVATE_ADDRESS")
    return addresses[0]


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that carry another one inside.
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in _NAT64:
            return False
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
