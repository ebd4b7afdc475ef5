// Two small servers: one that answers like the search engine, one that plays the web site of somebody else.

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { completions, documents } from "./data.mjs";

const ASSETS = new URL("../../../crates/query/assets/", import.meta.url);
const MODULES = new URL("../node_modules/", import.meta.url);

const listen = async (handler) => {
  const server = createServer(handler);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { base: `http://127.0.0.1:${server.address().port}`, close };
};

const sendFile = (response, url, type) => {
  response.setHeader("Content-Type", `${type}; charset=utf-8`);
  createReadStream(fileURLToPath(url))
    .on("error", () => response.writeHead(404).end())
    .pipe(response);
};

// ----------------------------------------------------------------------------------------------------- The search engine

const fold = (text) => text.toLowerCase();

/** Conditions, each a list of which one has to be met; brackets only around conditions that are joined by OR. */
const conditionsOf = (filter) => {
  const TOKEN = /-?[a-z]+:(?:"[^"]*"|[^\s()]+)|[()]/g;
  const conditions = [];
  let group = null;
  for (const token of filter.match(TOKEN) ?? []) {
    const [, not, key, value] = /^(-?)(type|lang|year|date|place):"?([^"]*)"?$/.exec(token) ?? [];
    if (token === "(") conditions.push((group = []));
    else if (token === ")") group = null;
    else if (group) group.push({ not, key, value });
    else conditions.push([{ not, key, value }]);
  }
  return conditions;
};

const wordsOf = (question) =>
  (question.match(/"[^"]*"|[^\s()]+/g) ?? []).filter((word) => word !== "OR").map((word) => word.replace(/["“”]/g, ""));

const meets = (document, { not, key, value }) => {
  const year = Number(document.date.slice(0, 4));
  const [first, last = first] = value.split("..");
  const is = {
    type: () => document.type === value,
    lang: () => document.language === value || document.language.startsWith(`${value}-`),
    place: () => document.place.includes(value),
    date: () => document.date.startsWith(value),
    year: () => year >= Number(first || 0) && year <= Number(last || 9999),
  }[key]();
  return not ? !is : is;
};

const cut = (text, words) => {
  const runs = [];
  let rest = text;
  while (rest) {
    const places = words.map((word) => [fold(rest).indexOf(fold(word)), word.length]).filter(([at]) => at >= 0);
    const [at, length] = places.sort((a, b) => a[0] - b[0])[0] ?? [rest.length, 0];
    if (at) runs.push({ text: rest.slice(0, at), hit: false });
    if (length) runs.push({ text: rest.slice(at, at + length), hit: true });
    rest = rest.slice(at + length);
  }
  return runs;
};

const passagesOf = (document, words) => {
  const passages = document.sentences.map((text, i) => ({
    zone: i ? "note" : "body",
    section: i ? [] : ["一、总则", "（二）会议"],
    page: 9 + i,
    footnote: i ? { page: 9 + i, number: 1 } : null,
    text,
  }));
  if (document.title) passages.unshift({ zone: "title", section: [], page: null, footnote: null, text: document.title });
  const holds = ({ text }) => words.some((word) => fold(text).includes(fold(word)));
  return passages.filter(holds).map((passage) => ({ ...passage, runs: cut(passage.text, words) }));
};

const search = (asked) => {
  const question = asked.get("q");
  const [limit, offset] = [Number(asked.get("limit") ?? 10), Number(asked.get("offset") ?? 0)];
  const conditions = conditionsOf(asked.get("filter") ?? "");
  let words = wordsOf(question);
  const answer = { query: question, took_ms: 1.25, holds: "all", expansions: [], suggestions: [] };
  if (words[0] === "shanghai" && words[1] === "jingshen") {
    answer.corrected = question.replace("shanghai jingshen", "上海精神");
    words = ["上海精神"];
    answer.suggestions = [question.replace("shanghai jingshen", "上海 精神")];
  }
  if (words.includes("上合") && asked.get("expand") !== "false") {
    answer.expansions = [{ term: "上合", added: ["上海精神", "Shanghai Spirit", "шанхайский дух"], forms: false }];
    words = ["上海精神"];
  }
  const all = documents.filter((document) => {
    const text = fold([document.title ?? "", ...document.sentences].join("\n"));
    return (
      words.every((word) => text.includes(fold(word))) && conditions.every((group) => group.some((one) => meets(document, one)))
    );
  });
  // Questions that are numbers, for the plurals: so many documents are found.
  const wanted = /^found(\d+)$/.exec(words[0])?.[1];
  const found = wanted ? documents.slice(0, Number(wanted)) : all;
  if (wanted) words = ["上海精神"];
  const described = ({ document, title, date, type, language }) => ({ document, title, date, type, language, score: 7.5 });
  const hits =
    asked.get("by") === "passage"
      ? found.flatMap((document) => passagesOf(document, words).map((passage) => ({ ...described(document), ...passage })))
      : found.map((document) => ({ ...described(document), passages: passagesOf(document, words) }));
  const passages = found.flatMap((document) => passagesOf(document, words)).length;
  answer.total = {
    documents: found.length,
    passages,
    occurrences: passages,
    added: 0,
    occurrences_by_zone: { body: passages },
    at_least: words.includes("大约"),
  };
  const count = (value) => {
    const counts = {};
    for (const document of found) counts[value(document)] = (counts[value(document)] ?? 0) + 1;
    return Object.entries(counts)
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count);
  };
  const FACETS = { year: (d) => d.date.slice(0, 4), type: (d) => d.type, language: (d) => d.language, place: (d) => d.place };
  answer.facets = {};
  for (const name of (asked.get("facet") ?? "year,type,language").split(","))
    if (FACETS[name]) answer.facets[name] = count(FACETS[name]);
  if (!found.length) {
    answer.holds = "nothing";
    answer.nothing = {
      terms: words.map((text) => ({ text, documents: text === "青湖" ? 2 : 0, occurrences: 0 })),
      pairs: [],
      relaxation: { query: "青湖", change: "term", what: [], documents: 2, holds: "all" },
      corpus: {},
    };
  }
  answer.hits = hits.slice(offset, offset + limit);
  return answer;
};

const suggest = (asked) => {
  const question = asked.get("q");
  return {
    query: question,
    completions: completions.filter(({ text }) => fold(text).startsWith(fold(question))).slice(0, Number(asked.get("limit"))),
  };
};

/** Answers like the search engine. `requests` are the addresses asked for; `misbehave(function)` answers for it where it gives true. */
export const startEngine = async () => {
  const requests = [];
  let trick = null;
  const server = await listen(async (request, response) => {
    const url = new URL(request.url, "http://engine");
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "X-API-Key");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    requests.push({ path: url.pathname, asked: url.searchParams, headers: request.headers });
    response.setHeader("Access-Control-Expose-Headers", "Retry-After");
    response.setHeader("Cache-Control", "no-store");
    const json = (value, status = 200, type = "application/json") =>
      response.writeHead(status, { "Content-Type": type }).end(JSON.stringify(value));
    if (await trick?.(url, response, json)) return;
    if (url.pathname === "/embed.js" || url.pathname === "/instantsearch.js")
      return sendFile(response, new URL(`.${url.pathname}`, ASSETS), "text/javascript");
    if (url.pathname === "/api/v1/search") {
      const question = url.searchParams.get("q") ?? "";
      if (question.trim()) return json(search(url.searchParams));
      const problem = {
        type: "about:blank",
        title: "Bad request",
        status: 400,
        detail: "the question holds no letter",
        next: "type a word",
      };
      return json(problem, 400, "application/problem+json");
    }
    if (url.pathname === "/api/v1/suggest") return json(suggest(url.searchParams));
    if (url.pathname === "/search" || url.pathname.startsWith("/documents/")) {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      return response.end("<!doctype html><html lang=en><title>Search site</title><h1>Search site</h1></html>");
    }
    response.writeHead(404).end();
  });
  const of = (path) => requests.filter((request) => request.path === `/api/v1/${path}`);
  return {
    ...server,
    requests,
    searches: () => of("search"),
    suggests: () => of("suggest"),
    forget: () => (requests.length = 0),
    misbehave: (how) => (trick = how),
  };
};

// --------------------------------------------------------------------------------------------------- Somebody's web site

/** Serves pages given to `page(body, options)` under a strict Content Security Policy, or the one given with a page; gives their addresses. */
export const startPortal = async (engine) => {
  const pages = new Map();
  const origin = engine && new URL(engine).origin;
  const strict = `default-src 'none'; script-src ${origin}; connect-src ${origin}; form-action ${origin}; base-uri 'none'; require-trusted-types-for 'script'`;
  const server = await listen((request, response) => {
    const path = new URL(request.url, "http://portal").pathname;
    if (path.startsWith("/modules/"))
      return sendFile(response, new URL(path.slice("/modules/".length), MODULES), "text/javascript");
    const page = pages.get(path);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, {
      "Content-Type": `${page.type}; charset=utf-8`,
      "Content-Security-Policy": page.policy ?? strict,
      "Referrer-Policy": "no-referrer",
    });
    response.end(page.text);
  });
  const add = (text, type, policy) => {
    const path = `/${pages.size + 1}`;
    pages.set(path, { text, type, policy });
    return server.base + path;
  };
  return {
    ...server,
    file: (text, type) => add(text, type),
    page: (body, { lang = "zh-Hans", script = `<script src="${engine}/embed.js" defer></script>`, policy, attributes = "" } = {}) =>
      add(
        `<!doctype html><html lang="${lang}"${attributes}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
          `<title>Portal of Green Lake</title>${script}</head><body><main><h1>青湖门户</h1>${body}</main></body></html>`,
        "text/html",
        policy,
      ),
  };
};
