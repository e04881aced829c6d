"""The smallest vendor: a list of entries with timestamps."""

from erp_sandbox.core.vendor import Option, Vendor, first_lines
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from toy_vendor.client import ToyControl


def create(entries, now, *, name="new"):
    """Add an entry."""
    entries.append([name, now.isoformat()])
    return {"id": len(entries)}


def delete(entries, _, *, id):  # noqa: A002 - the field's name
    """Delete an entry."""
    entries.pop(id - 1)
    return {"id": id}


def random(entries, now, *, steps=1, seed=0):
    """Add entries at random."""
    for step in range(steps):
        create(entries, now, name=f"{seed}-{step}")
    return {"steps": steps}


ACTIONS = {"create": create, "delete": delete, "random": random}


class ToyVendor(Vendor):
    """Entries that a client can read."""

    control = ToyControl
    options = (
        Option("documents", "Entries to generate.", 3, minimum=1, stored=True),
        Option("color", "A color.", "red", choices=("red", "blue")),
        Option("fast", "Whether it is fast.", default=True),
        Option("tenants", "Tenants.", ("one",), stored=True),
    )
    request_id_header = "X-Toy"
    body_limit = 1000

    def __init__(self, history, options):
        self.history = history
        self.chosen = dict(options)
        now = history.clock.now().isoformat()
        self.entries = [[f"generated {n}", now] for n in range(options["documents"])]
        self.app = Starlette(routes=[Route("/entries", self._list)])

    @classmethod
    def build(cls, history, options):
        return cls(history, options)

    @property
    def routes(self):
        return [Route("/config", lambda request: JSONResponse(self.settings(str(request.url))))]

    @property
    def actions(self):
        return first_lines(ACTIONS)

    def settings(self, url):
        return {"api_url": url, "tenants": list(self.chosen["tenants"])}

    def error(self, status):
        return Response(status_code=status)

    def mutate(self, action, arguments):
        with self.history.change(action, dict(arguments)) as touched:
            touched.update(ACTIONS[action](self.entries, self.history.clock.now(), **arguments))
        return touched

    def census(self):
        return [{"name": "entries", "rows": len(self.entries)}]

    async def _list(self, _):
        return JSONResponse(self.entries)


VENDOR = ToyVendor
