"""The batches of the general ledger: find by token, create, delete, take off hold, release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_erp.acumatica.errors import NO_RECORD
from singer_erp.errors import ThrottledError, TransientError, VendorError
from singer_erp.http.bodies import json_as, json_object
from singer_erp.http.retry import exponential_waits, retry
from singer_erp.messages.json import encode_json

from target_acumatica.batch import WITHOUT_EFFECT, Batch
from target_acumatica.journal import DETAILS, ENTITY, MODULE, described
from target_acumatica.payload import any_of, literal, value_at, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import requests
    from singer_erp.acumatica.site import Site
    from singer_erp.http.responses import Response

    from target_acumatica.schema import Field
    from target_acumatica.tokens import Mark, Tokens

Json = dict[str, Any]

RELEASE_TIMEOUT = "RELEASE_TIMEOUT"
_RELEASE = f"{ENTITY}/ReleaseJournalTransaction"
_NEEDED = {"BatchNbr", "Status", "Description"}
_FIELDS = "Module,BatchNbr,Status,Hold,Description"
_ORIGIN = "BatchModule.OrigBatchNbr"
_JSON = {"Content-Type": "application/json"}
_records = json_as(list[Json])


class Batches:
    """The batches that carry tokens.

    Args:
        site: The tenant.
        tokens: Reads tokens.
        token_field: The field that takes the token; None for the description.
        searched: The field in which tokens are looked up as well; None if the form has none.
        fields: Fields that mappings name, by detail and name.
        sleep: Waits between tries and polls.
        release_seconds: Maximum seconds of a release.
    """

    def __init__(  # noqa: PLR0913  # the collaborators, and two values
        self,
        site: Site,
        tokens: Tokens,
        token_field: Field | None,
        fields: Mapping[tuple[str, str], Field],
        *,
        searched: Field | None,
        sleep: Callable[[float], None],
        release_seconds: float,
    ) -> None:
        self.token_field = token_field
        self._searched = searched
        self._site = site
        self._tokens = tokens
        self._fields = fields
        self._sleep = sleep
        self._release_seconds = release_seconds

    def find(self, tokens: Sequence[str]) -> dict[str, list[Batch]]:
        """Return the batches of journals by token.

        Batches that users made of others, such as reversals, copy their descriptions: they are not
        the journals' own.
        """
        found: dict[str, dict[str, Batch]] = {token: {} for token in tokens}
        for row in self._search(tokens):
            batch = self._batch(row)
            if batch and batch.mark.token in found and not value_at(row, _ORIGIN):
                found[batch.mark.token][batch.number] = batch
        return {token: [*batches.values()] for token, batches in found.items()}

    def _search(self, tokens: Sequence[str]) -> Iterator[Json]:
        """Yield the batches with any of some tokens in the description or in the own field."""
        # Not in one filter: conditions on fields of two kinds have returned nothing.
        searches = [*any_of(f"substringof({literal(f'[{t}')},Description)" for t in tokens)]
        custom = [_ORIGIN]
        if self._searched is not None:
            name = self._searched.name
            searches += any_of(f"cf.String(f={literal(name)}) eq {literal(t)}" for t in tokens)
            custom.append(name)
        for search in searches:
            yield from self._matching(search, custom)

    def _matching(self, search: str, custom: Sequence[str]) -> list[Json]:
        parameters = {
            "$filter": f"Module eq {literal(MODULE)} and ({search})",
            "$select": _FIELDS,
            "$custom": ",".join(custom),
        }
        return self._site.get(ENTITY, _records, parameters).body

    def reversed_by(self, number: str) -> tuple[str, str] | None:
        """Return number and status of a batch that users made of another one to reverse it."""
        search = f"cf.String(f={literal(_ORIGIN)}) eq {literal(number)}"
        for row in self._matching(search, [_ORIGIN]):
            status = str(value_at(row, "Status"))
            # The reversals of this target do not name their origin.
            if value_at(row, _ORIGIN) == number and status not in WITHOUT_EFFECT:
                return str(value_at(row, "BatchNbr")), status
        return None

    def without_token(self, number: str) -> str | None:
        """Return the status of a batch that has no token; None if it has one, or does not exist."""
        try:
            body = self._site.get(f"{ENTITY}/{MODULE}/{number}", json_object, self._complete).body
        except VendorError as error:
            if error.code != NO_RECORD:
                raise
            return None
        return None if self._batch(body) else str(value_at(body, "Status"))

    def read(self, batch: Batch) -> Batch:
        """Return a batch with its lines.

        Raises:
            VendorError: It does not exist any more.
        """
        body = self._site.get(f"{ENTITY}/{MODULE}/{batch.number}", json_object, self._complete).body
        return self._batch(body) or batch

    def create(self, body: Json) -> Batch:
        """Create a batch and return it with its lines; the request is sent once.

        Raises:
            VendorError: Acumatica rejected it.
            TransientError: It is not known whether it was created.
        """
        saved = self._write("PUT", ENTITY, body, params=self._complete)
        batch = self._saved(saved)
        if batch is None:
            raise VendorError(
                "Acumatica has saved a journal without its token in "
                f"{self.token_field.name if self.token_field else 'Description'}",
                "Choose another `token_field`; delete the batch "
                f"{value_at(saved.body, 'BatchNbr')} before the next run",
                request_id=saved.request_id,
            )
        return batch

    def delete(self, batch: Batch) -> bool:
        """Delete a batch that is not posted; return whether it is gone."""
        url = f"/entity/{self._site.endpoint}/{ENTITY}/{MODULE}/{batch.number}"
        try:
            self._site.send("DELETE", url, _whole)
        except VendorError as error:
            return error.code == NO_RECORD
        return True

    def take_off_hold(self, batch: Batch) -> Batch:
        """Return a batch after its hold was removed."""
        return self._change(batch, Hold=False)

    def mark_as(self, batch: Batch, mark: Mark) -> Batch:
        """Return a batch after its mark was changed; the request is sent once.

        Raises:
            VendorError: Acumatica rejected it.
            TransientError: It is not known whether it was changed.
        """
        return self._change(batch, Description=described(mark, batch.text, self.token_field))

    def _change(self, batch: Batch, **values: Any) -> Batch:
        body = wrapped({"Module": MODULE, "BatchNbr": batch.number, **values})
        saved = self._write("PUT", ENTITY, body, {"If-Match": "*"}, params=self._complete)
        return self._saved(saved) or batch

    def _saved(self, response: Response[Json]) -> Batch | None:
        """Return a saved batch, None if it has no token."""
        body = response.body
        # The response may have only the fields that were sent (unconfirmed).
        if _NEEDED - body.keys():
            body = self._site.get(f"{ENTITY}/{body['id']}", json_object, self._complete).body
        return self._batch(body, response.request_id)

    def release(self, batch: Batch) -> None:
        """Release a batch and wait for the end of the operation.

        Raises:
            VendorError: The release failed; the batch stays as it is.
            TransientError: It is not known whether it was released, or will be.
        """
        key = wrapped({"Module": MODULE, "BatchNbr": batch.number})
        # Other requests of the session fail until the operation ends.
        with self._site.one_session():
            started = self._write(
                "POST", _RELEASE, {"entity": key, "parameters": {}}, decode=_whole
            )
            status = started.body
            if status.status_code != 202:  # noqa: PLR2004
                return
            path = _path_of(status.headers.get("Location", ""))
            waited = 0.0
            for seconds in exponential_waits(1.0, base=1.5, max_value=10.0):
                if self._has_ended(path):
                    return
                if waited >= self._release_seconds:
                    raise TransientError(
                        f"Batch {batch.number} was not released within {waited:.0f} seconds",
                        "Run again to see its status, or raise `release_timeout_seconds`",
                        code=RELEASE_TIMEOUT,
                    )
                self._sleep(seconds)
                waited += seconds

    def _has_ended(self, path: str) -> bool:
        """Return whether an operation has ended well, by the path of its status."""
        try:
            return self._site.send("GET", path, _whole).body.status_code != 202  # noqa: PLR2004
        except VendorError as error:
            if error.status != 404:  # noqa: PLR2004
                raise
            raise TransientError(
                "The session that has started a release has ended, and no other one sees its status"
            ) from None

    @property
    def _complete(self) -> dict[str, str]:
        """Parameters for a batch with its lines and the fields outside the contract."""
        custom = [self._searched.name] if self._searched else []
        custom += [
            f"{detail}/{field.name}" if detail else field.name
            for (detail, _), field in self._fields.items()
            if field.is_custom
        ]
        return {"$expand": DETAILS} | ({"$custom": ",".join(custom)} if custom else {})

    def _write(
        self,
        method: str,
        path: str,
        body: Json,
        headers: dict[str, str] | None = None,
        decode: Callable[[requests.Response], Any] = json_object,
        **parts: Any,
    ) -> Response[Any]:
        """Send a request once; requests that the license declines were not carried out."""
        url = f"/entity/{self._site.endpoint}/{path}"
        data = encode_json(body)
        return retry(
            lambda: self._site.send(
                method, url, decode, once=True, data=data, headers=_JSON | (headers or {}), **parts
            ),
            on=ThrottledError,
            sleep=self._sleep,
        )

    def _batch(self, body: Json, request_id: str | None = None) -> Batch | None:
        """Return a batch of a response; None if it has no token."""
        description = str(value_at(body, "Description") or "")
        token = value_at(body, self._searched.name) if self._searched else None
        mark = self._tokens.mark(description, str(token or ""))
        if mark is None:
            return None
        return Batch(
            str(value_at(body, "BatchNbr")),
            str(value_at(body, "Status")),
            mark,
            self._tokens.text(description),
            body,
            request_id,
        )


def _whole(response: requests.Response) -> requests.Response:
    return response


def _path_of(location: str) -> str:
    """Return the path of a status below the site; `Location` may be absolute or relative.

    Raises:
        TransientError: There is none: it is not known how the operation ends.
    """
    _, found, path = location.partition("/entity/")
    if not found:
        raise TransientError("Acumatica has started a release without a status to request")
    return f"/entity/{path}"


def has_tags(site: Site, prefix: str) -> bool:
    """Return whether any batch has a token in its description."""
    search = f"Module eq {literal(MODULE)} and substringof({literal(f'[{prefix}:')},Description)"
    parameters = {"$filter": search, "$select": "BatchNbr", "$top": "1"}
    return bool(site.get(ENTITY, _records, parameters).body)
