"""Credentials within pictures: PNG and SVG, written as Open Badges 3.0 has it (section 5.3) and read as 2.0 has it too."""

import struct
import zlib

from lxml import etree

from commonplace.stages.recognise.credentials.reading import MOST_BYTES, CannotBeRead

_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_KEYWORDS = (_KEYWORD, b"openbadges")
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_OLDER_NAMESPACE = "http://openbadges.org"
_SVG = "{http://www.w3.org/2000/svg}svg"
# Pictures may be larger than what they carry.
_MOST_PICTURE_BYTES = 16 * 1024 * 1024


class NoPicture(ValueError):
    """It is neither a PNG nor an SVG that a credential can be put into. Its words say why."""


def is_png(given: bytes) -> bool:
    """Does it begin as a PNG does?"""
    return given.startswith(_PNG)


def is_svg(given: bytes) -> bool:
    """Does it look like an SVG?"""
    beginning = given[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return beginning.startswith(b"<") and b"<svg" in given[:65536]


def bake(picture: bytes, credential: str) -> bytes:
    """The picture with this credential in it, JSON or a signed token, in place of one that it had. Raises NoPicture."""
    try:
        if is_png(picture):
            return _bake_png(picture, credential)
        if is_svg(picture):
            return _bake_svg(picture, credential)
    except CannotBeRead as trouble:
        raise NoPicture(str(trouble)) from trouble
    raise NoPicture("It is neither a PNG nor an SVG.")


def read(picture: bytes) -> str:
    """The credential within a picture: JSON, a signed token or, as 2.0 allows, an address. Raises CannotBeRead."""
    if is_png(picture):
        return _read_png(picture)
    if is_svg(picture):
        return _read_svg(picture)
    raise CannotBeRead("It is neither a PNG nor an SVG.")


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    """Name and content of each part of a PNG (PNG, third edition, section 5)."""
    if len(picture) > _MOST_PICTURE_BYTES:
        raise CannotBeRead("The picture is too large.")
    found, place = [], len(_PNG)
    while place < len(picture):
        head = picture[place : place + 8]
        if len(head) < 8:
            raise CannotBeRead("The picture is cut short.")
        size, name = struct.unpack(">I4s", head)
        content = picture[place + 8 : place + 8 + size]
        check = picture[place + 8 + size : place + 12 + size]
        if len(content) < size or len(check) < 4:
            raise CannotBeRead("The picture is cut short.")
        if struct.unpack(">I", check)[0] != zlib.crc32(name + content):
            raise CannotBeRead("The picture is damaged.")
        found.append((name, content))
        place += 12 + size
        if name == b"IEND":
            break
    if not found or found[0][0] != b"IHDR" or found[-1][0] != b"IEND":
        raise CannotBeRead("The picture is cut short.")
    return found


def _is_ours(name: bytes, content: bytes) -> bool:
    return name in (b"iTXt", b"tEXt", b"zTXt") and content.split(b"\0", 1)[0] in _KEYWORDS


def _bake_png(picture: bytes, credential: str) -> bytes:
    # Keyword, not compressed, no method, no language, no translated keyword.
    text = _KEYWORD + b"\0\0\0\0\0" + credential.encode()
    kept = [(name, content) for name, content in _chunks(picture) if not _is_ours(name, content)]
    kept.insert(1, (b"iTXt", text))
    return _PNG + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in kept
    )


def _read_png(picture: bytes) -> str:
    found = [(name, content) for name, content in _chunks(picture) if _is_ours(name, content)]
    if not found:
        raise CannotBeRead("There is no credential in this picture.")
    if len(found) > 1:
        raise CannotBeRead("There are several credentials in this picture.")
    name, content = found[0]
    text = content.partition(b"\0")[2]
    try:
        if name == b"tEXt":
            return text.decode("latin-1")
        if name == b"zTXt":
            return _inflated(text[1:]).decode("latin-1")
        packed, rest = text[:1], text[2:]
        _language, _keyword, words = rest.split(b"\0", 2)
        return (_inflated(words) if packed == b"\1" else words).decode()
    except ValueError as trouble:
        raise CannotBeRead("The credential in this picture cannot be read.") from trouble


def _inflated(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    try:
        words = reader.decompress(packed, MOST_BYTES)
    except zlib.error as trouble:
        raise ValueError("it is not compressed as it should be") from trouble
    if not reader.eof:
        raise ValueError("it is too large")
    return words


def _tree(picture: bytes) -> etree._Element:
    if len(picture) > _MOST_PICTURE_BYTES:
        raise CannotBeRead("The picture is too large.")
    # Nothing is fetched, and no entity is put in its place: neither files nor floods come with a picture.
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )
    try:
        root = etree.fromstring(picture, reader)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise CannotBeRead("The picture cannot be read.") from trouble
    if root.tag != _SVG:
        raise CannotBeRead("It is no SVG.")
    return root


def _ours(root: etree._Element) -> list[etree._Element]:
    return [*root.iter(f"{{{_NAMESPACE}}}credential"), *root.iter(f"{{{_OLDER_NAMESPACE}}}assertion")]


def _bake_svg(picture: bytes, credential: str) -> bytes:
    older = _tree(picture)
    for one in _ours(older):
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)
    # The namespace is declared at the root, where readers look for it; an element's namespaces cannot be changed later.
    spaces = {name: space for name, space in older.nsmap.items() if name != "openbadges"}
    root = etree.Element(older.tag, dict(older.attrib), nsmap={**spaces, "openbadges": _NAMESPACE})
    root.text = older.text
    inside = etree.SubElement(root, f"{{{_NAMESPACE}}}credential")
    if credential.lstrip().startswith("{"):
        # What would end it stands in JSON's strings alone, where a letter can be escaped.
        inside.text = etree.CDATA(credential.replace("]]>", "]]\\u003e"))
    else:
        inside.set("verify", credential)
    for one in list(older):
        root.append(one)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _read_svg(picture: bytes) -> str:
    found = _ours(_tree(picture))
    if not found:
        raise CannotBeRead("There is no credential in this picture.")
    if len(found) > 1:
        raise CannotBeRead("There are several credentials in this picture.")
    # An entity or an element within it would be read by others in another way.
    if len(found[0]):
        raise CannotBeRead("The credential in this picture cannot be read.")
    words = (found[0].text or "").strip() or str(found[0].get("verify") or "").strip()
    if not words:
        raise CannotBeRead("The credential in this picture is empty.")
    return words
