"""Which network addresses may be fetched from: public ones only, so that no document can reach into a network."""

from __future__ import annotations

import ipaddress
import socket

from comity.gather.items import RefusalError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet; addresses of IPv4 wrapped in IPv6 count as the IPv4 ones."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Every address of `host`, in the resolver's order.

    Raises RefusalError where the name is unknown or, without `allow_private`, one of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusalError("fetch", f"the host {host} is not known to the network: check the address") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = [address for address in addresses if not is_public(address)]
    if private and not allow_private:
        raise RefusalError(
            "private-address",
            f"{host} is inside a private network ({private[0]}): "
            "if you trust it, allow private addresses (--allow-private)",
        )
    return addresses
