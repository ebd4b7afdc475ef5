#!/usr/bin/env python3
"""Harvests a running server whole with Sickle and checks every answer against the XML schemas of their owners.

    python3 -m venv venv && venv/bin/pip install sickle lxml
    sco serve --addr 127.0.0.1:8080 --rate 0 &
    venv/bin/python tests/exchange/oai.py http://127.0.0.1:8080 SCHEMAS

SCHEMAS is a folder with OAI-PMH.xsd, oai_dc.xsd, oai-identifier.xsd (openarchives.org/OAI/2.0/), simpledc20021212.xsd
(dublincore.org/schemas/xmls/), mods-3-4.xsd, xlink.xsd (loc.gov/standards/), xml.xsd (w3.org/2001/) and, for the sitemap,
sitemap.xsd (sitemaps.org/schemas/sitemap/0.9/). They are not part of this project. Without them the schemas are passed over, and
that is said. Exit code: 0 all is well, 1 something is not, 2 nothing could be asked.
"""

import sys
import urllib.parse
import urllib.request
from pathlib import Path

NAMES = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "site": "http://www.sitemaps.org/schemas/sitemap/0.9",
}
TOGETHER = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="OAI-PMH.xsd"/>
<xs:import namespace="http://www.openarchives.org/OAI/2.0/oai_dc/" schemaLocation="oai_dc.xsd"/>
<xs:import namespace="http://www.openarchives.org/OAI/2.0/oai-identifier" schemaLocation="oai-identifier.xsd"/>
<xs:import namespace="http://www.loc.gov/mods/v3" schemaLocation="mods-3-4.xsd"/>
</xs:schema>"""
NEEDED = ["OAI-PMH.xsd", "oai_dc.xsd", "oai-identifier.xsd", "simpledc20021212.xsd", "mods-3-4.xsd", "xlink.xsd", "xml.xsd"]


def say(words):
    print(words, flush=True)


class Check:
    """Counts what was checked and what was wrong."""

    def __init__(self):
        self.answers = 0
        self.wrong = []

    def that(self, is_so, words):
        if not is_so:
            self.wrong.append(words)
            say(f"WRONG: {words}")


def schema_of(etree, folder, text, base):
    """The schema, with everything that it imports taken from the folder by its file's name."""

    class Local(etree.Resolver):
        def resolve(self, url, _public, context):
            name = urllib.parse.urlparse(url).path.rsplit("/", 1)[-1]
            local = folder / name
            return self.resolve_filename(str(local), context) if local.exists() else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    return etree.XMLSchema(etree.fromstring(text.encode(), parser, base_url=str(folder / base)))


def schemas(etree, folder):
    """The schemas of harvests and of sitemaps; `None` for what is not there."""
    if folder is None:
        say("skipped: no folder of schemas was named, so answers are only parsed")
        return None, None
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if missing:
        say(f"skipped: {folder} lacks {', '.join(missing)}, so answers are only parsed")
        harvest = None
    else:
        harvest = schema_of(etree, folder, TOGETHER, "together.xsd")
    site = folder / "sitemap.xsd"
    if not site.exists():
        say(f"skipped: {folder} lacks sitemap.xsd")
        return harvest, None
    return harvest, schema_of(etree, folder, site.read_text(), "sitemap.xsd")


def main():
    if len(sys.argv) not in (2, 3):
        say(__doc__)
        return 2
    try:
        from lxml import etree
        from sickle import Sickle
        from sickle import oaiexceptions
    except ImportError as error:
        say(f"skipped: {error}; pip install sickle lxml")
        return 2
    base = sys.argv[1].rstrip("/")
    folder = Path(sys.argv[2]).resolve() if len(sys.argv) == 3 else None
    harvest, site = schemas(etree, folder)
    check = Check()

    def valid(xml, what, schema):
        check.answers += 1
        if schema is not None and not schema.validate(xml):
            check.that(False, f"{what}: {schema.error_log.last_error}")

    class Checked(Sickle):
        """Sickle that looks at every answer before it reads it."""

        def harvest(self, **arguments):
            response = super().harvest(**arguments)
            valid(etree.fromstring(response.http_response.content), str(arguments), harvest)
            return response

    def run(method):
        client = Checked(f"{base}/oai", http_method=method)
        identity = client.Identify()
        check.that(identity.deletedRecord == "persistent", "deletions are persistent")
        check.that(identity.granularity == "YYYY-MM-DDThh:mm:ssZ", "times are told by the second")
        formats = {entry.metadataPrefix for entry in client.ListMetadataFormats()}
        check.that(formats == {"oai_dc", "mods"}, f"formats are {formats}")
        headers = {header.identifier: header for header in client.ListIdentifiers(metadataPrefix="oai_dc")}
        deleted = {name for name, header in headers.items() if header.deleted}
        for prefix in sorted(formats):
            records = {record.header.identifier: record for record in client.ListRecords(metadataPrefix=prefix)}
            check.that(set(records) == set(headers), f"{prefix}: the records are those of the headers")
            without = {name for name, record in records.items() if record.raw.find("<metadata") < 0}
            check.that(without == deleted, f"{prefix}: what is deleted has no description, all else has one")
        by_set = {}
        for entry in client.ListSets():
            members = client.ListIdentifiers(metadataPrefix="oai_dc", set=entry.setSpec)
            by_set[entry.setSpec] = {header.identifier for header in members}
        for name, members in by_set.items():
            told = {
                identifier
                for identifier, header in headers.items()
                if any(spec == name or spec.startswith(name + ":") for spec in header.setSpecs)
            }
            check.that(members == told, f"the set {name} holds what says that it is in it")
        for identifier, header in list(headers.items())[:20]:
            for prefix in sorted(formats):
                record = client.GetRecord(identifier=identifier, metadataPrefix=prefix)
                check.that(record.header.datestamp == header.datestamp, f"{identifier}: one time")
        if headers:
            first = min(header.datestamp for header in headers.values())
            again = client.ListIdentifiers(**{"metadataPrefix": "oai_dc", "from": first})
            check.that({header.identifier for header in again} == set(headers), "all are later than the earliest")
            check.that(identity.earliestDatestamp <= first, "none is earlier than the repository says")
        say(f"{method}: {len(headers)} records, {len(deleted)} deleted, {len(by_set)} sets")
        return client, headers

    client, headers = run("GET")
    run("POST")
    some = next(iter(headers), "oai:x.y:z")
    errors = [
        (oaiexceptions.BadVerb, {"verb": "Nonsense"}),
        (oaiexceptions.BadArgument, {"verb": "ListRecords"}),
        (oaiexceptions.BadArgument, {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}),
        (oaiexceptions.BadArgument, {"verb": "Identify", "identifier": some}),
        (oaiexceptions.BadResumptionToken, {"verb": "ListRecords", "resumptionToken": "x"}),
        (oaiexceptions.CannotDisseminateFormat, {"verb": "ListRecords", "metadataPrefix": "marc21"}),
        (oaiexceptions.IdDoesNotExist, {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": some + "x"}),
        (oaiexceptions.NoRecordsMatch, {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"}),
    ]
    for wanted, arguments in errors:
        query = urllib.parse.urlencode(arguments)
        with urllib.request.urlopen(f"{base}/oai?{query}") as answer:
            xml = etree.fromstring(answer.read())
        valid(xml, query, harvest)
        codes = [error.get("code") for error in xml.findall("oai:error", NAMES)]
        code = wanted.__name__[0].lower() + wanted.__name__[1:]
        check.that(codes == [code], f"{query}: {codes} instead of {code}")

    def sitemap(address):
        with urllib.request.urlopen(address) as answer:
            xml = etree.fromstring(answer.read())
        if xml.tag.endswith("}sitemapindex"):
            parts = [loc.text for loc in xml.findall("site:sitemap/site:loc", NAMES)]
            return [page for part in parts for page in sitemap(part)]
        valid(xml, address, site)
        return [loc.text for loc in xml.findall("site:url/site:loc", NAMES)]

    pages = sitemap(f"{base}/sitemap.xml")
    deleted = sum(header.deleted for header in headers.values())
    check.that(len(pages) == len(headers) - deleted + 1, "the sitemap has the start page and what is not deleted")
    say(f"{check.answers} answers, {len(pages)} pages in the sitemap, {len(check.wrong)} wrong")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
