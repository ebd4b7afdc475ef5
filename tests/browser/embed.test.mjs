// The element <sco-search> in a real browser, on a page of another origin under a strict Content Security Policy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, open, shoot, wrongs } from "./support/browser.mjs";
import { MADE_UP, engine } from "./support/engine.mjs";
import { startPortal } from "./support/server.mjs";

const QUESTION = "上海精神"; // is found in the made-up documents and in the sample corpus
const NAMES = /上海精神|Shanghai Spirit|шанхайск/i; // the same in other languages, which a real search engine finds too
const PAUSE = 450; // ms in which a request for suggestions would have been sent

let browser, portal, opened;

before(async () => {
  [browser, portal] = await Promise.all([launch(), startPortal(engine.base)]);
});
after(async () => {
  await browser?.close();
  await Promise.all([portal?.close(), engine.close()]);
});
afterEach(async () => {
  engine.misbehave?.(null);
  const page = opened;
  opened = null;
  if (page) assert.deepEqual(page.complaints, [], "the page complains of nothing");
});

/** Opens a page of the portal; the console must stay quiet on it. */
const visit = async (body = "<sco-search></sco-search>", options = {}, context = {}) => {
  engine.forget?.();
  opened = await open(browser, portal.page(body, options), context);
  return opened;
};
const box = (page) => page.getByRole("combobox");
const hits = (page) => page.locator("sco-search li.hit");
const status = (page) => page.locator("sco-search [part=status]");
const heard = (page) => page.locator("sco-search [role=status]");
const options = (page) => page.getByRole("option");
const wait = (page, ms = PAUSE) => page.waitForTimeout(ms);

const seek = async (page, question = QUESTION) => {
  await box(page).fill(question);
  await box(page).press("Enter");
  await hits(page).first().waitFor();
};

/** Waits until a locator says what it should. */
const says = async (locator, expected) => {
  const fits = (text) => (expected instanceof RegExp ? expected.test(text) : text === expected);
  let text = null;
  for (const end = Date.now() + 5000; Date.now() < end; await new Promise((next) => setTimeout(next, 30))) {
    text = (await locator.textContent())?.trim();
    if (fits(text)) return;
  }
  assert.fail(`“${text}” instead of ${expected}`);
};

describe("the file", () => {
  test("is smaller than 15 kB when it is compressed", () => {
    const size = gzipSync(readFileSync(new URL("../../crates/query/assets/embed.js", import.meta.url))).length;
    assert.ok(size < 15_000, `${size} bytes`);
  });

  test("may be loaded twice", async () => {
    const script = `<script src="${engine.base}/embed.js" defer></script>`;
    const page = await visit(undefined, { script: script + script.replace(".js", ".js?again") });
    await seek(page);
    assert.equal(await page.locator("sco-search form").count(), 1);
  });

  test("may be loaded before the page is read", async () => {
    const form = `<form action="${engine.base}/search"><input name="q" value="青湖" placeholder="这里输入"></form>`;
    const page = await visit(`<sco-search>${form}</sco-search>`, { script: `<script src="${engine.base}/embed.js"></script>` });
    assert.equal(await box(page).inputValue(), "青湖");
    assert.equal(await box(page).getAttribute("placeholder"), "这里输入");
  });

  test("does not mind elements that are called like properties of the page", async () => {
    const names = ["currentScript", "createElement", "addEventListener", "body", "defaultView", "querySelector"];
    const trap = names.map((name) => `<img name="${name}" alt=""><a id="${name}"></a>`).join("");
    const form = `<form action="${engine.base}/search"><input name="q"><input name="action"><input name="getAttribute"></form>`;
    const around = '<form><input name="closest" hidden><input name="getAttribute" hidden></form>';
    const page = await visit(`${trap}${around}<sco-search>${form}</sco-search>`, {
      script: `<img name="currentScript" alt=""><script src="${engine.base}/embed.js"></script>`,
    });
    await page.locator("sco-search input[role=combobox]").fill(QUESTION);
    await page.locator("sco-search button[type=submit]").click();
    await hits(page).first().waitFor();
  });
});

describe("searching", () => {
  test("shows hits with marks, their language, and links to the reading page", async () => {
    const page = await visit();
    await page.evaluate(() => {
      window.told = [];
      document.addEventListener("sco-search", (event) => window.told.push(event.detail, event.composed));
    });
    await seek(page);
    const first = hits(page).first();
    assert.match(await first.locator("mark").first().textContent(), NAMES);
    const style = await first
      .locator("mark")
      .first()
      .evaluate((mark) => {
        const { fontWeight, borderBottomStyle, borderBottomWidth } = getComputedStyle(mark);
        return [Number(fontWeight) >= 600, borderBottomStyle, borderBottomWidth];
      });
    assert.deepEqual(style, [true, "solid", "2px"], "seen without colours");
    assert.match(await first.locator("[part=passage] p").first().getAttribute("lang"), /^(zh|en|ru)/);
    const href = await first.locator("a").getAttribute("href");
    assert.ok(href.startsWith(`${engine.base}/documents/`) && href.endsWith(`?q=${encodeURIComponent(QUESTION)}`), href);
    assert.match(await heard(page).textContent(), /^找到 \d+ 篇文献、(至少 )?\d+ 个段落$/);
    const [{ query, total }, composed] = await page.evaluate(() => window.told);
    assert.equal(query, QUESTION);
    assert.ok(total.documents > 0 && composed);
  });

  test("gives the details of a hit", MADE_UP, async () => {
    const page = await visit('<sco-search limit="8"></sco-search>');
    await seek(page);
    const text = await hits(page).nth(1).textContent();
    for (const part of ["2023年6月2日", "宣言", "一、总则 › （二）会议", "第9页"])
      assert.ok(text.includes(part), `${part} in ${text}`);
    assert.match(await hits(page).nth(2).textContent(), /英语/);
    assert.match(await hits(page).nth(7).textContent(), /2017年6月8日 – 2017年6月9日/);
    assert.equal(
      await hits(page).nth(1).locator("a").getAttribute("href"),
      `${engine.base}/documents/made-up%2F2?q=${encodeURIComponent(QUESTION)}`,
    );
    assert.equal(await hits(page).nth(1).locator("time").getAttribute("datetime"), "2023-06-02");
    // A title that holds a hit is marked where it stands, not shown again.
    assert.equal(await hits(page).nth(5).locator("[part=title] mark").textContent(), QUESTION);
    assert.equal(await hits(page).nth(5).locator("[part=passage]").count(), 1);
    await shoot(page, "details");
  });

  test("shows titles that would be markup as text", MADE_UP, async () => {
    const page = await visit();
    await seek(page);
    const titles = await page.locator("sco-search [part=title]").allTextContents();
    assert.ok(titles.includes("<script>alert(1)</script>"));
    assert.ok(titles.includes('"><img src=x onerror="window.harmed=1">'));
    assert.ok(titles.includes("铁路 & 公路 <b>联运</b> 的“上海精神”"));
    assert.equal(await page.locator("sco-search").locator("img, script, b b").count(), 0);
    assert.equal(await page.evaluate(() => window.harmed), undefined);
  });

  test("shows more, and goes to the first that is new", MADE_UP, async () => {
    const page = await visit('<sco-search limit="5"></sco-search>');
    await seek(page, "found12");
    assert.equal(await hits(page).count(), 5);
    const more = page.getByRole("button", { name: "显示更多" });
    await more.click();
    await says(heard(page), "已显示 10 条，共 12 条");
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.dataset.document), "made-up/6");
    await more.click();
    await says(heard(page), "已显示 12 条，共 12 条");
    assert.equal(await more.count(), 0);
    assert.deepEqual(
      engine.searches().map(({ asked }) => asked.get("offset")),
      [null, "5", "10"],
    );
  });

  test("asks with the conditions and the key of the page beside the question", MADE_UP, async () => {
    const page = await visit('<sco-search filter="lang:zh type:speech" by="passage" key="k&1" limit="4"></sco-search>');
    await seek(page, "shanghai jingshen");
    const { asked, headers } = engine.searches()[0];
    assert.deepEqual(Object.fromEntries(asked), {
      q: "shanghai jingshen",
      filter: "lang:zh type:speech",
      by: "passage",
      limit: "4",
    });
    assert.equal(headers["x-api-key"], "k&1");
    await says(page.locator("sco-search [part=notes] p").first(), "没有找到“shanghai jingshen”，以下是这一问句的结果：上海精神");
    await says(page.locator("sco-search [part=notes] p").nth(1), "您要找的是不是：上海 精神");
    const site = new URL(await page.locator("sco-search [part=all]").getAttribute("href"));
    assert.deepEqual(Object.fromEntries(site.searchParams), { q: "上海精神", filter: "lang:zh type:speech", by: "passage" });
    await page.getByRole("button", { name: "上海 精神" }).click();
    await says(status(page), /找到/);
    assert.equal(await box(page).inputValue(), "上海 精神");
    await box(page).fill("上海");
    await options(page).first().waitFor();
    assert.equal(engine.suggests().at(-1).headers["x-api-key"], "k&1");
  });

  test("asks without the header of a key where there is none", MADE_UP, async () => {
    const page = await visit('<sco-search key=""></sco-search>');
    await seek(page);
    assert.ok(!("x-api-key" in engine.searches()[0].headers));
  });

  for (const question of ["青湖 OR 俄罗斯", '"上海精神', "上海精神)", "(上海精神"]) {
    test(`keeps its conditions whatever is asked: ${question}`, async () => {
      const page = await visit('<sco-search filter="lang:en" limit="50"></sco-search>');
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url().includes("/api/v1/search")),
        box(page).fill(question).then(() => box(page).press("Enter")),
      ]);
      const { hits: found } = await answer.json();
      assert.deepEqual(found.filter(({ language }) => !language.startsWith("en")).map(({ document }) => document), []);
    });
  }

  test("says what else was looked for, and leaves it out when asked", MADE_UP, async () => {
    const page = await visit();
    await seek(page, "上合");
    await says(page.locator("sco-search [part=notes]"), "同时查找了：上海精神、Shanghai Spirit、шанхайский дух 只查输入的字词");
    assert.equal(await page.locator("sco-search [part=notes] [lang=ru]").textContent(), "шанхайский дух");
    await page.getByRole("button", { name: "只查输入的字词" }).click();
    await says(heard(page), /没有找到/);
    assert.doesNotMatch(await page.locator("sco-search [part=notes]").textContent(), /同时查找了/);
    assert.equal(engine.searches()[1].asked.get("expand"), "false");
    assert.equal(
      await page.evaluate(() => document.activeElement.shadowRoot.activeElement.className),
      "panel",
      "the focus is not lost",
    );
  });

  test("says that there is nothing, and what would find something", MADE_UP, async () => {
    const page = await visit('<sco-search filter="lang:zh"></sco-search>');
    await box(page).fill("青湖 火星");
    await box(page).press("Enter");
    await says(heard(page), "没有找到“青湖 火星”。可以少用几个词，或换一种说法。");
    await says(page.locator("sco-search [part=notes]"), "可以改查：青湖");
    await page.getByRole("button", { name: "青湖" }).click();
    await hits(page).first().waitFor();
    assert.deepEqual(Object.fromEntries(engine.searches()[1].asked), { q: "青湖", filter: "lang:zh", by: "document", limit: "10" });
  });

  test("asks for words when there are none, full-width spaces included", async () => {
    const page = await visit();
    await box(page).fill("　 　");
    await box(page).press("Enter");
    await says(heard(page), "请先输入要查找的词句。");
    await seek(page, `　${QUESTION}　`);
  });

  test("lets the page keep a reader who chooses a hit", async () => {
    const page = await visit();
    await page.evaluate(() =>
      document.addEventListener("sco-select", (event) => {
        window.chosen = event.detail;
        event.preventDefault();
      }),
    );
    await seek(page);
    const link = page.locator("sco-search a[part=title]").first();
    const href = await link.getAttribute("href");
    await link.click();
    assert.equal(await page.evaluate(() => window.chosen.href), href);
    assert.ok(await page.evaluate(() => window.chosen.document));
    assert.ok(page.url().startsWith(portal.base));
  });

  test("goes to the reading page otherwise", async () => {
    const page = await visit();
    await seek(page);
    await page.locator("sco-search a[part=title]").first().click();
    await page.waitForURL(`${engine.base}/documents/**`);
  });

  test("goes to the search site where results=link", async () => {
    const page = await visit('<sco-search results="link" filter="lang:zh"></sco-search>');
    await box(page).fill(QUESTION);
    await box(page).press("Enter");
    await page.waitForURL(`${engine.base}/search?q=${encodeURIComponent(QUESTION)}&filter=lang%3Azh`);
  });

  test("drops an answer that another question has overtaken", MADE_UP, async () => {
    const page = await visit();
    engine.misbehave(async (url) => {
      if (url.searchParams.get("q") === "found3") await new Promise((next) => setTimeout(next, 500));
    });
    await box(page).fill("found3");
    await box(page).press("Enter");
    await box(page).fill("found5");
    await box(page).press("Enter");
    await hits(page).first().waitFor();
    await wait(page, 700);
    assert.equal(await hits(page).count(), 5);
  });
});

describe("a panel", () => {
  test("opens over the page, is closed by Escape, its button, or a press elsewhere", async () => {
    const page = await visit('<sco-search results="panel"></sco-search><p>下文</p>', {}, { viewport: { width: 700, height: 700 } });
    const panel = page.locator("sco-search [part=panel]");
    const before = await page.getByText("下文").boundingBox();
    await seek(page);
    assert.deepEqual(await page.getByText("下文").boundingBox(), before, "nothing moves");
    await shoot(page, "panel");
    await page.keyboard.press("Escape");
    assert.equal(await panel.isVisible(), false);
    await seek(page);
    await page.locator("sco-search a[part=title]").first().focus();
    await page.keyboard.press("Escape");
    assert.equal(await panel.isVisible(), false);
    assert.equal(await box(page).evaluate((field) => field.getRootNode().activeElement === field), true);
    await seek(page);
    await page.getByRole("button", { name: "关闭" }).click();
    assert.equal(await panel.isVisible(), false);
    await seek(page);
    await page.locator("h1").click();
    assert.equal(await panel.isVisible(), false);
  });
});

describe("suggestions", () => {
  test("are chosen with the keyboard", MADE_UP, async () => {
    const page = await visit();
    await box(page).pressSequentially("上海", { delay: 20 });
    await options(page).first().waitFor();
    assert.equal(engine.suggests().length, 1, "one request when typing has paused");
    assert.deepEqual(await options(page).allTextContents(), [
      "上海精神名称",
      "上海五镇会议五镇会议",
      "上海路灯塔港报告标题",
      "上海的",
    ]);
    assert.equal(await box(page).getAttribute("aria-expanded"), "true");
    assert.equal(await box(page).getAttribute("aria-activedescendant"), null);
    assert.match(await heard(page).textContent(), /^4 条建议/);
    const active = () =>
      box(page).evaluate(
        (field) => field.getRootNode().getElementById(field.getAttribute("aria-activedescendant"))?.textContent ?? null,
      );
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(), "上海精神名称");
    assert.equal(await options(page).first().getAttribute("aria-selected"), "true");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(), null, "back in the field");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(), "上海的");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await shoot(page, "suggestions");
    assert.deepEqual(await wrongs(page), []);
    await page.keyboard.press("Enter");
    await hits(page).first().waitFor();
    assert.equal(await box(page).inputValue(), QUESTION);
    assert.equal(await box(page).getAttribute("aria-expanded"), "false");
    assert.equal(engine.searches()[0].asked.get("q"), QUESTION);
  });

  test("are closed by Escape, which leaves what is typed, and opened by an arrow", async () => {
    const page = await visit();
    await box(page).pressSequentially("上海");
    await options(page).first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await options(page).count(), 0);
    assert.equal(await box(page).inputValue(), "上海");
    await page.keyboard.press("ArrowDown");
    await options(page).first().waitFor();
    await options(page).first().click();
    await says(status(page), /找到/);
    await box(page).fill("上海");
    await options(page).first().waitFor();
    await page.locator("h1").click();
    assert.equal(await options(page).count(), 0);
  });

  test("that are old are never chosen, nor shown", MADE_UP, async () => {
    const page = await visit();
    await box(page).fill("上海");
    await options(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await box(page).fill("found2");
    await page.keyboard.press("Enter");
    await hits(page).first().waitFor();
    assert.equal(engine.searches()[0].asked.get("q"), "found2");
    engine.misbehave(async (url) => {
      if (url.searchParams.get("q") === "Shang") await new Promise((next) => setTimeout(next, 600));
    });
    await box(page).fill("Shang");
    await wait(page, 250);
    await box(page).fill("шан");
    await options(page).first().waitFor();
    await wait(page, 600);
    assert.deepEqual(await options(page).allTextContents(), ["шанхайский дух名称"]);
  });

  test("stop for a while when the server has had enough", MADE_UP, async () => {
    const page = await visit();
    engine.misbehave((url, response, json) => {
      response.setHeader("Retry-After", "2");
      return url.pathname.endsWith("suggest") && (json({}, 429), true);
    });
    await box(page).fill("上海");
    await wait(page);
    engine.misbehave(null);
    await box(page).fill("上海五");
    await wait(page);
    assert.equal(engine.suggests().length, 1);
    await wait(page, 1700);
    await box(page).fill("上海");
    await options(page).first().waitFor();
  });
});

describe("input methods", () => {
  const compose = (page, steps) =>
    box(page).evaluate((field, given) => {
      for (const [type, name, init, value] of given) {
        if (value != null) field.value = value;
        const made = new window[type](name, { bubbles: true, composed: true, cancelable: true, ...init });
        field.dispatchEvent(made);
        window.prevented = made.defaultPrevented;
      }
    }, steps);
  const START = ["CompositionEvent", "compositionstart", { data: "" }];
  const LETTERS = ["InputEvent", "input", { data: "shang", isComposing: true }, "shang"];
  const END = ["CompositionEvent", "compositionend", { data: "上海" }, "上海"];
  const enter = (init) => ["KeyboardEvent", "keydown", { key: "Enter", code: "Enter", ...init }];

  test("are left alone while they compose, and their Enter sends nothing", MADE_UP, async () => {
    const page = await visit();
    await box(page).focus();
    await compose(page, [START, LETTERS, enter({ isComposing: true, keyCode: 229 })]);
    await wait(page);
    assert.deepEqual(
      engine.requests.filter(({ path }) => path.startsWith("/api")),
      [],
    );
    await compose(page, [END]);
    await options(page).first().waitFor();
    assert.deepEqual(
      engine.suggests().map(({ asked }) => asked.get("q")),
      ["上海"],
    );
    assert.equal(engine.searches().length, 0);
    await page.keyboard.press("Enter");
    await says(status(page), /找到/);
  });

  for (const [keyCode, delay] of [
    [229, 0],
    [229, 120],
    [13, 0],
  ]) {
    test(`may end ${delay} ms before the key that ends them (keyCode ${keyCode})`, MADE_UP, async () => {
      const page = await visit();
      await box(page).focus();
      const key = enter({ isComposing: false, keyCode });
      await compose(page, delay ? [START, LETTERS, END] : [START, LETTERS, END, key]);
      await wait(page, delay);
      if (delay) await compose(page, [key]);
      assert.equal(await page.evaluate(() => window.prevented), true);
      await wait(page);
      assert.equal(engine.searches().length, 0);
      assert.equal(engine.suggests().length, 1);
    });
  }

  test("compose in the browser itself", MADE_UP, async () => {
    const page = await visit();
    const session = await page.context().newCDPSession(page);
    await box(page).focus();
    for (const text of ["s", "sh", "shang'h", "shang'hai"]) {
      await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    }
    assert.equal(await box(page).inputValue(), "shang'hai");
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Enter", code: "Enter" });
    await session.send("Input.dispatchKeyEvent", { type: "keyUp", windowsVirtualKeyCode: 13, key: "Enter", code: "Enter" });
    await wait(page);
    assert.deepEqual(
      engine.requests.filter(({ path }) => path.startsWith("/api")),
      [],
    );
    await session.send("Input.insertText", { text: "上海" });
    await options(page).first().waitFor();
    assert.equal(await box(page).inputValue(), "上海");
    assert.deepEqual(
      engine.suggests().map(({ asked }) => asked.get("q")),
      ["上海"],
    );
    assert.equal(engine.searches().length, 0);
    await page.keyboard.press("Enter");
    await says(status(page), /找到/);
    assert.equal(engine.searches().length, 1);
  });
});

describe("languages", () => {
  const COUNTS = {
    "zh-Hans": { 1: "找到 1 篇文献、1 个段落", 3: "找到 3 篇文献、3 个段落" },
    en: { 1: "Found 1 document, 1 passage", 3: "Found 3 documents, 3 passages" },
    ru: {
      1: "Найдено: 1 документ, 1 фрагмент",
      3: "Найдено: 3 документа, 3 фрагмента",
      5: "Найдено: 5 документов, 5 фрагментов",
      21: "Найдено: 21 документ, 22 фрагмента",
    },
  };
  for (const [lang, counts] of Object.entries(COUNTS)) {
    test(`${lang}: numbers with the right forms`, MADE_UP, async () => {
      const page = await visit("<sco-search></sco-search>", { lang });
      for (const [n, text] of Object.entries(counts)) {
        await box(page).fill(`found${n}`);
        await box(page).press("Enter");
        await says(heard(page), text);
        await says(status(page), text);
      }
      assert.deepEqual(await wrongs(page), []);
      await shoot(page, `language-${lang}`);
    });
  }

  test("come from the element, the page around it, or the browser", async () => {
    const page = await visit('<sco-search lang="ru"></sco-search><div lang="en-GB"><sco-search></sco-search></div>');
    const names = await page.locator("sco-search button[part=button]").allTextContents();
    assert.deepEqual(names, ["Найти", "Search"]);
    await page
      .locator("sco-search")
      .first()
      .evaluate((element) => (element.lang = "zh-Hans"));
    await says(page.locator("sco-search button[part=button]").first(), "检索");
    await page.evaluate(() => {
      document.documentElement.removeAttribute("lang");
      document.querySelector("main").append(document.createElement("sco-search"));
    });
    await says(page.locator("sco-search button[part=button]").last(), "Search");
  });

  test("say when a number is a lower bound", MADE_UP, async () => {
    engine.misbehave((url, response, json) => {
      if (!url.pathname.endsWith("/search")) return false;
      json({
        query: "",
        holds: "most",
        total: { documents: 2, passages: 40, at_least: true },
        hits: [{ document: "a", title: "标题", passages: [] }],
      });
      return true;
    });
    const page = await visit('<sco-search lang="ru"></sco-search><sco-search by="passage" lang="en"></sco-search>');
    for (const at of [0, 1]) {
      await box(page).nth(at).fill("x");
      await box(page).nth(at).press("Enter");
    }
    await says(status(page).first(), "Найдено: 2 документа, не менее: 40 фрагментов");
    await says(status(page).nth(1), "Found at least 40 passages, at least 2 documents");
    await says(page.locator("sco-search [part=notes]").nth(1), "Nothing holds all of this; these hold most of it.");
  });
});

describe("two elements on a page", () => {
  test("do not know of each other, but have different names", async () => {
    const page = await visit('<sco-search></sco-search><sco-search filter="lang:en" limit="2"></sco-search>');
    const [first, second] = [page.locator("sco-search").first(), page.locator("sco-search").last()];
    await second.getByRole("combobox").fill(QUESTION);
    await second.getByRole("combobox").press("Enter");
    await second.locator("li.hit").first().waitFor();
    assert.equal(await first.locator("li.hit").count(), 0);
    assert.deepEqual(await page.getByRole("search").evaluateAll((forms) => forms.map((form) => form.getAttribute("aria-label"))), [
      "检索上合组织文献",
      "检索上合组织文献 2",
    ]);
    await first.getByRole("combobox").fill(QUESTION);
    await first.getByRole("button", { name: "检索" }).click();
    await first.locator("li.hit").first().waitFor();
    assert.equal(await second.locator("li.hit").count(), 2);
    assert.deepEqual(await wrongs(page), []);
  });
});

describe("how it looks", () => {
  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme}: axe finds nothing`, async () => {
      const page = await visit('<sco-search limit="6"></sco-search>', {}, { colorScheme });
      assert.deepEqual(await wrongs(page), []);
      await seek(page);
      await shoot(page, `hits-${colorScheme}`);
      assert.deepEqual(await wrongs(page), []);
      const paper = await page.locator("sco-search .root").evaluate((root) => getComputedStyle(root).backgroundColor);
      assert.equal(Number(/\d+/.exec(paper)[0]) > 128, colorScheme === "light", paper);
    });
  }

  test("may be told its scheme and colours by the page", async () => {
    const page = await visit('<sco-search scheme="light"></sco-search>', {}, { colorScheme: "dark" });
    await page.locator("sco-search").evaluate((element) => element.style.setProperty("--sco-paper", "rgb(250, 250, 240)"));
    const colours = await page
      .locator("sco-search .root")
      .evaluate((root) => [getComputedStyle(root).backgroundColor, getComputedStyle(root).color]);
    assert.deepEqual(colours, ["rgb(250, 250, 240)", "rgb(33, 29, 24)"]);
  });

  for (const results of ["inline", "panel"]) {
    test(`${results}: fits a telephone, and fingers`, async () => {
      const page = await visit(
        `<sco-search results="${results}" lang="ru"></sco-search>`,
        {},
        { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      );
      await box(page).fill("上海");
      await options(page).first().waitFor();
      await page.keyboard.press("Escape");
      await seek(page);
      await shoot(page, `phone-${results}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 360, `${wide}px`);
      const small = await page.locator("sco-search").evaluate((element) =>
        [...element.shadowRoot.querySelectorAll("a, button, input")]
          .map((target) => ({ name: target.textContent, box: target.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24 || box.right > 360))
          .map(({ name, box }) => `${name} ${box.width}×${box.height}, to ${box.right}`),
      );
      assert.deepEqual(small, []);
    });
  }

  test("shows where the focus is, and keeps still when asked", async () => {
    const page = await visit(undefined, {}, { reducedMotion: "reduce" });
    await seek(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement.shadowRoot.activeElement);
      return [outlineStyle, outlineWidth];
    });
    assert.deepEqual(outline, ["solid", "2px"]);
    const animation = await page.locator("sco-search").evaluate((element) => {
      element.shadowRoot.querySelector(".root").classList.add("busy");
      return getComputedStyle(element.shadowRoot.querySelector("form"), "::after").animationName;
    });
    assert.equal(animation, "none");
  });
});

describe("when something is wrong", () => {
  const fail = (status, headers = {}, body = {}) =>
    engine.misbehave((url, response, json) => {
      if (!url.pathname.endsWith("/search")) return false;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      json(body, status, "application/problem+json");
      return true;
    });
  const CASES = [
    [429, { "Retry-After": "5" }, "ru", "Слишком много запросов. Повторите через 5 секунд."],
    [429, {}, "zh-Hans", "检索过于频繁，请稍后重试。"],
    [503, { "Retry-After": "1" }, "en", "The search service is not available. Please try again in 1 second."],
    [500, {}, "zh-Hans", "检索服务暂时不可用，请稍后重试。"],
    [403, {}, "en", "Search is set up wrongly on this page. Please tell its owner."],
  ];
  for (const [code, headers, lang, text] of CASES) {
    test(`${code} ${headers["Retry-After"] ?? ""} is said in words: ${lang}`, MADE_UP, async () => {
      const page = await visit(`<sco-search lang="${lang}"></sco-search>`);
      fail(code, headers);
      await box(page).fill(QUESTION);
      await box(page).press("Enter");
      await says(heard(page), text);
      await says(status(page), text);
      assert.deepEqual(await wrongs(page), []);
      await shoot(page, `trouble-${code}`);
      const retry = page.locator("sco-search [part=action]");
      if (code === 403) return assert.equal(await retry.count(), 0);
      engine.misbehave(null);
      await retry.click();
      await hits(page).first().waitFor();
    });
  }

  test("what the server says of a question is passed on", MADE_UP, async () => {
    const page = await visit();
    fail(
      400,
      {},
      {
        type: "about:blank",
        title: "Bad",
        status: 400,
        detail: "the question only says what not to find",
        next: "<b>add a word</b>",
      },
    );
    await box(page).fill("-俄罗斯");
    await box(page).press("Enter");
    await says(status(page), "这个问句无法检索，请改写或缩短后再试。");
    await says(page.locator("sco-search [part=notes] [lang=en]"), "the question only says what not to find <b>add a word</b>");
  });

  test("no connection is said in words, and mended by trying again", async () => {
    const page = await visit();
    await page.context().setOffline(true);
    await box(page).fill(QUESTION);
    await box(page).press("Enter");
    await says(heard(page), "连接不上检索服务，请检查网络后重试。");
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "重试" }).click();
    await hits(page).first().waitFor();
  });

  for (const [what, answer] of [
    ["is none", "<html>"],
    ["makes no sense", '{"hits":[null],"total":{}}'],
  ]) {
    test(`an answer that ${what} is said in words`, MADE_UP, async () => {
      const page = await visit('<sco-search lang="en"></sco-search>');
      engine.misbehave((url, response) => url.pathname.endsWith("/search") && (response.end(answer), true));
      await box(page).fill(QUESTION);
      await box(page).press("Enter");
      await says(status(page), "The search service is not available. Please try again a little later.");
      assert.equal(await page.locator("sco-search .busy").count(), 0);
    });
  }

  test("an address that is no web address is not used", async () => {
    const page = await visit('<sco-search base="javascript:alert(1)"></sco-search>');
    await seek(page);
    assert.ok((await page.locator("sco-search a[part=title]").first().getAttribute("href")).startsWith(engine.base));
  });
});

describe("without JavaScript", () => {
  test("the form of the page works", async () => {
    const form = `<form action="${engine.base}/search"><label>检索 <input name="q"></label><button>检索</button></form>`;
    const page = await visit(`<sco-search>${form}</sco-search>`, {}, { javaScriptEnabled: false });
    await page.locator("input[name=q]").fill(QUESTION);
    await page.locator("button").click();
    await page.waitForURL(`${engine.base}/search?q=${encodeURIComponent(QUESTION)}`);
  });

  test("what was typed into it before is kept", async () => {
    const form = `<form action="${engine.base}/search"><label>检索 <input name="q"></label></form>`;
    const page = await visit(`<sco-search>${form}</sco-search>`, { script: "" }, { isReady: false });
    await page.locator("input[name=q]").fill("青湖");
    await page.evaluate((source) => {
      const script = document.createElement("script");
      script.src = window.trustedTypes.createPolicy("test", { createScriptURL: (text) => text }).createScriptURL(source);
      document.head.append(script);
    }, `${engine.base}/embed.js`);
    await box(page).waitFor();
    assert.equal(await box(page).inputValue(), "青湖");
    assert.equal(await page.evaluate(() => document.activeElement.localName), "sco-search");
  });
});
