// What makes the page quick; it is complete without.
"use strict";
(() => {
  const box = document.getElementById("q");
  const composing = (event) => event.isComposing || event.keyCode === 229;

  // Keys: / search box, n and p through the hits.
  const hits = [];
  for (const mark of document.querySelectorAll("mark[data-hit]")) {
    const last = hits[hits.length - 1];
    if (last && last[0].dataset.hit === mark.dataset.hit) last.push(mark);
    else hits.push([mark]);
  }
  let at = -1;
  const step = (by) => {
    if (!hits.length) return;
    if (at >= 0) hits[at].forEach((mark) => mark.classList.remove("now"));
    at = (at + by + hits.length) % hits.length;
    hits[at].forEach((mark) => mark.classList.add("now"));
    hits[at][0].setAttribute("tabindex", "-1");
    hits[at][0].focus({ preventScroll: true });
    hits[at][0].scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (typing) return;
    if (event.key === "/" && box) { event.preventDefault(); box.focus(); box.select(); }
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
  for (const link of document.querySelectorAll("[data-step]")) {
    link.hidden = false;
    link.addEventListener("click", (event) => { event.preventDefault(); step(Number(link.dataset.step)); });
  }
  // A link to a text goes there, and not to the first hit; the browser hides the text's directive from scripts.
  const [arrival] = performance.getEntriesByType("navigation");
  if (hits.length && !location.hash && !(arrival && arrival.name.includes(":~:"))) step(1);

  // The page on which a place of the text stands.
  const pageAt = (place) => {
    const paragraph = place && place.closest("[data-page]");
    if (!paragraph) return null;
    const turns = [...paragraph.querySelectorAll(".turn")];
    const before = turns.filter((turn) => turn.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before.length ? before[before.length - 1].id.slice("page-".length) : paragraph.dataset.page;
  };
  /** What is cited: the text with the page of the hit or paragraph that one is at. */
  const cited = (element) => {
    const page = pageAt(at >= 0 ? hits[at][0] : document.querySelector(":target"));
    const form = element.dataset.page;
    return page && form ? form.replace("{page}", () => page) : element.textContent;
  };

  // On a phone the filters wait until they are asked for.
  if (matchMedia("(max-width: 60rem)").matches) {
    for (const filters of document.querySelectorAll("details.filters")) filters.open = false;
  }

  // Where not all years fit, the last ones are seen first.
  for (const chart of document.querySelectorAll(".scroll")) chart.scrollLeft = chart.scrollWidth;

  // A copyable citation.
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const text = cited(document.getElementById(button.dataset.copy));
      try { await navigator.clipboard.writeText(text); } catch {
        const range = document.createRange();
        range.selectNodeContents(document.getElementById(button.dataset.copy));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        document.execCommand("copy");
      }
      button.textContent = document.body.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // Notes beside the text, and back to where one came from.
  // Where there is room they stand there at once, each beside its mark; for ears they are at the end, as for small screens.
  const article = document.querySelector("article.text");
  const roomy = matchMedia("(min-width: 88rem)");
  const noteOf = (mark) => document.getElementById(mark.getAttribute("href").slice(1));
  const wordsOf = (note) => note.textContent.replace("↩", "").trim();
  const setBeside = () => {
    document.querySelector(".margin")?.remove();
    if (!article || !roomy.matches) return;
    const margin = document.createElement("div");
    margin.className = "margin";
    margin.setAttribute("aria-hidden", "true");
    article.append(margin);
    const top = article.getBoundingClientRect().top;
    let free = 0;
    for (const mark of article.querySelectorAll("a.mark")) {
      const note = noteOf(mark);
      if (!note) continue;
      const beside = document.createElement("p");
      beside.textContent = wordsOf(note);
      margin.append(beside);
      const place = Math.max(free, mark.getBoundingClientRect().top - top);
      beside.style.top = `${place}px`;
      free = place + beside.offsetHeight + 10;
    }
  };
  setBeside();
  document.fonts?.ready.then(setBeside);
  addEventListener("resize", setBeside);
  let aside = null;
  const close = () => { if (aside) { aside.remove(); aside = null; } };
  for (const mark of document.querySelectorAll("a.mark")) {
    const open = () => {
      close();
      const note = noteOf(mark);
      if (!note || roomy.matches) return;
      aside = document.createElement("span");
      aside.className = "aside";
      aside.setAttribute("role", "note");
      aside.textContent = wordsOf(note);
      mark.parentElement.after(aside);
      const box = mark.getBoundingClientRect();
      aside.classList.toggle("low", box.top < 200);
    };
    mark.addEventListener("mouseenter", open);
    mark.addEventListener("focus", open);
    mark.addEventListener("mouseleave", close);
    mark.addEventListener("blur", close);
    const note = noteOf(mark);
    const back = note && note.querySelector("a.back");
    if (back && !document.getElementById(back.getAttribute("href").slice(1))) back.setAttribute("href", `#${mark.id}`);
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // Suggestions: a combobox; nothing fires while an input method composes.
  if (!box) return;
  const list = document.createElement("ul");
  list.className = "list"; list.id = "suggestions"; list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label"));
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  let chosen = -1, timer = 0, asked = null, ended = 0;
  const show = (texts) => {
    list.replaceChildren(...texts.map((text, index) => {
      const item = document.createElement("li");
      item.id = `suggestion-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = text;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); box.value = text; box.form.requestSubmit(); });
      return item;
    }));
    chosen = -1;
    list.hidden = texts.length === 0;
    box.setAttribute("aria-expanded", String(texts.length > 0));
    box.removeAttribute("aria-activedescendant");
  };
  const point = (next) => {
    chosen = next;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
    if (next < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[next].id);
    if (next >= 0) list.children[next].scrollIntoView({ block: "nearest" });
  };
  const choose = (by) => {
    const places = list.children.length + 1; // one of them is the box itself
    point(((chosen + 1 + by + places) % places) - 1);
  };
  const dismiss = () => { clearTimeout(timer); if (asked) asked.abort(); show([]); };
  const ask = async () => {
    const typed = box.value.trim();
    if (asked) asked.abort();
    if (!typed) return show([]);
    asked = new AbortController();
    try {
      const answer = await fetch(`/api/v1/suggest?limit=8&q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (!answer.ok) return;
      const { completions } = await answer.json();
      if (box.value.trim() === typed && document.activeElement === box) show(completions.map((one) => one.text));
    } catch { /* aborted or offline: no suggestions */ }
  };
  const later = () => {
    clearTimeout(timer);
    point(-1); // what was chosen belongs to what was typed before
    timer = setTimeout(ask, 150);
  };
  box.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  box.addEventListener("compositionend", () => { ended = performance.now(); later(); });
  box.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    // Some browsers end the composition before they tell of the key that ended it.
    if (event.key === "Enter" && performance.now() - ended < 50) { event.preventDefault(); return; }
    if (event.key === "ArrowDown") { event.preventDefault(); choose(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(-1); }
    // The browser would empty the box.
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); dismiss(); }
    if (event.key === "Enter" && chosen >= 0) box.value = list.children[chosen].textContent;
  });
  box.addEventListener("blur", dismiss);
})();
