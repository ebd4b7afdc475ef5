// A search client for InstantSearch.js that asks sco:
//
//   import { scoSearchClient } from "https://HOST/instantsearch.js";
//   instantsearch({ indexName: "sco", searchClient: scoSearchClient({ by: "document" }) });
//
// `base` is the address of the search engine (where this file comes from, if not given), `key` an API key, `by` "document" or
// "passage". An index name that ends in ":date", ":date-asc", ":title" or ":type" sorts the hits, e.g. for the sortBy widget.
// Facets: year, month, type, language, speaker, person, body, event, place, source, status. `filters` holds conditions of sco's
// query language, which are asked beside the question. Hits have objectID, document, title, date, type, language, url, text and passages (of a document).

/** Facets and how the query language calls them. */
const CONDITIONS = {
  year: "year",
  month: "date",
  date: "date",
  type: "type",
  language: "lang",
  lang: "lang",
  speaker: "speaker",
  person: "person",
  body: "issuer",
  event: "event",
  place: "place",
  source: "source",
  status: "status",
};

const WINDOW = 10_000; // hits that can be paged through
const VALUES = 50; // of a facet, the most that a search for them looks at

/** The marks for which InstantSearch itself escapes what stands between them. */
const PLACEHOLDER = "__ais-highlight__";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

const list = (value) => (Array.isArray(value) ? value : value == null ? [] : [value]);
const encode = (text) => encodeURIComponent(String(text).replace(/\p{Cs}/gu, "\uFFFD"));

const address = (path, parameters) => {
  const pairs = Object.entries(parameters).filter(([, value]) => value != null && value !== "");
  return `${path}?${pairs.map(([key, value]) => `${key}=${encode(value)}`).join("&")}`;
};

// ------------------------------------------------------------------------------------------------------------- The question

/** A value as the query language takes it: what is no plain word goes in quotation marks. */
const quoted = (value) => (/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(value) ? value : `"${value.replace(/["“”„＂]/g, " ").trim()}"`);

/** `type:speech`, or `type:-speech` for what is not so. */
const facetCondition = (filter) => {
  const at = String(filter).indexOf(":");
  const name = String(filter).slice(0, at).trim();
  let value = String(filter)
    .slice(at + 1)
    .trim();
  const key = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : null;
  if (at < 0 || !key || !value)
    throw new Error(`The search engine has no facet for “${filter}”; it has ${Object.keys(CONDITIONS).join(", ")}.`);
  const not = value.startsWith("-") ? "-" : "";
  // A value that begins with a minus has a backslash before it.
  value = not ? value.slice(1) : value.replace(/^\\-/, "-");
  return `${not}${key}:${quoted(value)}`;
};

/** `year>=2018`, `year != 2020`, `year:2018 TO 2024`. */
const numericCondition = (filter) => {
  const [, name, sign, first, last] = /^\s*(\w+)\s*(>=|<=|!=|=|>|<|:)\s*(-?[\d.]+)(?:\s+TO\s+(-?[\d.]+))?\s*$/.exec(filter) ?? [];
  if (name !== "year") throw new Error(`The search engine compares years only, e.g. year>=2018; it cannot read “${filter}”.`);
  const [from, to] = [Number(first), Number(last ?? first)];
  const condition = {
    ">=": `year:${Math.ceil(from)}..`,
    ">": `year:${Math.floor(from) + 1}..`,
    "<=": `year:..${Math.floor(from)}`,
    "<": `year:..${Math.ceil(from) - 1}`,
    "=": `year:${from}`,
    "!=": `-year:${from}`,
    ":": from === to ? `year:${from}` : `year:${Math.ceil(from)}..${Math.floor(to)}`,
  };
  return condition[sign];
};

/** Filters nested as Algolia nests them: the outer ones are joined by AND, the inner ones by OR. */
const conditions = (filters, one) =>
  list(filters).map((filter) => {
    const any = list(filter).map(one);
    return any.length > 1 ? `(${any.join(" OR ")})` : any[0];
  });

/** All conditions, beside the question; those written by hand may hold an OR, so that they go in brackets beside others. */
const filterOf = ({ facetFilters, numericFilters, filters }) => {
  const made = [...conditions(facetFilters, facetCondition), ...conditions(numericFilters, numericCondition)];
  const given = typeof filters === "string" ? filters.trim() : "";
  if (given) made.push(made.length ? `(${given})` : given);
  return made.join(" ");
};

// ------------------------------------------------------------------------------------------------------------------ The answer

/** Whether a list of attributes, some with a length as `text:20`, has this one; no list has all. */
const has = (attributes, name) => attributes == null || list(attributes).some((one) => one === "*" || one.split(":")[0] === name);

/** Writes texts with marks around the hits. */
const marker = ({ highlightPreTag = "<em>", highlightPostTag = "</em>" }, answer) => {
  const safe = highlightPreTag === PLACEHOLDER ? (text) => text : escaped;
  const whole = answer.holds === "all" ? "full" : "partial";
  return (runs, text) => {
    const pieces = list(runs).length ? list(runs) : [{ text: String(text ?? ""), hit: false }];
    const words = pieces.filter((run) => run.hit).map((run) => run.text);
    return {
      value: pieces.map((run) => (run.hit ? highlightPreTag + safe(run.text) + highlightPostTag : safe(run.text))).join(""),
      matchLevel: words.length ? whole : "none",
      matchedWords: [...new Set(words)],
      fullyHighlighted: words.length > 0 && words.length === pieces.length,
    };
  };
};

const hitOf = (hit, at, { base, params, question, mark }) => {
  const isDocument = Array.isArray(hit.passages);
  const passages = isDocument ? hit.passages : [hit];
  const ofTitle = passages.find((passage) => passage.zone === "title" && passage.text === hit.title);
  const best = passages.find((passage) => passage !== ofTitle) ?? passages[0] ?? {};
  const { document, title, date, type, language, score } = hit;
  const { text, zone, section, page, footnote, speaker } = best;
  const found = {
    objectID: isDocument ? document : `${document}#${at}`,
    document,
    title,
    date,
    type,
    language,
    score,
    text,
    zone,
    section,
    page,
    footnote,
    speaker,
    url: address(`${base}/documents/${encode(document)}`, { q: question }),
    _highlightResult: {},
    _snippetResult: {},
  };
  if (isDocument) found.passages = passages;
  if (has(params.attributesToHighlight, "title")) found._highlightResult.title = mark(ofTitle?.runs, title);
  if (has(params.attributesToHighlight, "text")) found._highlightResult.text = mark(best.runs, text);
  if (has(params.attributesToSnippet, "text")) found._snippetResult.text = mark(best.runs, text);
  return found;
};

/** The part of a result that does not depend on an answer. */
const frame = ({ indexName, params }) => {
  const page = Math.max(0, Number(params.page) || 0);
  const hitsPerPage = params.hitsPerPage == null ? 20 : Math.max(0, Number(params.hitsPerPage) || 0);
  return {
    index: indexName,
    query: params.query ?? "",
    params: address("", params).slice(1),
    page,
    hitsPerPage,
    hits: [],
    nbHits: 0,
    nbPages: 0,
    facets: {},
    processingTimeMS: 0,
    exhaustiveNbHits: true,
    exhaustiveFacetsCount: true,
  };
};

const facetsOf = (answer) => {
  const facets = {};
  for (const [name, values] of Object.entries(answer.facets ?? {}))
    facets[name] = Object.fromEntries(list(values).map(({ value, count }) => [value, count]));
  return facets;
};

/** Bounds of the years, for sliders. */
const statistics = ({ year }) => {
  const years = Object.keys(year ?? {})
    .map(Number)
    .filter(Number.isFinite);
  if (!years.length) return {};
  const sum = years.reduce((all, one) => all + one, 0);
  return { facets_stats: { year: { min: Math.min(...years), max: Math.max(...years), avg: sum / years.length, sum } } };
};

// ------------------------------------------------------------------------------------------------------------------ The client

/** Why there is no answer, in words. */
const failure = async (response) => {
  const problem = await response.json().catch(() => ({}));
  const said = [problem?.detail, problem?.next].filter((text) => typeof text === "string").join(" ");
  const wait = Number(response.headers.get("Retry-After"));
  const when = wait > 0 ? `in ${wait} second${wait === 1 ? "" : "s"}` : "a little later";
  const { status } = response;
  const text =
    status === 429
      ? `Too many searches in a short time; try again ${when}.`
      : status >= 500
        ? `The search engine is not available; try again ${when}.`
        : status === 401 || status === 403
          ? "The search engine does not accept the API key; see that it is right."
          : said || `The search engine refuses this question (${status}); put it differently.`;
  return Object.assign(new Error(text), { status });
};

/** A client for `instantsearch({ searchClient })`. */
export const scoSearchClient = ({ base = new URL(".", import.meta.url).href, key, by = "document" } = {}) => {
  const { protocol, origin, pathname } = new URL(base, globalThis.location?.href);
  if (!/^https?:$/.test(protocol)) throw new Error(`“${base}” is no web address of a search engine.`);
  const root = origin + pathname.replace(/\/+$/, "");

  const ask = async (parameters) => {
    const url = address(`${root}/api/v1/search`, { ...parameters, by });
    // The key in a header, for addresses end up in logs; and only if there is one, for it costs a request of permission.
    const headers = { Accept: "application/json", ...(key && { "X-API-Key": key }) };
    const response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", headers }).catch(() => {
      throw new Error("The search engine cannot be reached; check the connection and try again.");
    });
    if (!response.ok) throw await failure(response);
    return response.json().catch(() => {
      throw new Error("The answer of the search engine cannot be read; try again a little later.");
    });
  };

  /** The parameters of a request, wherever the version of InstantSearch puts them. */
  const parametersOf = ({ indexName, type, facet, params, ...others }) => ({ ...others, ...params });

  const searchOne = async (request) => {
    const params = parametersOf(request);
    const result = frame({ indexName: request.indexName, params });
    const question = (params.query ?? "").trim();
    if (!question) return result;
    const filter = filterOf(params);
    const { page, hitsPerPage } = result;
    const facets = list(params.facets);
    const limit = Math.max(1, Math.min(hitsPerPage, WINDOW - page * hitsPerPage));
    const offset = Math.min(page * hitsPerPage, WINDOW - limit);
    const [, sort] = /:(date|date-asc|title|type|relevance)$/.exec(request.indexName ?? "") ?? [];
    const facet = facets.includes("*") ? null : facets.join(",");
    const answer = await ask({ q: question, filter, limit, offset: offset || null, sort, facet });
    const total = answer.total ?? {};
    const counted = (by === "passage" ? total.passages : total.documents) ?? 0;
    const mark = marker(params, answer);
    const context = { base: root, params, question: answer.corrected ?? question, mark };
    const isPage = hitsPerPage > 0 && page * hitsPerPage < WINDOW;
    const values = facetsOf(answer);
    return {
      ...result,
      hits: isPage
        ? list(answer.hits)
            .slice(0, hitsPerPage)
            .map((hit, i) => hitOf(hit, offset + i, context))
        : [],
      nbHits: counted,
      nbPages: hitsPerPage ? Math.ceil(Math.min(counted, WINDOW) / hitsPerPage) : 0,
      facets: values,
      ...statistics(values),
      processingTimeMS: Math.round(answer.took_ms ?? 0),
      // Documents are always counted; passages may be counted in the best documents only.
      exhaustiveNbHits: by !== "passage" || !total.at_least,
      exhaustiveFacetsCount: !list(answer.facets_cut).length,
    };
  };

  const searchFacetOne = async (request) => {
    const { facetName = request.facet, facetQuery = "", maxFacetHits = 10, ...params } = parametersOf(request);
    const result = await searchOne({
      ...request,
      type: undefined,
      params: { ...params, facets: [facetName], hitsPerPage: 0, page: 0 },
    });
    const wanted = facetQuery.trim().toLowerCase();
    const { highlightPreTag = "<em>", highlightPostTag = "</em>" } = params;
    const safe = highlightPreTag === PLACEHOLDER ? (text) => text : escaped;
    const shown = (value) => {
      const at = wanted ? value.toLowerCase().indexOf(wanted) : -1;
      const end = at + wanted.length;
      if (at < 0) return safe(value);
      return safe(value.slice(0, at)) + highlightPreTag + safe(value.slice(at, end)) + highlightPostTag + safe(value.slice(end));
    };
    const facetHits = Object.entries(result.facets[facetName] ?? {})
      .filter(([value]) => value.toLowerCase().includes(wanted))
      .sort((a, b) => b[1] - a[1])
      .slice(0, Math.min(maxFacetHits, VALUES))
      .map(([value, count]) => ({ value, highlighted: shown(value), count }));
    return { facetHits, exhaustiveFacetsCount: result.exhaustiveFacetsCount, processingTimeMS: result.processingTimeMS };
  };

  return {
    search: async (requests) => ({
      results: await Promise.all(
        list(requests).map((request) => (request.type === "facet" ? searchFacetOne(request) : searchOne(request))),
      ),
    }),
    searchForFacetValues: (requests) => Promise.all(list(requests).map(searchFacetOne)),
  };
};
