"""Where a webhook may go, in every disguise that an address has."""

import pytest

from api.public_addresses import is_public

CLOSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:7f00:1
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::
    2002:c0a8:101:: 2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
""".split()
OPEN = """
    1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.0.1.1 198.17.255.255 223.255.255.1
    ::ffff:8.8.8.8 64:ff9b::808:808 2001:4860:4860::8888 2002:808:808::1 2606:4700:4700::1111 2a00:1450:4001:80b::200e
""".split()


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_the_worlds_is_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_what_is_the_worlds_is_open(address: str) -> None:
    assert is_public(address)


def test_what_is_no_address_is_said_so() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        is_public("localhost")
