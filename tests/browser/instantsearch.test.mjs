// InstantSearch.js, as it is published, with the search client of sco.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { launch, open, shoot } from "./support/browser.mjs";
import { MADE_UP, engine } from "./support/engine.mjs";
import { startPortal } from "./support/server.mjs";

const QUESTION = "上海精神";
let browser, portal, opened;

before(async () => {
  [browser, portal] = await Promise.all([launch(), startPortal(engine.base)]);
});
after(async () => {
  await browser?.close();
  await Promise.all([portal?.close(), engine.close()]);
});
afterEach(() => {
  const page = opened;
  opened = null;
  if (page) assert.deepEqual(page.complaints, [], "the page complains of nothing");
});

const APP = (base) => `
  import { scoSearchClient } from "${base}/instantsearch.js";
  const { widgets } = window.instantsearch;
  const search = window.instantsearch({ indexName: "sco", searchClient: scoSearchClient({ by: document.documentElement.dataset.by }) });
  search.on("error", ({ error }) => { document.querySelector("#error").textContent = error.message; });
  search.addWidgets([
    widgets.configure({ hitsPerPage: 10 }),
    widgets.searchBox({ container: "#box" }),
    widgets.stats({ container: "#stats" }),
    widgets.refinementList({ container: "#types", attribute: "type" }),
    widgets.refinementList({ container: "#languages", attribute: "language", searchable: true }),
    widgets.rangeInput({ container: "#years", attribute: "year" }),
    widgets.sortBy({ container: "#sort", items: [{ label: "best", value: "sco" }, { label: "newest", value: "sco:date" }] }),
    widgets.pagination({ container: "#pages" }),
    widgets.hits({
      container: "#hits",
      templates: {
        item: (hit, { html, components }) => html\`<article id=\${hit.objectID}>
          <h2><a href=\${hit.url}>\${components.Highlight({ attribute: "title", hit })}</a></h2>
          <p lang=\${hit.language}>\${components.Snippet({ attribute: "text", hit })}</p></article>\`,
      },
    }),
  ]);
  search.start();
`;

const visit = async ({ by = "document" } = {}) => {
  engine.forget?.();
  const app = portal.file(APP(engine.base), "text/javascript");
  const { origin } = new URL(engine.base);
  const policy = `default-src 'none'; script-src 'self' ${origin}; connect-src ${origin}; base-uri 'none'`;
  const script =
    `<script src="${portal.base}/modules/instantsearch.js/dist/instantsearch.production.min.js" defer></script>` +
    `<script type="module" src="${app}"></script>`;
  const ids = ["box", "stats", "types", "languages", "years", "sort", "pages", "hits", "error"];
  const body = ids.map((id) => `<div id="${id}"></div>`).join("");
  opened = await open(browser, portal.page(body, { script, policy, attributes: ` data-by="${by}"` }), { isReady: false });
  await opened.locator("#box input").waitFor();
  return opened;
};
const titles = (page) => page.locator("#hits h2");
const ask = async (page, question = QUESTION) => {
  await page.locator("#box input").fill(question);
  await page.locator("#hits mark").first().waitFor();
};
/** Waits until a locator has so many elements. */
const counts = async (locator, n) => {
  for (const end = Date.now() + 5000; Date.now() < end; await new Promise((next) => setTimeout(next, 30)))
    if ((await locator.count()) === n) return;
  assert.equal(await locator.count(), n);
};
describe("InstantSearch.js", () => {
  test("shows nothing, and no mistake, before something is asked", async () => {
    const page = await visit();
    assert.equal(await page.locator("#hits article").count(), 0);
    assert.equal(await page.locator("#error").textContent(), "");
    assert.match(await page.locator("#stats").textContent(), /No results/);
  });

  test("shows hits with marks, and links to the reading page", async () => {
    const page = await visit();
    await ask(page);
    assert.match(await page.locator("#hits mark").first().textContent(), /上海精神|Shanghai Spirit|шанхайск/i);
    const href = await titles(page).first().locator("a").getAttribute("href");
    assert.ok(href.startsWith(`${engine.base}/documents/`), href);
    assert.match(await page.locator("#stats").textContent(), /^\d+ results? found/);
    await shoot(page, "instantsearch");
  });

  test("escapes what would be markup exactly once", MADE_UP, async () => {
    const page = await visit();
    await ask(page);
    const texts = await titles(page).allTextContents();
    assert.ok(texts.includes("<script>alert(1)</script>"));
    assert.ok(texts.includes('"><img src=x onerror="window.harmed=1">'));
    assert.ok(texts.includes("铁路 & 公路 <b>联运</b> 的“上海精神”"), texts.join("\n"));
    assert.equal(await page.locator("#hits").locator("img, script, b").count(), 0);
    assert.equal(await page.locator("[id='made-up/6'] h2 mark").textContent(), QUESTION);
  });

  test("narrows by facets, which keep their other values", MADE_UP, async () => {
    const page = await visit();
    await ask(page);
    const types = page.locator("#types li");
    await counts(types, 3);
    assert.match(await types.first().textContent(), /(speech|report|declaration)\s*12/);
    await types.filter({ hasText: "speech" }).locator("input").check();
    await page.locator("#stats").getByText("12 results").waitFor();
    await counts(types, 3);
    await types.filter({ hasText: "report" }).locator("input").check();
    await page.locator("#stats").getByText("24 results").waitFor();
    await page.locator("#languages li").filter({ hasText: "ru" }).locator("input").check();
    await page.locator("#stats").getByText("6 results").waitFor();
    const asked = engine.searches().map((request) => request.asked.get("filter") ?? "");
    const narrowed = /^(?=.*\(type:(speech OR type:report|report OR type:speech)\))(?=.*lang:ru)/;
    assert.ok(
      asked.some((filter) => narrowed.test(filter)),
      asked.join("\n"),
    );
    assert.ok(engine.searches().every((request) => request.asked.get("q") === QUESTION));
  });

  test("narrows by years, sorts, and looks for values of a facet", MADE_UP, async () => {
    const page = await visit();
    await ask(page);
    const years = page.locator("#years input");
    assert.equal(await years.first().getAttribute("min"), "2016");
    await years.first().fill("2023");
    await page.locator("#years button").click();
    await page.locator("#stats").getByText("8 results").waitFor();
    await page.locator("#sort select").selectOption("sco:date");
    await page.waitForTimeout(300);
    assert.equal(engine.searches().at(-1).asked.get("sort"), "date");
    assert.equal(
      engine
        .searches()
        .findLast(({ asked }) => asked.get("limit") === "10")
        .asked.get("filter"),
      "year:2023..",
    );
    await page.locator("#languages input[type=search]").fill("zh");
    await counts(page.locator("#languages li"), 1);
    assert.match(await page.locator("#languages li").textContent(), /zh-Hans/);
  });

  test("turns pages", async () => {
    const page = await visit();
    await ask(page);
    const first = await page.locator("#hits article").evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(first.length, 10);
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.url().includes("offset=10")),
      page.locator("#pages").getByText("2", { exact: true }).click(),
    ]);
    await (await request.response()).finished();
    await page.waitForFunction((id) => document.querySelector("#hits article").id !== id, first[0]);
    const second = await page.locator("#hits article").evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(new Set([...first, ...second]).size, first.length + second.length, "no hit twice");
  });

  test("shows passages, each with an identifier of its own", async () => {
    const page = await visit({ by: "passage" });
    await ask(page);
    const ids = await page.locator("#hits article").evaluateAll((all) => all.map(({ id }) => id));
    assert.equal(new Set(ids).size, 10);
    assert.ok(
      ids.every((id) => /#\d+$/.test(id)),
      ids.join(),
    );
  });

  test("is told in words what went wrong", MADE_UP, async () => {
    const page = await visit();
    engine.misbehave((url, response, json) => {
      response.setHeader("Retry-After", "7");
      return url.pathname.endsWith("/search") && (json({}, 429), true);
    });
    await page.locator("#box input").fill(QUESTION);
    await page.getByText("Too many searches in a short time; try again in 7 seconds.").waitFor();
    engine.misbehave(null);
    opened.complaints = opened.complaints.filter((text) => !text.includes("Too many searches"));
  });
});

describe("the search client by itself", MADE_UP, () => {
  let client;
  before(async () => {
    const { scoSearchClient } = await import("../../crates/query/assets/instantsearch.js");
    client = scoSearchClient({ base: `${engine.base}/`, key: "k" });
    engine.forget();
  });
  const one = async (params, indexName = "sco") => (await client.search([{ indexName, params }])).results[0];
  const asked = () => engine.searches().at(-1).asked;

  test("answers as Algolia does", async () => {
    const result = await one({
      query: QUESTION,
      page: 1,
      hitsPerPage: 7,
      facets: ["type", "year"],
      highlightPreTag: "<em>",
      highlightPostTag: "</em>",
    });
    const { hits, facets, nbHits, nbPages, page, hitsPerPage, processingTimeMS, exhaustiveNbHits, query, params, index } = result;
    assert.deepEqual(
      { nbHits, nbPages, page, hitsPerPage, processingTimeMS, exhaustiveNbHits, query, index },
      {
        nbHits: 36,
        nbPages: 6,
        page: 1,
        hitsPerPage: 7,
        processingTimeMS: 1,
        exhaustiveNbHits: true,
        query: QUESTION,
        index: "sco",
      },
    );
    assert.match(params, /hitsPerPage=7/);
    assert.equal(hits.length, 7);
    assert.equal(hits[0].objectID, "made-up/8");
    assert.deepEqual(facets.type, { speech: 12, declaration: 12, report: 12 });
    assert.equal(result.facets_stats.year.max, 2024);
    assert.deepEqual(Object.fromEntries(asked()), {
      q: QUESTION,
      limit: "7",
      offset: "7",
      facet: "type,year",
      by: "document",
    });
    assert.equal(engine.searches().at(-1).headers["x-api-key"], "k");
  });

  test("escapes texts where the marks are real markup", async () => {
    const { hits } = await one({ query: QUESTION, hitsPerPage: 6, highlightPreTag: "<b>", highlightPostTag: "</b>" });
    assert.equal(hits[5]._highlightResult.title.value, "铁路 &amp; 公路 &lt;b&gt;联运&lt;/b&gt; 的“<b>上海精神</b>”");
    assert.equal(hits[5]._highlightResult.title.matchLevel, "full");
    assert.equal(hits[4]._highlightResult.title.value, "&quot;&gt;&lt;img src=x onerror=&quot;window.harmed=1&quot;&gt;");
    assert.equal(hits[4]._highlightResult.title.matchLevel, "none");
    assert.match(hits[0]._snippetResult.text.value, /^与会各方重申“<b>上海精神<\/b>”/);
  });

  test("writes filters in the query language", async () => {
    const params = {
      query: "青湖 OR 灯塔港",
      facetFilters: [["type:speech", "type:report"], "language:zh-Hans", "place:New Harbour", "type:-declaration"],
      numericFilters: ["year>=2018", "year<2024", ["year=2019", "year:2020 TO 2022"]],
      filters: "place:青湖 OR place:New",
    };
    await one(params);
    assert.equal(asked().get("q"), params.query);
    assert.equal(
      asked().get("filter"),
      '(type:speech OR type:report) lang:zh-Hans place:"New Harbour" -type:declaration year:2018.. year:..2023 ' +
        "(year:2019 OR year:2020..2022) (place:青湖 OR place:New)",
    );
    await one({ query: QUESTION, filters: " place:青湖 OR place:New " });
    assert.equal(asked().get("filter"), "place:青湖 OR place:New");
  });

  test("asks nothing when nothing is asked", async () => {
    engine.forget();
    const result = await one({ query: "　 ", facetFilters: ["type:speech"] });
    assert.deepEqual([result.hits, result.nbHits, result.nbPages], [[], 0, 0]);
    assert.equal(engine.requests.length, 0);
  });

  test("looks for values of a facet", async () => {
    const [{ facetHits }] = await client.searchForFacetValues([
      { indexName: "sco", params: { facetName: "place", facetQuery: "harb", query: QUESTION } },
    ]);
    assert.deepEqual(facetHits, [{ value: "New Harbour", highlighted: "New <em>Harb</em>our", count: 12 }]);
  });

  test("says what it cannot do, and what went wrong", async () => {
    await assert.rejects(one({ query: "x", facetFilters: ["colour:red"] }), /no facet for “colour:red”; it has year, month/);
    await assert.rejects(one({ query: "x", numericFilters: ["price>3"] }), /compares years only/);
    engine.misbehave((url, response, json) => (json({ detail: "the question has too many terms", next: "ask two" }, 400), true));
    await assert.rejects(one({ query: "x" }), /^Error: the question has too many terms ask two$/);
    engine.misbehave((url, response, json) => (json({}, 503), true));
    await assert.rejects(one({ query: "x" }), /not available; try again a little later/);
    engine.misbehave(null);
  });
});
