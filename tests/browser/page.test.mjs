// The pages of the program itself: SCO_BASE is its address over the sample corpus, or SCO_PROGRAM the program, which is then started.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { launch, open, shoot, wrongs } from "./support/browser.mjs";
import { startProgram } from "./support/program.mjs";
import { startPortal } from "./support/server.mjs";

const QUESTION = "上海精神";
const NAMES = /上海精神|Shanghai Spirit|Spirit of Shanghai|шанхайск/i; // what is looked for with it
const MARKUP = "<script>alert(1)</script>";
const BROKEN = '"><img src=x onerror=alert(1)>';
const HOSTILE = {
  id: "hostile",
  title: MARKUP,
  body: `${BROKEN} harmless words, ${QUESTION}.`,
  language: "en",
  type: "speech",
  date: "2020-01-02",
  place: "<b>place</b>",
  event: BROKEN,
};
// What every page is looked at for: address, and in which language.
const PAGES = [
  "/",
  `/search?q=${encodeURIComponent(QUESTION)}`,
  "/search?q=Shangai+Spirit&by=passage&type=academic-article",
  `/search?q=${encodeURIComponent(`${QUESTION} 火星人`)}`,
  `/documents/essay-shanghai-spirit?q=${encodeURIComponent(QUESTION)}`,
  "/documents/hos-2018-qingdao.ru",
  "/help",
  "/api",
  "/documents/missing",
];

let browser, sample, hostile, portal, opened;
const hosts = new Set(); // that any page asked
const ours = new Set();

before(async () => {
  const base = process.env.SCO_BASE?.replace(/\/+$/, "");
  [browser, sample] = await Promise.all([launch(), base ? { base, close: async () => {} } : startProgram()]);
  // The portal has to know the search engine for its policy, and the search engine the portal: one is told afterwards.
  portal = await startPortal();
  hostile = await startProgram({ documents: [HOSTILE], origins: portal.base });
});
after(async () => {
  await browser?.close();
  await Promise.all([sample, hostile, portal].map((server) => server?.close()));
});
afterEach(async () => {
  const page = opened;
  opened = null;
  if (page) assert.deepEqual(page.complaints, [], "the page complains of nothing");
});

const visit = async (path, options = {}) => {
  const url = path.startsWith("http") ? path : sample.base + path;
  // Wide enough for the filters to stand open.
  opened = await open(browser, url, { isReady: false, viewport: { width: 1200, height: 900 }, ...options }, async (page) => {
    await page.context().clearCookies();
    if (page.listenedTo) return;
    page.listenedTo = true;
    page.on("request", (request) => /^http/.test(request.url()) && hosts.add(new URL(request.url()).host));
  });
  return opened;
};
const field = (page) => page.locator("#q");
const hits = (page) => page.locator("li.hit");
const options = (page) => page.locator("#suggestions [role=option]");
const chips = (page) => page.locator(".chips");
const search = (question) => `/search?q=${encodeURIComponent(question)}`;
const asked = (page, name = "q") => new URL(page.url()).searchParams.get(name);
const documents = async (page) => Number(/^\d+/.exec(await page.locator(".sum").textContent())[0]);
const goes = (page, act, to = "**/search?**") => Promise.all([page.waitForURL(to), act]);
/** Follows a link to another page. */
const follow = async (page, link) => {
  const before = page.url();
  await link.click();
  await page.waitForURL((url) => url.href !== before);
};

const light = (colour) => {
  const parts = colour.match(/[\d.]+/g).slice(0, 3);
  const linear = parts.map(Number).map((part) => (part <= 10 ? part / 3295 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
};
const contrast = (one, other) => {
  const [less, more] = [light(one), light(other)].sort((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
};
const colours = (page, selector = "body") =>
  page.locator(selector).first().evaluate((element) => {
    const { color } = getComputedStyle(element);
    return [getComputedStyle(document.body).backgroundColor, color];
  });

describe("searching", () => {
  test("is typing and Enter", async () => {
    const page = await visit("/");
    await field(page).fill(QUESTION);
    await goes(page, field(page).press("Enter"));
    assert.equal(asked(page), QUESTION);
    assert.equal(await field(page).inputValue(), QUESTION);
    assert.equal(await hits(page).count(), 10);
    for (const mark of await page.locator("li.hit mark").allTextContents()) assert.match(mark, NAMES);
    assert.ok((await documents(page)) >= 16);
    assert.match(await page.title(), new RegExp(QUESTION));
  });

  test("is narrowed by a facet, and widened by taking its chip away", async () => {
    const page = await visit(search("合作"));
    const all = await documents(page);
    const facet = page.locator(".facet li").filter({ hasText: "academic article" });
    const counted = Number(await facet.locator("span").textContent());
    assert.ok(counted > 0 && counted < all);
    await follow(page, facet.locator("a"));
    assert.equal(asked(page, "type"), "academic-article");
    assert.equal(await documents(page), counted, "as many as the facet says");
    for (const meta of await page.locator("li.hit .meta").allTextContents()) assert.match(meta, /academic article/);
    await follow(page, chips(page).getByRole("link", { name: "remove Type: academic article" }));
    assert.equal(asked(page, "type"), null);
    assert.equal(await documents(page), all);
  });

  test("is narrowed by a condition in the address, which is a chip too", async () => {
    const page = await visit(`${search("合作 OR Shanghai")}&filter=${encodeURIComponent("lang:en")}`);
    for (const hit of await hits(page).all()) assert.match(await hit.getAttribute("lang"), /^en/);
    const narrowed = await documents(page);
    await follow(page, chips(page).getByRole("link", { name: /lang:en/ }));
    assert.equal(asked(page, "filter"), null);
    assert.ok((await documents(page)) > narrowed);
  });

  test("is sorted by date, either way", async () => {
    const page = await visit(search("合作"));
    for (const [name, sort, sign] of [
      ["newest first", "date", -1],
      ["oldest first", "date-asc", 1],
    ]) {
      await follow(page, page.getByRole("link", { name }));
      assert.equal(asked(page, "sort"), sort);
      // Below a hit may stand what other versions of it there are, with a colon.
      const metas = (await page.locator("li.hit .meta").allTextContents()).filter((meta) => !meta.includes(": "));
      const years = metas.map((meta) => Number(meta.match(/\b(?:19|20)\d{2}\b/)?.[0]));
      assert.equal(years.length, 10);
      assert.deepEqual(years, years.toSorted((a, b) => sign * (a - b)));
      assert.ok(await page.locator(".ways strong").filter({ hasText: name }).isVisible(), "and says so");
    }
  });

  test("is by sentence, and stays so", async () => {
    const page = await visit(search(QUESTION));
    await follow(page, page.getByRole("link", { name: "by sentence" }));
    assert.equal(asked(page, "by"), "passage");
    for (const hit of await hits(page).all()) assert.equal(await hit.locator("blockquote").count(), 1);
    await field(page).fill("反恐");
    await goes(page, field(page).press("Enter"), "**/search?q=%E5%8F%8D%E6%81%90*");
    assert.equal(asked(page, "by"), "passage");
  });

  test("leaves other names out when they are taken away", async () => {
    const page = await visit(search(QUESTION));
    const all = await documents(page);
    assert.match(await chips(page).textContent(), /also:.*Shanghai Spirit/s);
    await follow(page, chips(page).getByRole("link", { name: "only what I typed" }));
    assert.equal(asked(page, "expand"), "false");
    assert.doesNotMatch(await chips(page).textContent(), /Shanghai Spirit/);
    for (const mark of await page.locator("li.hit mark").allTextContents()) assert.equal(mark, QUESTION);
    assert.ok((await documents(page)) < all);
    await follow(page, chips(page).getByRole("link", { name: "other names too" }));
    assert.equal(await documents(page), all);
  });

  test("says what it took a mistyped question for, and asks back", async () => {
    const page = await visit(search("shanghai jingshen"));
    assert.match(await page.locator("p.say").first().textContent(), new RegExp(`Nothing holds what you typed; showing ${QUESTION}`));
    assert.ok((await hits(page).count()) > 0);
    const suggested = page.locator("p.say").filter({ hasText: "Did you mean" }).locator("a").first();
    const text = await suggested.textContent();
    await follow(page, suggested);
    assert.equal(asked(page), text);
  });

  test("says honestly that there is nothing, of what, and what would find something", async () => {
    const page = await visit(search(`${QUESTION} 火星人`));
    assert.equal(await hits(page).count(), 0);
    assert.equal(await documents(page), 0);
    const nothing = page.locator(".nothing");
    assert.match(await nothing.textContent(), /Nothing found:.*火星人: 0 documents.*The collection: 94 documents, 2001–2026/s);
    await follow(page, nothing.locator("p a").first());
    assert.equal(asked(page), QUESTION);
    assert.ok((await hits(page).count()) > 0);
  });
});

describe("suggestions", () => {
  const suggest = async (text = "上海") => {
    const page = await visit("/");
    await field(page).pressSequentially(text);
    await options(page).first().waitFor();
    return page;
  };
  const active = (page) =>
    field(page).evaluate((box) => document.getElementById(box.getAttribute("aria-activedescendant"))?.textContent ?? null);

  test("are chosen with arrows and Enter", async () => {
    const page = await suggest();
    const texts = await options(page).allTextContents();
    assert.ok(texts.length > 2 && texts.every((text) => text.startsWith("上海")));
    assert.equal(await field(page).getAttribute("aria-expanded"), "true");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(page), texts.at(-1), "up from the field is the last");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), null, "behind the last is the field");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), texts[1]);
    assert.deepEqual(
      await options(page).evaluateAll((all) => all.map((one) => one.ariaSelected === "true")),
      texts.map((_, i) => i === 1),
    );
    assert.deepEqual(await wrongs(page), []);
    await shoot(page, "page-suggestions");
    await goes(page, page.keyboard.press("Enter"));
    assert.equal(asked(page), texts[1]);
  });

  test("are closed by Escape, which leaves what is typed", async () => {
    const page = await suggest();
    await page.keyboard.press("Escape");
    assert.equal(await options(page).count(), 0);
    assert.equal(await field(page).inputValue(), "上海");
    assert.equal(await field(page).getAttribute("aria-expanded"), "false");
    await goes(page, page.keyboard.press("Enter"));
    assert.equal(asked(page), "上海");
  });

  test("that are old are never sent for what was typed since", async () => {
    const page = await suggest();
    await page.keyboard.press("ArrowDown");
    await field(page).pressSequentially("x");
    await goes(page, page.keyboard.press("Enter"));
    assert.equal(asked(page), "上海x");
  });

  test("are chosen with the mouse", async () => {
    const page = await suggest();
    const text = await options(page).nth(2).textContent();
    await goes(page, options(page).nth(2).click());
    assert.equal(asked(page), text);
  });
});

describe("an input method", () => {
  const compose = (page, key) =>
    field(page).evaluate((box, init) => {
      box.focus();
      box.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true, data: "" }));
      box.value = "shang";
      box.dispatchEvent(new InputEvent("input", { bubbles: true, data: "shang", isComposing: true }));
      const end = () => {
        box.value = "上海";
        box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "上海" }));
      };
      if (init.endsBefore) end();
      const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init });
      // A made-up key sends no form; a real one does, if nobody prevents it and no input method has it.
      if (box.dispatchEvent(event) && !init.isComposing && init.keyCode !== 229) box.form.requestSubmit();
      if (!init.endsBefore) end();
    }, key);

  for (const key of [
    { isComposing: true, keyCode: 229 },
    { isComposing: false, keyCode: 229 },
    { isComposing: false, keyCode: 13, endsBefore: true },
  ]) {
    test(`keeps its Enter: ${JSON.stringify(key)}`, async () => {
      const page = await visit("/");
      const suggested = [];
      page.on("request", (request) => request.url().includes("suggest") && suggested.push(new URL(request.url())));
      await compose(page, key);
      await options(page).first().waitFor();
      page.removeAllListeners("request");
      page.listenedTo = false;
      assert.equal(page.url(), `${sample.base}/`);
      assert.deepEqual(suggested.map((url) => url.searchParams.get("q")), ["上海"], "nothing is asked of what is composed");
    });
  }

  test("composes in the browser itself", async () => {
    const page = await visit("/");
    const session = await page.context().newCDPSession(page);
    await field(page).focus();
    for (const text of ["s", "shang", "shang'hai"])
      await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Enter", code: "Enter" });
    await session.send("Input.insertText", { text: "上海" });
    await options(page).first().waitFor();
    assert.equal(page.url(), `${sample.base}/`);
    await goes(page, page.keyboard.press("Enter"));
    assert.equal(asked(page), "上海");
  });
});

describe("reading", () => {
  const read = async (options) => visit(`/documents/essay-shanghai-spirit?q=${encodeURIComponent(QUESTION)}`, options);
  const at = (page) => page.locator("mark.now").first().getAttribute("data-hit").then(Number);

  test("begins at the first hit; n and p go on and back, / goes to the box", async () => {
    const page = await read();
    assert.equal(await at(page), 1);
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    assert.equal(await at(page), 3);
    assert.ok(await page.locator("mark.now").first().evaluate((mark) => {
      const { top, bottom } = mark.getBoundingClientRect();
      return mark === document.activeElement && top >= 0 && bottom <= innerHeight;
    }), "in sight, and focused");
    await page.keyboard.press("p");
    assert.equal(await at(page), 2);
    await page.getByRole("link", { name: "Next hit" }).click();
    assert.equal(await at(page), 3);
    await page.keyboard.press("/");
    assert.ok(await field(page).evaluate((box) => box === document.activeElement && box.value === getSelection().toString()));
    await page.keyboard.type("n/p");
    assert.equal(await field(page).inputValue(), "n/p", "letters typed into the box are letters");
    assert.equal(await at(page), 3);
  });

  test("is come to from a hit, and left for the results", async () => {
    const page = await visit(search(QUESTION));
    const link = hits(page).nth(1).locator("h2 a");
    const title = await link.textContent();
    await goes(page, link.click(), "**/documents/**");
    assert.equal((await page.locator("article h1").textContent()).trim(), title);
    for (const mark of await page.locator("article mark").allTextContents()) assert.match(mark, NAMES);
    await goes(page, page.getByRole("link", { name: "Back to the results" }).click());
    assert.equal(asked(page), QUESTION);
  });

  test("gives a citation to copy", async () => {
    const page = await read({ permissions: ["clipboard-read", "clipboard-write"] });
    const copy = page.locator("[data-copy=citation]");
    await copy.click();
    await copy.filter({ hasText: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.startsWith("“上海精神”的历史由来与当代内涵[EB/OL]."), copied);
    assert.match(copied, /\/documents\/essay-shanghai-spirit\.$/);
  });

  test("goes to a heading of the outline, and to a paragraph", async () => {
    const page = await read();
    const entry = page.locator(".outline a").nth(2);
    await entry.click();
    const target = page.locator(":target");
    assert.equal((await target.textContent()).trim(), (await entry.textContent()).trim());
    assert.ok(await target.evaluate((heading) => heading.getBoundingClientRect().top < innerHeight));
  });
});

describe("languages", () => {
  for (const [locale, lang, button, count] of [
    ["ru-RU", "ru", "Найти", /^\d+ документ/],
    ["zh-CN", "zh-Hans", "检索", /^\d+ 篇文献/],
    ["en-GB", "en", "Search", /^\d+ documents/],
  ]) {
    test(`${lang} for a reader of ${locale}`, async () => {
      const page = await visit(search(QUESTION), { locale });
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      assert.equal((await page.locator(".ask button").textContent()).trim(), button);
      assert.match(await page.locator(".sum").textContent(), count);
    });
  }

  test("are switched where one is, and stay so", async () => {
    const page = await visit(`${search(QUESTION)}&by=passage`);
    for (const [name, lang, button] of [
      ["Русский", "ru", "Найти"],
      ["中文", "zh-Hans", "检索"],
    ]) {
      await follow(page, page.getByRole("link", { name, exact: true }));
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      assert.deepEqual([asked(page), asked(page, "by")], [QUESTION, "passage"]);
      assert.equal(await page.locator("nav.lang [aria-current]").textContent(), name);
      await page.goto(`${sample.base}/help`);
      assert.equal((await page.locator(".ask button").textContent()).trim(), button, "on the next page too");
      await page.goBack();
    }
  });
});

describe("without JavaScript", () => {
  test("one searches, turns pages, reads and comes back", async () => {
    const page = await visit("/", { javaScriptEnabled: false });
    await field(page).fill("合作");
    await goes(page, page.locator(".ask button").click());
    const titles = await page.locator("li.hit h2").allTextContents();
    assert.equal(titles.length, 10);
    await follow(page, page.locator("a[rel=next]"));
    const others = await page.locator("li.hit h2").allTextContents();
    assert.equal(new Set([...titles, ...others]).size, titles.length + others.length, "no hit twice");
    await follow(page, page.locator("a[rel=prev]"));
    assert.deepEqual(await page.locator("li.hit h2").allTextContents(), titles);
    await goes(page, page.locator("li.hit h2 a").first().click(), "**/documents/**");
    assert.ok((await page.locator("article mark").count()) > 0);
    assert.ok(await page.locator(".outline").isVisible());
    for (const useless of await page.locator("button[data-copy], [data-step]").all()) assert.equal(await useless.isVisible(), false);
    await goes(page, page.getByRole("link", { name: "Back to the results" }).click());
    assert.equal(asked(page), "合作");
  });
});

describe("how it looks", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const path of PAGES) {
      test(`${colorScheme}: axe finds nothing on ${decodeURIComponent(path)}`, async () => {
        const page = await visit(path, { colorScheme });
        assert.deepEqual(await wrongs(page), []);
        await shoot(page, `page-${colorScheme}-${PAGES.indexOf(path)}`);
      });
    }
  }

  test("is light or dark, and easily read in both", async () => {
    const papers = [];
    for (const colorScheme of ["light", "dark"]) {
      const page = await visit(search(QUESTION), { colorScheme });
      const [paper, ink] = await colours(page);
      papers.push(light(paper));
      assert.ok(contrast(paper, ink) >= 7, `${ink} on ${paper}`);
      for (const selector of [".meta", ".hit h2 a", "cite"]) {
        const [, colour] = await colours(page, selector);
        assert.ok(contrast(paper, colour) >= 4.5, `${selector}: ${colour} on ${paper}`);
      }
    }
    assert.ok(papers[0] > 0.8 && papers[1] < 0.1, papers.join());
  });

  for (const locale of ["en-GB", "ru-RU", "zh-CN"]) {
    test(`fits a telephone: ${locale}`, async () => {
      for (const path of PAGES) {
        const page = await visit(path, { locale, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 360, `${path}: ${wide}px`);
        const small = await page.locator(".top a, .steps a, button, input, .chips a, .pages a, .facet a, summary").evaluateAll((all) =>
          all
            .map((target) => ({ name: target.textContent, box: target.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.height < 24 || box.right > 360))
            .map(({ name, box }) => `${name}: ${box.width}×${box.height}, to ${box.right}`),
        );
        assert.deepEqual(small, [], path);
        await shoot(page, `page-phone-${locale}-${PAGES.indexOf(path)}`);
      }
    });
  }

  test("steps through the hits on a telephone, which has no keys", async () => {
    const page = await visit(PAGES[4], { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const next = page.getByRole("link", { name: "Next hit" });
    for (const hit of ["2", "3"]) {
      const { y, height } = await next.boundingBox();
      assert.ok(y >= 0 && y + height <= 740, "always in sight");
      await next.tap();
      assert.equal(await page.locator("mark.now").first().getAttribute("data-hit"), hit);
    }
  });

  test("prints the text and nothing else, black on white", async () => {
    const page = await visit(PAGES[4], { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    for (const selector of [".top", ".side", ".foot", ".skip"])
      assert.equal(await page.locator(selector).first().isVisible(), false, selector);
    assert.ok(await page.locator("article p[id]").first().isVisible());
    for (const selector of ["body", "article .meta", "article mark", "article sup a"]) {
      if (!(await page.locator(selector).count())) continue;
      const [paper, ink] = await colours(page, selector);
      assert.equal(paper, "rgb(255, 255, 255)");
      assert.ok(contrast(paper, ink) >= 4.5, `${selector}: ${ink}`);
    }
    await shoot(page, "page-print");
    await page.emulateMedia({ media: null });
  });

  test("shows where the focus is", async () => {
    const page = await visit("/");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    assert.ok(await page.locator(".skip").evaluate((link) => link.getBoundingClientRect().left >= 0));
    await page.keyboard.press("Tab");
    const style = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return [outlineStyle, parseFloat(outlineWidth) >= 2];
    });
    assert.deepEqual(style, ["solid", true]);
  });
});

describe("documents that would be markup", () => {
  const harmless = async (page) => {
    assert.equal(await page.locator("img, main script, main svg[onload], main b").count(), 0);
    assert.deepEqual(page.complaints, [], "no dialog");
  };

  for (const question of [MARKUP, BROKEN, QUESTION]) {
    test(`are text among results, and so is the question ${question}`, async () => {
      const page = await visit(hostile.base + search(question));
      assert.equal(await field(page).inputValue(), question);
      assert.equal(await page.title(), `${question} · SCO document search`);
      if (question !== BROKEN) assert.equal(await page.locator("li.hit h2").textContent(), MARKUP);
      await harmless(page);
    });
  }

  test("are text on their page, in the description, the citation and the facets", async () => {
    const page = await visit(`${hostile.base}/documents/hostile?q=${encodeURIComponent(MARKUP)}`);
    assert.equal((await page.locator("article h1").textContent()).trim(), MARKUP);
    assert.ok((await page.locator("article").textContent()).includes(`${BROKEN} harmless words`));
    assert.ok((await page.locator("#citation").textContent()).includes(`${MARKUP}[`));
    assert.ok((await page.locator(".about").textContent()).includes(BROKEN));
    await harmless(page);
    await page.goto(`${hostile.base}/`);
    assert.ok((await page.locator(".facet").allTextContents()).join().includes(BROKEN));
    assert.ok((await page.locator(".rows").textContent()).includes(MARKUP));
    await harmless(page);
  });
});

describe("on somebody else's page", () => {
  const POLICY = (origin) =>
    `default-src 'none'; script-src ${origin}; connect-src ${origin}; form-action ${origin}; base-uri 'none'; require-trusted-types-for 'script'`;
  const embed = (body, { base = hostile.base, ...options } = {}) =>
    visit(portal.page(body, { script: `<script src="${base}/embed.js" defer></script>`, policy: POLICY(base), ...options }));
  const seek = async (box, question = QUESTION) => {
    await box.getByRole("combobox").fill(question);
    await box.getByRole("combobox").press("Enter");
  };

  test("several boxes work under a strict policy, each for itself, and hostile text is text", async () => {
    const page = await embed('<sco-search></sco-search><sco-search lang="ru" by="passage"></sco-search>');
    const [first, second] = [page.locator("sco-search").first(), page.locator("sco-search").last()];
    await seek(first);
    await first.locator("li.hit").first().waitFor();
    assert.equal(await first.locator("[part=title]").textContent(), MARKUP);
    assert.ok((await first.locator("[part=passage]").first().textContent()).includes(BROKEN));
    assert.equal(await second.locator("li.hit").count(), 0);
    await seek(second);
    await second.locator("li.hit").first().waitFor();
    assert.match(await second.locator("[part=status]").textContent(), /^Найдено/);
    assert.equal(await page.locator("sco-search img").count(), 0);
    assert.deepEqual(await wrongs(page), []);
    await goes(page, first.locator("a[part=title]").click(), "**/documents/hostile?**");
  });

  test("a page of an origin that is not named gets no answer, and says so in words", async () => {
    const stranger = await startPortal(hostile.base);
    ours.add(new URL(stranger.base).host);
    try {
      const page = await visit(stranger.page('<sco-search lang="en"></sco-search>', { policy: POLICY(hostile.base) }));
      const box = page.locator("sco-search");
      await seek(box);
      await box.locator("[part=status].trouble").waitFor();
      assert.equal(await box.locator("li.hit").count(), 0);
    } finally {
      await stranger.close();
    }
  });

  test("InstantSearch shows hits, marked and escaped once", async () => {
    const app = portal.file(
      `import { scoSearchClient } from "${hostile.base}/instantsearch.js";
      const { widgets } = window.instantsearch;
      const search = window.instantsearch({ indexName: "sco", searchClient: scoSearchClient() });
      const item = (hit, { html, components }) => html\`<h2>\${components.Highlight({ attribute: "title", hit })}</h2>
        <p>\${components.Snippet({ attribute: "text", hit })}</p>\`;
      search.addWidgets([
        widgets.searchBox({ container: "#box" }),
        widgets.refinementList({ container: "#types", attribute: "type" }),
        widgets.hits({ container: "#hits", templates: { item } }),
      ]);
      search.start();`,
      "text/javascript",
    );
    const script =
      `<script src="${portal.base}/modules/instantsearch.js/dist/instantsearch.production.min.js" defer></script>` +
      `<script type="module" src="${app}"></script>`;
    const policy = `default-src 'none'; script-src 'self' ${hostile.base}; connect-src ${hostile.base}; base-uri 'none'`;
    const page = await embed('<div id="box"></div><div id="types"></div><div id="hits"></div>', { script, policy });
    await page.locator("#box input").fill(QUESTION);
    await page.locator("#hits mark").first().waitFor();
    assert.equal(await page.locator("#hits h2").textContent(), MARKUP);
    assert.ok((await page.locator("#hits p").textContent()).includes(BROKEN));
    assert.equal(await page.locator("#hits mark").textContent(), QUESTION);
    assert.equal(await page.locator("#hits img, #hits script").count(), 0);
    await Promise.all([
      page.waitForResponse((response) => response.url().includes("filter=type%3Aspeech") && response.ok()),
      page.locator("#types input").check(),
    ]);
    assert.equal(await page.locator("#hits h2").count(), 1);
  });
});

test("no page asks anybody else", () => {
  for (const { base } of [sample, hostile, portal]) ours.add(new URL(base).host);
  assert.ok(hosts.has(new URL(sample.base).host));
  assert.deepEqual([...hosts].filter((host) => !ours.has(host)), []);
});
