"""The client of the toy vendor's control surface."""

from erp_sandbox.core.client import VendorControl


class ToyControl(VendorControl):
    """The control surface of the toy vendor."""

    vendor = "toy"
    plugins = ("tap-toy", "target-toy")


CONTROL = ToyControl
