"""SOAP envelopes of the scheduler and of the content server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # only writes; what comes in is read by defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEDULER = "http://xmlns.oracle.com/scheduler"
TYPES = "http://xmlns.oracle.com/scheduler/types"
UCM = "http://www.oracle.com/UCM"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_XOP = "http://www.w3.org/2004/08/xop/include"
_BOUNDARY = "----=_Part_0_1772150110"


class FaultError(Exception):
    """A SOAP request that is refused."""

    def response(self) -> Response:
        """Return HTTP 500 with a SOAP fault."""
        fault = ET.Element(f"{{{_ENVELOPE}}}Fault")
        ET.SubElement(fault, "faultcode").text = "env:Client"
        ET.SubElement(fault, "faultstring").text = str(self)
        return respond(fault, 500)


@dataclass(frozen=True)
class Operation:
    """One call: the element in the body of its envelope."""

    element: ET.Element

    @property
    def name(self) -> str:
        """The name of the operation."""
        return self.element.tag.rpartition("}")[2]

    def text(self, name: str) -> str:
        """Return the text of the first element of a name, empty if there is none."""
        return next(self._texts(name), "")

    def parameters(self) -> dict[str, str]:
        """Return the parameters of a request of the scheduler by name."""
        found = {}
        for parameter in self.element.iter(f"{{{TYPES}}}parameter"):
            name = parameter.findtext(f"{{{TYPES}}}name") or ""
            found[name.strip()] = (parameter.findtext(f"{{{TYPES}}}value") or "").strip()
        return found

    def service(self) -> str:
        """Return the name of the service of the content server."""
        services = self.element.iter(f"{{{UCM}}}Service")
        return next((service.get("IdcService", "") for service in services), "")

    def fields(self) -> dict[str, str]:
        """Return the fields of a request of the content server by name."""
        fields = self.element.iter(f"{{{UCM}}}Field")
        return {field.get("name", ""): (field.text or "").strip() for field in fields}

    def _texts(self, name: str) -> Iterator[str]:
        for element in self.element.iter():
            if element.tag.rpartition("}")[2] == name:
                yield (element.text or "").strip()


def read(body: bytes) -> Operation:
    """Read an envelope.

    Raises:
        FaultError: If it is not a SOAP envelope with one element in its body.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise FaultError(f"The request is not well-formed XML: {error}") from None
    payload = root.find(f"{{{_ENVELOPE}}}Body")
    if payload is None or len(payload) != 1:
        raise FaultError("A SOAP envelope with one element in its body is needed.")
    return Operation(payload[0])


def scheduler(name: str, values: Mapping[str, str]) -> ET.Element:
    """Return a response of the scheduler with these elements."""
    element = ET.Element(f"{{{SCHEDULER}}}{name}")
    for path, text in values.items():
        parent = element
        for part in path.split("/"):
            tag = f"{{{SCHEDULER}}}{part}"
            found = parent.find(tag)
            parent = found if found is not None else ET.SubElement(parent, tag)
        parent.text = text
    return element


def content(
    service: str, fields: Mapping[str, str], rows: list[dict[str, str]] | None = None
) -> tuple[ET.Element, ET.Element]:
    """Return a response of the content server, and its document."""
    element = ET.Element(f"{{{UCM}}}GenericResponse")
    inner = ET.SubElement(element, f"{{{UCM}}}Service", IdcService=service)
    document = ET.SubElement(inner, f"{{{UCM}}}Document")
    for name, value in fields.items():
        ET.SubElement(document, f"{{{UCM}}}Field", name=name).text = value
    if rows is not None:
        results = ET.SubElement(document, f"{{{UCM}}}ResultSet", name="SearchResults")
        for row in rows:
            made = ET.SubElement(results, f"{{{UCM}}}Row")
            for name, value in row.items():
                ET.SubElement(made, f"{{{UCM}}}Field", name=name).text = value
    return element, document


def respond(element: ET.Element, status: int = 200) -> Response:
    """Return an envelope with an element."""
    return Response(_enveloped(element), status, media_type="text/xml;charset=UTF-8")


def respond_with_file(
    element: ET.Element, document: ET.Element, name: str, data: bytes
) -> Response:
    """Return an envelope and a file of it, as a multipart message (MTOM)."""
    cid = "file-1@oracle.com"
    file = ET.SubElement(document, f"{{{UCM}}}File", name="primaryFile", href=name)
    contents = ET.SubElement(file, f"{{{UCM}}}Contents")
    ET.SubElement(contents, f"{{{_XOP}}}Include", href=f"cid:{cid}")
    root = _part('application/xop+xml;charset=UTF-8;type="text/xml"', "root@oracle.com", "8bit")
    attached = _part("application/zip", cid, "binary")
    body = b"".join(
        [
            root, _enveloped(element), b"\r\n",
            attached, data, b"\r\n",
            f"--{_BOUNDARY}--\r\n".encode(),
        ]
    )  # fmt: skip
    kind = (
        f'multipart/related;start="<root@oracle.com>";type="application/xop+xml";'
        f'boundary="{_BOUNDARY}";start-info="text/xml"'
    )
    return Response(body, headers={"Content-Type": kind})


def _part(kind: str, cid: str, encoding: str) -> bytes:
    lines = (
        f"--{_BOUNDARY}",
        f"Content-Type: {kind}",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-ID: <{cid}>",
        "",
        "",
    )
    return "\r\n".join(lines).encode()


def _enveloped(element: ET.Element) -> bytes:
    envelope = ET.Element(f"{{{_ENVELOPE}}}Envelope")
    ET.SubElement(envelope, f"{{{_ENVELOPE}}}Body").append(element)
    made: bytes = ET.tostring(envelope, encoding="UTF-8", xml_declaration=True)
    return made
