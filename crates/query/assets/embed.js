// <sco-search>: a search box with results for any web page. In it stands a plain form, which works without this script:
//   <script src="https://HOST/embed.js" defer></script>
//   <sco-search><form action="https://HOST/search"><input name="q"><button>检索</button></form></sco-search>
// Attributes: lang (zh-Hans, en, ru), filter (conditions, e.g. lang:zh year:2018..2024), placeholder, label, limit, by (document,
// passage), results (inline, panel, link), scheme (light, dark), key (of the API), base.
// Events: sco-search {query, total}, sco-select {document, href}.
(() => {
  "use strict";

  // Names of elements hide properties of `document` (<img name="createElement">), so they are taken from the prototypes.
  const page = Document.prototype;
  const running = Object.getOwnPropertyDescriptor(page, "currentScript").get.call(document);
  const ownSource = running instanceof HTMLScriptElement ? running.src : "";
  const makes = "replaceSync" in CSSStyleSheet.prototype && "adoptedStyleSheets" in ShadowRoot.prototype;
  if (!makes || customElements.get("sco-search")) return;

  const PAUSE = 150; // ms between the last letter and a request for suggestions
  const PATIENCE = 15_000; // ms until an answer is given up
  const AFTER_COMPOSITION = 50; // ms in which Enter still belongs to the input method

  const COLOURS = ["paper", "ink", "soft", "rule", "edge", "tint", "accent", "on-accent"];
  const scheme = (name, values) =>
    COLOURS.map((colour, i) => `--_${colour}: var(--sco-${colour}, #${values.split(" ")[i]}); `).join("") +
    `color-scheme: ${name};`;
  const LIGHT = scheme("light", "fcfaf5 211d18 5f574b ddd5c4 857a69 f2ecdf 9c2b20 fffdf8");
  const DARK = scheme("dark", "1b1916 ece6d9 b8ae9d 3f3a32 8d8270 2a2722 dd8b78 1b1916");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { ${LIGHT} display: block; position: relative; text-align: start; text-indent: 0; text-transform: none;
      letter-spacing: normal; word-spacing: normal; white-space: normal; font-style: normal; font-weight: 400; line-height: 1.6;
      font-size: var(--sco-size, 1rem); color: var(--_ink);
      --_text: var(--sco-text-font, Georgia, "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", SimSun, serif);
      --_ui: var(--sco-ui-font, system-ui, sans-serif);
      --_radius: var(--sco-radius, 3px); }
    @media (prefers-color-scheme: dark) { :host(:not([scheme="light"])) { ${DARK} } }
    :host([scheme="dark"]) { ${DARK} }
    :host([hidden]), [hidden] { display: none !important; }
    *, ::before, ::after { box-sizing: border-box; }
    .root { position: relative; padding: .75em; background: var(--_paper); border-radius: var(--_radius); font-family: var(--_ui); }
    form { display: flex; gap: .5em; margin: 0; position: relative; }
    .field { flex: 1 1 10em; min-width: 0; position: relative; }
    input, button { font: inherit; color: inherit; margin: 0; border-radius: var(--_radius); }
    input { width: 100%; min-height: 2.75em; padding: .3em .75em; font-family: var(--_text); font-size: 1.0625em; color: var(--_ink);
      background: var(--_paper); border: 1px solid var(--_edge); appearance: none; }
    input:focus-visible { outline-offset: -1px; }
    input::placeholder { color: var(--_soft); opacity: 1; }
    button { cursor: pointer; }
    .submit { flex: none; min-height: 2.75em; padding: .3em 1.1em; font-weight: 600; color: var(--_on-accent); background: var(--_accent);
      border: 1px solid var(--_accent); }
    .submit:hover { text-decoration: underline; }
    :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
    .quiet { display: inline-block; min-height: 1.75em; min-width: 24px; padding: .05em .3em; margin: 0 -.3em; color: var(--_accent);
      background: none; border: 0; font-weight: 500; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .22em; }
    .quiet:hover { text-decoration-thickness: 2px; }
    .list { position: absolute; inset: calc(100% + 4px) 0 auto; z-index: var(--sco-z, 1000); margin: 0; padding: .25em 0; list-style: none;
      max-height: 22em; overflow: auto; background: var(--_paper); border: 1px solid var(--_edge);
      border-radius: var(--_radius); box-shadow: 0 6px 20px rgb(0 0 0 / .14); }
    .list li { display: flex; gap: 1em; align-items: baseline; justify-content: space-between; min-height: 2.4em; padding: .35em .75em .35em calc(.75em - 3px);
      border-inline-start: 3px solid transparent; font-family: var(--_text); cursor: pointer; }
    .list li:hover { background: var(--_tint); }
    .list [aria-selected="true"] { background: var(--_tint); border-inline-start-color: var(--_accent); }
    .list span { min-width: 0; overflow-wrap: anywhere; }
    .kind { flex: none; max-width: 45%; font: .8125em/1.6 var(--_ui); color: var(--_soft); text-align: end; }
    .panel { position: relative; margin-top: .75em; outline-offset: -2px; }
    :host([results="panel"]) .panel { position: absolute; inset: calc(100% - .5em) 0 auto; z-index: calc(var(--sco-z, 1000) - 1); margin: 0;
      max-height: var(--sco-panel-height, min(70vh, 40em)); overflow: auto; padding: .75em; background: var(--_paper);
      border: 1px solid var(--_edge); border-radius: var(--_radius); box-shadow: 0 10px 30px rgb(0 0 0 / .16); }
    .bar { display: flex; gap: 1em; align-items: baseline; justify-content: space-between; }
    .bar .quiet { flex: none; margin: 0; }
    p { margin: 0; }
    .status { color: var(--_soft); font-size: .9375em; }
    .trouble { padding: .25em 0 .25em .75em; border-inline-start: 3px solid var(--_accent); color: var(--_ink); }
    .notes { margin: .1em 0 0; font-size: .9375em; color: var(--_soft); overflow-wrap: anywhere; }
    .notes:empty { display: none; }
    .notes b { font-weight: 600; color: var(--_ink); }
    ol { margin: .6em 0 0; padding: 0; list-style: none; border-top: 1px solid var(--_rule); }
    ol:empty { display: none; }
    .hit { padding: .9em 0 1em; border-bottom: 1px solid var(--_rule); overflow-wrap: anywhere; }
    .title { display: inline-block; min-height: 24px; font: 600 1.125em/1.45 var(--_text); color: var(--_ink); text-decoration: underline;
      text-decoration-color: var(--_rule); text-decoration-thickness: 1px; text-underline-offset: .22em; }
    .title:hover { color: var(--_accent); text-decoration-color: currentColor; }
    .meta, .where { font-size: .8125em; color: var(--_soft); }
    .passage { margin: .55em 0 0; padding-inline-start: .8em; border-inline-start: 1px solid var(--_edge); font-family: var(--_text); line-height: 1.75; }
    .where { font-family: var(--_ui); line-height: 1.6; }
    mark { color: inherit; background: none; font-weight: 700; border-bottom: 2px solid var(--_accent); }
    .foot { display: flex; flex-wrap: wrap; gap: .5em 1.5em; align-items: baseline; margin-top: .75em; font-size: .9375em; }
    .more { min-height: 2.5em; padding: .25em 1em; background: none; border: 1px solid var(--_edge); }
    .more:hover { background: var(--_tint); }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .busy form::after { content: ""; position: absolute; inset: auto 0 -.5em; height: 2px; background: var(--_accent); transform-origin: 0 0;
      animation: wait 1.4s .25s ease-in-out infinite both; }
    @keyframes wait { from { transform: scaleX(0); } 60% { transform: scaleX(1); opacity: 1; } to { transform: scaleX(1); opacity: 0; } }
    @media (prefers-reduced-motion: reduce) { .busy form::after { animation: none; opacity: .6; } }
    @media (forced-colors: active) { .list [aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; } }
  `);

  // In Chinese, English, Russian; forms for different numbers stand between upright lines.
  const WORDS = {
    label: ["检索上合组织文献", "Search SCO documents", "Поиск по документам ШОС"],
    placeholder: ["输入词句", "Words to look for", "Что искать"],
    button: ["检索", "Search", "Найти"],
    close: ["关闭", "Close", "Закрыть"],
    list: ["输入建议", "Suggestions", "Подсказки"],
    results: ["检索结果", "Search results", "Результаты поиска"],
    documents: ["{n} 篇文献", "{n} document|{n} documents", "{n} документ|{n} документа|{n} документов"],
    passages: ["{n} 个段落", "{n} passage|{n} passages", "{n} фрагмент|{n} фрагмента|{n} фрагментов"],
    hints: ["{n} 条建议", "{n} suggestion|{n} suggestions", "{n} подсказка|{n} подсказки|{n} подсказок"],
    seconds: ["在 {n} 秒后", "in {n} second|in {n} seconds", "через {n} секунду|через {n} секунды|через {n} секунд"],
    later: ["稍后", "a little later", "немного позже"],
    found: ["找到 {what}", "Found {what}", "Найдено: {what}"],
    atLeast: ["至少 {what}", "at least {what}", "не менее: {what}"],
    and: ["、", ", ", ", "],
    shown: ["已显示 {n} 条，共 {all} 条", "{n} of {all} shown", "Показано: {n} из {all}"],
    empty: ["请先输入要查找的词句。", "Type what to look for first.", "Введите, что искать."],
    busy: ["正在检索……", "Searching…", "Идёт поиск…"],
    none: [
      "没有找到“{q}”。可以少用几个词，或换一种说法。",
      "Nothing found for “{q}”. Try fewer or other words.",
      "По запросу «{q}» ничего не найдено. Попробуйте меньше слов или другие.",
    ],
    words: [
      "没有一处与输入的词句完全相同；以下结果含有其中所有的词。",
      "Nothing holds this as it was typed; these hold all its words.",
      "Точно так, как введено, не встречается нигде; здесь есть все слова запроса.",
    ],
    most: [
      "没有一处含有全部内容；以下结果含有其中大部分。",
      "Nothing holds all of this; these hold most of it.",
      "Всего запроса нет нигде; здесь есть бо́льшая его часть.",
    ],
    corrected: [
      "没有找到“{q}”，以下是这一问句的结果：",
      "Nothing found for “{q}”. These are the results for ",
      "По запросу «{q}» ничего не найдено. Показаны результаты по запросу ",
    ],
    suggestions: ["您要找的是不是：", "Did you mean: ", "Возможно, вы искали: "],
    nearer: ["可以改查：", "This would find something: ", "Что-то найдётся по запросу: "],
    expanded: ["同时查找了：", "Also looked for: ", "Искали также: "],
    forms: ["“{q}”的各种词形", "other forms of “{q}”", "другие формы слова «{q}»"],
    literal: ["只查输入的字词", "Only what I typed", "Только введённое"],
    more: ["显示更多", "Show more", "Показать ещё"],
    all: ["在检索网站中打开", "Open on the search site", "Открыть на сайте поиска"],
    retry: ["重试", "Try again", "Повторить"],
    page: ["第{n}页", "p. {n}", "с. {n}"],
    note: ["注{n}", "note {n}", "сноска {n}"],
    untitled: ["无题", "Untitled", "Без названия"],
    "kind-name": ["名称", "name", "название"],
    "kind-title": ["标题", "title", "заглавие"],
    "zone-title": ["标题", "title", "заглавие"],
    "zone-heading": ["小标题", "heading", "заголовок"],
    "zone-note": ["注释", "note", "сноска"],
    "zone-quote": ["引语", "quotation", "цитата"],
    "trouble-question": [
      "这个问句无法检索，请改写或缩短后再试。",
      "This question cannot be searched for. Please reword or shorten it.",
      "По такому запросу искать нельзя. Измените или сократите его.",
    ],
    "trouble-setup": [
      "本页面的检索设置有误，请告知网站管理员。",
      "Search is set up wrongly on this page. Please tell its owner.",
      "Поиск на этой странице настроен неверно. Сообщите её владельцу.",
    ],
    "trouble-often": [
      "检索过于频繁，请{t}重试。",
      "Too many searches. Please try again {t}.",
      "Слишком много запросов. Повторите {t}.",
    ],
    "trouble-down": [
      "检索服务暂时不可用，请{t}重试。",
      "The search service is not available. Please try again {t}.",
      "Служба поиска недоступна. Повторите {t}.",
    ],
    "trouble-offline": [
      "连接不上检索服务，请检查网络后重试。",
      "The search service cannot be reached. Please check your connection.",
      "Нет связи со службой поиска. Проверьте подключение.",
    ],
  };

  // Document types: code, Chinese, Russian, and English where that is not the code.
  const TYPES = (
    "charter/宪章/хартия|treaty/条约/договор|convention/公约/конвенция|agreement/协定/соглашение|" +
    "protocol/议定书/протокол|declaration/宣言/декларация|statement/声明/заявление|" +
    "joint-communique/联合公报/совместное коммюнике/joint communiqué|" +
    "press-communique/新闻公报/информационное сообщение/press communiqué|initiative/倡议/инициатива|" +
    "decision/决议/решение|regulation/条例/положение|strategy/战略/стратегия|programme/合作纲要/программа|" +
    "action-plan/行动计划/план действий|concept/构想/концепция|framework/框架原则/рамочные принципы|" +
    "memorandum/备忘录/меморандум о взаимопонимании/memorandum of understanding|" +
    "minutes/会议纪要/протокол заседания|report/报告/доклад|speech/讲话/выступление|" +
    "article-signed/署名文章/авторская статья/signed article|interview/专访/интервью|message/贺信/послание|" +
    "opinion-national/国内意见/мнения (национальный акт)|" +
    "notice-national/国内通知/уведомление (национальный акт)|news/新闻/новостное сообщение|" +
    "readout/会见消息/сообщение о встрече|academic-article/学术文章/научная статья|" +
    "academic-book/学术著作/монография|collection/文件汇编/сборник|meeting-record/会议记录/запись о заседании|" +
    "other/其他/прочее"
  ).split("|");

  /** The language of ours that is nearest to a tag. */
  const languageFor = (tag) => (/^zh/i.test(tag) ? "zh-Hans" : /^ru/i.test(tag) ? "ru" : "en");

  const voice = (lang) => {
    const column = ["zh-Hans", "en", "ru"].indexOf(lang);
    const forms = [["other"], ["one", "other"], ["one", "few", "many"]][column];
    const rules = new Intl.PluralRules(lang);
    const numbers = new Intl.NumberFormat(lang);
    const types = new Map(TYPES.map((row) => row.split("/")).map((row) => [row[0], row[[1, 3, 2][column]]]));
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
    return {
      lang,
      say: (key, values = {}) => fill(WORDS[key][column], values),
      known: (key) => (Object.hasOwn(WORDS, key) ? WORDS[key][column] : ""),
      count: (key, n) => fill(WORDS[key][column].split("|")[Math.max(0, forms.indexOf(rules.select(n)))], { n: numbers.format(n) }),
      number: (n) => numbers.format(n),
      type: (code) => types.get(code) ?? code.replaceAll("-", " "),
      language: (tag) => {
        try {
          return new Intl.DisplayNames(lang, { type: "language" }).of(tag);
        } catch {
          return tag;
        }
      },
      date: (text) => {
        if (!/^\d{4}-\d{2}(-\d{2}(\/\d{4}-\d{2}-\d{2})?)?$/.test(text)) return text;
        const days = text.split("/").map((day) => new Date(day));
        if (days.some(isNaN)) return text;
        const form = { year: "numeric", month: "long", day: text.length > 7 ? "numeric" : undefined, timeZone: "UTC" };
        return days.map((day) => day.toLocaleDateString(lang === "en" ? "en-GB" : lang, form)).join(" – ");
      },
    };
  };

  /** An element with attributes and contents; a string is text, never markup. */
  const make = (name, attributes = {}, ...contents) => {
    const element = page.createElement.call(document, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(key, "");
      else if (value !== false && value != null) element.setAttribute(key, value);
    }
    element.append(...contents.filter((content) => content != null));
    return element;
  };

  /** An attribute of an element of the page, which may be a form that has a field called getAttribute. */
  const attribute = (element, name) => element && Element.prototype.getAttribute.call(element, name);

  const named = (name, more) => ({ class: name, part: name, ...more });

  const isTag = (text) => typeof text === "string" && /^[a-z]{2,3}\b[\w-]*$/i.test(text);

  /** The language that a few words are likely to be in. */
  const guess = (text) => (/\p{Script=Han}/u.test(text) ? "zh-Hans" : /\p{Script=Cyrillic}/u.test(text) ? "ru" : "en");

  const encode = (text) => encodeURIComponent(String(text).replace(/\p{Cs}/gu, "\uFFFD"));

  const address = (path, parameters) => {
    const pairs = Object.entries(parameters).filter(([, value]) => value != null && value !== "");
    return path + (pairs.length ? "?" : "") + pairs.map(([key, value]) => `${key}=${encode(value)}`).join("&");
  };

  /** A web address without what stands behind its folder, or nothing if it is none. */
  const folder = (text) => {
    if (!text) return null;
    try {
      const url = new URL(text, location.href);
      return /^https?:$/.test(url.protocol) ? url.origin + url.pathname.replace(/\/+$/, "") : null;
    } catch {
      return null;
    }
  };

  const list = (value) => (Array.isArray(value) ? value : []);

  /** A search that failed. */
  class Trouble extends Error {
    constructor(kind, { seconds, said, lang } = {}) {
      super(kind);
      Object.assign(this, { kind, seconds, said, lang });
    }
    get passes() {
      return ["often", "down", "offline"].includes(this.kind);
    }
  }

  const troubleOf = async (response) => {
    const { status, headers } = response;
    const seconds = Number(headers.get("Retry-After"));
    if (status === 429 || status >= 500) return new Trouble(status === 429 ? "often" : "down", { seconds });
    if ([401, 403, 404, 405].includes(status)) return new Trouble("setup");
    const problem = await response.json().catch(() => ({}));
    const said = [problem?.detail, problem?.next].filter((text) => typeof text === "string" && text).join(" ");
    return new Trouble("question", { said, lang: headers.get("Content-Language") });
  };

  /** Asks the server; throws a Trouble, or an AbortError when `control` was used to give up. */
  const ask = async (url, lang, key, control) => {
    let late = false;
    const alarm = setTimeout(() => {
      late = true;
      control.abort();
    }, PATIENCE);
    try {
      const response = await fetch(url, {
        signal: control.signal,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        // In a header, for addresses end up in logs; and only if there is one, for it costs a request of permission.
        headers: { Accept: "application/json", "Accept-Language": lang, ...(key && { "X-API-Key": key }) },
      });
      if (!response.ok) throw await troubleOf(response);
      const answer = await response.json().catch((error) => {
        throw error.name === "AbortError" ? error : new Trouble("down");
      });
      if (!answer || typeof answer !== "object") throw new Trouble("down");
      return answer;
    } catch (error) {
      if (late) throw new Trouble("down");
      if (error instanceof Trouble || error.name === "AbortError") throw error;
      throw new Trouble("offline");
    } finally {
      clearTimeout(alarm);
    }
  };

  const connected = new Set();

  class ScoSearch extends HTMLElement {
    static observedAttributes = ["lang", "placeholder", "label", "base", "results"];

    #place = 0; // among the elements of the page
    #voice;
    #parts;
    #composing = false;
    #composedAt = -Infinity;
    #timer;
    #hinting; // AbortController
    #searching;
    #quietUntil = 0; // no suggestions before this time
    #options = [];
    #active = -1;
    #asked; // the search that is shown

    connectedCallback() {
      connected.add(this);
      const taken = [...connected].map((other) => other !== this && other.#place);
      for (this.#place = 1; taken.includes(this.#place); this.#place++);
      page.addEventListener.call(document, "pointerdown", this.#pressedElsewhere);
      // While the page is still being read, the form inside is not there yet.
      if (document.readyState === "loading")
        page.addEventListener.call(document, "DOMContentLoaded", () => this.#build(), { once: true });
      else this.#build();
    }

    disconnectedCallback() {
      connected.delete(this);
      page.removeEventListener.call(document, "pointerdown", this.#pressedElsewhere);
      this.#stopHints();
      this.#searching?.abort();
    }

    attributeChangedCallback() {
      if (!this.isConnected) return;
      if (this.#parts) this.#label();
      else if (document.readyState !== "loading") this.#build();
    }

    get value() {
      return this.#parts?.input.value ?? "";
    }
    set value(text) {
      if (this.#parts) this.#parts.input.value = String(text);
    }

    focus(options) {
      this.#parts?.input.focus(options);
    }

    search(question = this.value) {
      this.value = question;
      return this.#submit();
    }

    get #base() {
      const action = attribute(this.querySelector("form"), "action");
      return (
        folder(this.getAttribute("base")) ??
        folder(ownSource && new URL(".", ownSource)) ??
        folder(action)?.replace(/\/search$/, "")
      );
    }
    get #filter() {
      return (this.getAttribute("filter") ?? "").trim();
    }
    get #apiKey() {
      return (this.getAttribute("key") ?? "").trim();
    }
    get #by() {
      return this.getAttribute("by") === "passage" ? "passage" : "document";
    }
    get #limit() {
      const limit = parseInt(this.getAttribute("limit"), 10);
      return limit > 0 ? Math.min(limit, 100) : 10;
    }
    get #results() {
      return this.getAttribute("results");
    }

    #build() {
      if (this.#parts || !this.isConnected || !this.#base) return;
      const light = this.querySelector("form input[name=q]");
      const hadFocus = light && light === this.getRootNode().activeElement;
      const input = make("input", {
        id: "q",
        part: "input",
        name: "q",
        type: "text",
        inputmode: "search",
        enterkeyhint: "search",
        role: "combobox",
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": "list",
      });
      const name = make("label", { class: "hidden", for: "q" });
      const options = make("ul", { id: "list", class: "list", part: "suggestions", role: "listbox", hidden: true });
      const button = make("button", { class: "submit", part: "button", type: "submit" });
      const form = make("form", { part: "form", role: "search" }, make("div", { class: "field" }, name, input, options), button);
      const status = make("p", named("status"));
      const close = make("button", { class: "quiet", part: "close", type: "button", hidden: true });
      const notes = make("div", named("notes"));
      const hits = make("ol", named("results"));
      const foot = make("div", { class: "foot" });
      const bar = make("div", { class: "bar" }, status, close);
      const panel = make("div", named("panel", { role: "group", tabindex: "-1", hidden: true }), bar, notes, hits, foot);
      // Not inside the panel: a live region must be there before anything is said.
      const live = make("p", { class: "hidden", role: "status" });
      const root = make("div", { class: "root" }, form, panel, live);
      this.#parts = { root, form, name, input, options, button, panel, status, close, notes, hits, foot, live };
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      shadow.append(root);
      this.#label();
      if (light) input.value = light.value;
      this.#listen();
      if (hadFocus) this.focus();
    }

    #label() {
      const { root, form, name, input, options, button, panel, close } = this.#parts;
      const around = this.parentElement && Element.prototype.closest.call(this.parentElement, "[lang]");
      const given = this.getAttribute("lang") || attribute(around, "lang") || navigator.language;
      const { say, lang } = (this.#voice = voice(languageFor(given)));
      const light = this.querySelector("form input[name=q]");
      const label = this.getAttribute("label") ?? (this.#place > 1 ? `${say("label")} ${this.#place}` : say("label"));
      root.lang = lang;
      form.setAttribute("aria-label", label);
      name.textContent = label;
      input.placeholder = this.getAttribute("placeholder") ?? attribute(light, "placeholder") ?? say("placeholder");
      options.setAttribute("aria-label", say("list"));
      button.textContent = say("button");
      panel.setAttribute("aria-label", say("results"));
      close.textContent = say("close");
      close.hidden = this.#results !== "panel";
    }

    #listen() {
      const { form, input, options, panel, close, hits } = this.#parts;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!this.#composing) this.#submit();
      });
      // An input method composes a word from several keys; until it is done nothing is asked, and its Enter is not ours.
      input.addEventListener("compositionstart", () => {
        this.#composing = true;
        this.#stopHints();
      });
      input.addEventListener("compositionend", (event) => {
        this.#composing = false;
        this.#composedAt = event.timeStamp;
        this.#hintSoon();
      });
      input.addEventListener("blur", () => {
        this.#composing = false;
        this.#stopHints();
      });
      input.addEventListener("input", (event) => {
        if (!this.#composing && !event.isComposing) this.#hintSoon();
      });
      input.addEventListener("keydown", (event) => this.#key(event));
      // The list must not take the focus from the field.
      options.addEventListener("pointerdown", (event) => event.preventDefault());
      options.addEventListener("mousedown", (event) => event.preventDefault());
      options.addEventListener("click", (event) => {
        const at = this.#options.findIndex((option) => option.element.contains(event.target));
        if (at >= 0) this.#choose(at);
      });
      hits.addEventListener("click", (event) => {
        const link = event.target.closest("a[data-document]");
        if (link && !this.#tell("sco-select", { document: link.dataset.document, href: link.href }, true)) event.preventDefault();
      });
      close.addEventListener("click", () => this.#closePanel());
      panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.#results === "panel") {
          event.stopPropagation();
          this.#closePanel();
        }
      });
      this.addEventListener("focusout", (event) => {
        if (event.relatedTarget && event.relatedTarget !== this && !this.contains(event.relatedTarget)) this.#leave();
      });
    }

    #pressedElsewhere = (event) => {
      if (this.#parts && !event.composedPath().includes(this)) this.#leave();
    };

    #leave() {
      if (this.#results === "panel") this.#parts.panel.hidden = true;
    }

    #closePanel() {
      this.#parts.panel.hidden = true;
      this.focus();
    }

    #tell(name, detail, cancelable = false) {
      return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
    }

    #key(event) {
      const isEnter = event.key === "Enter";
      // keyCode 229 is the input method's. Safari tells of the end of a composition before it tells of the key that ended it.
      const isTheirs = this.#composing || event.isComposing || event.keyCode === 229;
      if (isTheirs || (isEnter && event.timeStamp - this.#composedAt < AFTER_COMPOSITION)) {
        if (isEnter) event.preventDefault();
        return;
      }
      const isOpen = this.#options.length > 0;
      if (isEnter) {
        event.preventDefault();
        if (isOpen && this.#active >= 0) this.#choose(this.#active);
        else this.#submit();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = this.#options.length + 1; // one of them is the field itself
        if (isOpen) this.#activate(((this.#active + 1 + step + places) % places) - 1);
        else this.#hint();
      } else if (event.key === "Escape") {
        if (isOpen) this.#stopHints();
        else if (this.#results === "panel" && !this.#parts.panel.hidden) this.#closePanel();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }
    }

    #activate(at) {
      this.#active = at;
      for (const [i, { element }] of this.#options.entries()) element.setAttribute("aria-selected", String(i === at));
      const option = this.#options[at]?.element;
      if (option) {
        this.#parts.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        this.#parts.input.removeAttribute("aria-activedescendant");
      }
    }

    #choose(at) {
      this.value = this.#options[at].text;
      this.#submit();
    }

    #stopHints() {
      clearTimeout(this.#timer);
      this.#hinting?.abort();
      this.#hinting = null;
      if (this.#parts) this.#showHints([]);
    }

    #hintSoon() {
      clearTimeout(this.#timer);
      this.#activate(-1); // what was chosen belongs to what was typed before
      this.#timer = setTimeout(() => this.#hint(), PAUSE);
    }

    async #hint() {
      clearTimeout(this.#timer);
      this.#hinting?.abort();
      const question = this.value.trim();
      if (!question) return this.#stopHints();
      if (Date.now() < this.#quietUntil) return;
      const control = (this.#hinting = new AbortController());
      try {
        const url = address(`${this.#base}/api/v1/suggest`, { q: question, limit: 8 });
        const answer = await ask(url, this.#voice.lang, this.#apiKey, control);
        // An answer to something that is no longer typed is dropped.
        if (control !== this.#hinting || this.value.trim() !== question || this.#composing) return;
        this.#showHints(list(answer.completions).filter(({ text }) => typeof text === "string" && text && text !== question));
      } catch (error) {
        // Suggestions are a help; that they are missing is not worth a word.
        if (error instanceof Trouble && control === this.#hinting) {
          if (error.passes) this.#quietUntil = Date.now() + 1000 * (error.seconds > 0 ? error.seconds : 5);
          this.#showHints([]);
        }
      }
    }

    #showHints(completions) {
      const { input, options, live } = this.#parts;
      const { known, count } = this.#voice;
      this.#options = completions.map(({ text, kind, name }, i) => {
        const what = typeof name === "string" && name !== text ? name : known(`kind-${kind}`);
        const label = what && make("span", { class: "kind", lang: what === name ? guess(name) : null }, what);
        const element = make(
          "li",
          { id: `o${i}`, part: "suggestion", role: "option", "aria-selected": "false" },
          make("span", { lang: guess(text) }, text),
          label || null,
        );
        return { text, element };
      });
      this.#active = -1;
      input.removeAttribute("aria-activedescendant");
      options.replaceChildren(...this.#options.map(({ element }) => element));
      options.hidden = !completions.length;
      input.setAttribute("aria-expanded", String(completions.length > 0));
      if (completions.length) live.textContent = count("hints", completions.length);
    }

    #site(question) {
      return address(`${this.#base}/search`, {
        q: question,
        filter: this.#filter,
        by: this.#by === "passage" ? "passage" : null,
      });
    }

    async #submit() {
      if (!this.#parts) return;
      this.#stopHints();
      const question = this.value.trim();
      if (!question) {
        this.#searching?.abort();
        this.#reset();
        this.focus();
        return this.#say(this.#voice.say("empty"));
      }
      if (this.#results === "link") return location.assign(this.#site(question));
      await this.#run(question, true);
    }

    #reset() {
      const { root, notes, hits, foot } = this.#parts;
      root.classList.remove("busy");
      this.#asked = null;
      for (const part of [notes, hits, foot]) part.replaceChildren();
    }

    #say(text, isTrouble = false) {
      const { panel, status, live } = this.#parts;
      status.textContent = live.textContent = text;
      status.classList.toggle("trouble", isTrouble);
      panel.hidden = false;
    }

    /** Asks a question; with `from`, for the hits behind those that are shown. */
    async #run(question, expand, from = 0) {
      this.#searching?.abort();
      const control = (this.#searching = new AbortController());
      const { root, panel, hits, live } = this.#parts;
      const { say, lang } = this.#voice;
      live.textContent = ""; // so that the same number is said again
      root.classList.add("busy");
      panel.setAttribute("aria-busy", "true");
      const slow = setTimeout(() => (live.textContent = say("busy")), 700);
      const parameters = {
        q: question,
        filter: this.#filter,
        by: this.#by,
        limit: this.#limit,
        offset: from || null,
        expand: expand ? null : "false",
      };
      try {
        const answer = await ask(address(`${this.#base}/api/v1/search`, parameters), lang, this.#apiKey, control);
        if (control !== this.#searching) return;
        if (from) this.#append(answer);
        else this.#show(answer, question, expand);
      } catch (error) {
        if (control !== this.#searching) return;
        if (error.name === "AbortError") return;
        const isKnown = error instanceof Trouble;
        if (!isKnown) console.error(error);
        this.#complain(isKnown ? error : new Trouble("down"), () => this.#run(question, expand, from), question, from);
      } finally {
        clearTimeout(slow);
        if (control === this.#searching) {
          root.classList.remove("busy");
          panel.removeAttribute("aria-busy");
          hits.toggleAttribute("hidden", !hits.childElementCount);
        }
      }
    }

    #complain({ kind, seconds, said, lang, passes }, again, question, from) {
      const { say, count } = this.#voice;
      const text = say(`trouble-${kind}`, { t: seconds > 0 ? count("seconds", seconds) : say("later") });
      const retry = passes ? this.#action(say("retry"), again) : null;
      const { notes, foot } = this.#parts;
      if (!from) this.#reset();
      this.#say(text, true);
      if (said) notes.replaceChildren(make("p", { lang: isTag(lang) ? lang : guess(said) }, said));
      foot.replaceChildren(...[retry, this.#siteLink(question)].filter(Boolean));
    }

    #action(text, act, lang) {
      const button = make("button", { type: "button", class: "quiet", part: "action", lang }, text);
      button.addEventListener("click", () => {
        this.#parts.panel.focus({ preventScroll: true }); // the button will go
        act();
      });
      return button;
    }

    #question(text) {
      return this.#action(text, () => this.search(text), guess(text));
    }

    #siteLink(question) {
      return make("a", { class: "quiet", part: "all", href: this.#site(question) }, this.#voice.say("all"));
    }

    #show(answer, question, expand) {
      const { panel, hits } = this.#parts;
      const { say } = this.#voice;
      const total = answer.total && typeof answer.total === "object" ? answer.total : {};
      const found = list(answer.hits);
      const { corrected } = answer;
      const searched = typeof corrected === "string" && corrected ? corrected : question;
      this.#reset();
      this.#asked = {
        question,
        searched,
        expand,
        shown: found.length,
        total: Number(this.#by === "passage" ? total.passages : total.documents) || 0,
      };
      this.#say(found.length ? this.#howMany(total) : say("none", { q: question }));
      this.#note(answer, question, searched);
      hits.replaceChildren(...found.map((hit) => this.#hit(hit)));
      this.#end();
      panel.scrollTop = 0;
      this.#tell("sco-search", { query: question, total });
    }

    #append(answer) {
      const asked = this.#asked;
      const found = list(answer.hits).map((hit) => this.#hit(hit));
      const { say, number } = this.#voice;
      asked.shown += found.length;
      // An empty page behind the others means that there is no more, whatever was counted.
      if (!found.length) asked.total = asked.shown;
      const { hits, live, status } = this.#parts;
      hits.append(...found);
      status.classList.remove("trouble");
      status.textContent = live.textContent = say("shown", { n: number(asked.shown), all: number(asked.total) });
      this.#end();
      found[0]?.querySelector("a")?.focus();
    }

    #end() {
      const { question, searched, expand, shown, total } = this.#asked;
      const more = make("button", named("more", { type: "button" }), this.#voice.say("more"));
      more.addEventListener("click", () => this.#run(question, expand, shown));
      this.#parts.foot.replaceChildren(...(shown < total ? [more] : []), this.#siteLink(searched));
    }

    #howMany({ documents = 0, passages = 0, at_least }) {
      const { say, count } = this.#voice;
      const bound = (text, isBound) => (isBound ? say("atLeast", { what: text }) : text);
      const isByPassage = this.#by === "passage";
      const parts = [bound(count("documents", documents), at_least && isByPassage), bound(count("passages", passages), at_least)];
      if (isByPassage) parts.reverse();
      return say("found", { what: parts.join(say("and")) });
    }

    #note(answer, question, searched) {
      const { say } = this.#voice;
      const lines = [];
      const line = (...contents) => lines.push(make("p", {}, ...contents));
      const between = (items) => items.flatMap((item, i) => (i ? [say("and"), item] : [item]));
      const quoted = (text) => make("span", { lang: guess(text) }, text);
      const typed = (texts) => texts.filter((text) => typeof text === "string" && text);

      for (const { message } of list(answer.notices)) line(quoted(String(message)));
      if (searched !== question) line(say("corrected", { q: question }), make("b", {}, this.#question(searched)));
      else if (answer.holds === "words" || answer.holds === "most") line(say(answer.holds));

      const expansions = list(answer.expansions);
      const added = expansions.flatMap(({ term, added, forms }) => [
        ...(forms ? [say("forms", { q: term })] : []),
        ...list(added).map((name) => quoted(String(name))),
      ]);
      if (added.length)
        line(
          say("expanded"),
          ...between(added.slice(0, 12)),
          " ",
          this.#action(say("literal"), () => this.#run(question, false)),
        );

      const suggestions = typed(list(answer.suggestions));
      if (suggestions.length) line(say("suggestions"), ...between(suggestions.map((text) => this.#question(text))));
      const [nearer] = typed([answer.nothing?.relaxation?.query]);
      if (nearer && nearer !== question) line(say("nearer"), this.#question(nearer));
      this.#parts.notes.replaceChildren(...lines);
    }

    #runs(runs, text) {
      const pieces = list(runs).filter((run) => typeof run?.text === "string");
      if (!pieces.length) return [String(text ?? "")];
      return pieces.map((run) => (run.hit ? make("mark", { part: "mark" }, run.text) : run.text));
    }

    #hit(hit) {
      const { say, type, language, date, lang: ours } = this.#voice;
      const lang = isTag(hit.language) ? hit.language : null;
      const all = Array.isArray(hit.passages) ? hit.passages : [hit];
      // The title is shown above; where it holds hits, it comes as a passage too.
      const ofTitle = all.find((passage) => passage.zone === "title" && passage.text === hit.title);
      const passages = all.filter((passage) => passage !== ofTitle && typeof passage.text === "string");
      const id = String(hit.document ?? "");
      const question = this.#asked?.searched;
      const href = /^\.{0,2}$/.test(id) ? null : address(`${this.#base}/documents/${encode(id)}`, { q: question });
      const title = hit.title ? this.#runs(ofTitle?.runs, hit.title) : [say("untitled")];
      const link = make(
        href ? "a" : "span",
        named("title", { href, "data-document": id, lang: hit.title ? lang : null }),
        ...title,
      );
      const meta = [
        hit.date && make("time", { datetime: /^\d{4}(-\d{2}){0,2}$/.test(hit.date) ? hit.date : null }, date(String(hit.date))),
        hit.type && type(String(hit.type)),
        lang && lang.slice(0, 2) !== ours.slice(0, 2) && language(lang.split("-")[0]),
      ].filter(Boolean);
      const dotted = meta.flatMap((item, i) => (i ? [" · ", item] : [item]));
      const under = dotted.length ? make("p", named("meta"), ...dotted) : null;
      return make("li", named("hit"), link, under, ...passages.map((passage) => this.#passage(passage, lang)));
    }

    #passage(passage, lang) {
      const { say, known } = this.#voice;
      const { zone, section, page: leaf, footnote, speaker } = passage;
      const number = footnote?.number;
      const sheetOf = footnote?.page ?? leaf;
      const path = zone === "heading" ? [] : list(section).map(String);
      const what = number == null ? known(`zone-${zone}`) : "";
      const where = [
        path.length ? make("span", { lang }, path.join(" › ")) : null,
        speaker ? make("span", { lang }, String(speaker)) : null,
        what,
        sheetOf == null ? null : say("page", { n: sheetOf }),
        number == null ? null : say("note", { n: number }),
      ].filter(Boolean);
      const dotted = where.flatMap((item, i) => (i ? [" · ", item] : [item]));
      const text = make("p", { lang }, ...this.#runs(passage.runs, passage.text));
      return make(
        "div",
        named("passage"),
        text,
        dotted.length ? make("p", { class: "where", part: "meta where" }, ...dotted) : null,
      );
    }
  }

  customElements.define("sco-search", ScoSearch);
})();
