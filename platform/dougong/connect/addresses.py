"""Addresses: which IP addresses the outbound client may connect to.

Decided on `ipaddress` objects, never on texts, after taking the IPv4 address out of every IPv6 form that
carries one (mapped, 6to4, Teredo, NAT64), so that no spelling of a private address passes.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")


def is_public(text: str) -> bool:
    """Say whether an address, and every IPv4 address inside it, is a public unicast one."""
    address = ip_address(text.split("%", 1)[0])
    return all(_public(one) for one in (address, *_inside(address)))


def _public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    ) or _carries_public(address)


def _carries_public(address: Address) -> bool:
    """A translated address counts by what it carries, which is checked on its own."""
    return isinstance(address, IPv6Address) and (
        address.ipv4_mapped is not None or any(address in network for network in _NAT64)
    )


def _inside(address: Address) -> tuple[IPv4Address, ...]:
    if isinstance(address, IPv4Address):
        return ()
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in (*_NAT64, _COMPATIBLE)):
        found.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return tuple(one for one in found if one is not None)
