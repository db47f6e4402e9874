// What a page for screens can do beyond being read. Everything it says stands there without this:
// numbers lead to the list of results, citations to the references. Nothing is loaded or kept.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const at = (hash) => {
    try { return document.getElementById(hash.slice(1)) || document.getElementById(decodeURIComponent(hash.slice(1))); }
    catch { return null; }
  };

  // --- contents that follow reading; closed at first where the page is narrow ---
  const contents = document.querySelector("nav.contents");
  if (contents) {
    const folded = contents.querySelector("details");
    const narrow = matchMedia("(max-width: 67.99em)");
    const fit = () => { folded.open = !narrow.matches; };
    fit();
    narrow.addEventListener("change", fit);
    const links = new Map(all("a", contents).map((link) => [at(link.hash), link]));
    links.delete(null);
    const onLine = new Set();
    const mark = (section) => {
      for (const [other, link] of links) {
        if (other === section) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      const link = links.get(section);
      if (narrow.matches || contents.scrollHeight <= contents.clientHeight) return;
      const [inside, around] = [link.getBoundingClientRect(), contents.getBoundingClientRect()];
      if (inside.top < around.top || inside.bottom > around.bottom) contents.scrollTop += inside.top - around.top - around.height / 2;
    };
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) entry.isIntersecting ? onLine.add(entry.target) : onLine.delete(entry.target);
      const last = [...links.keys()].filter((section) => onLine.has(section)).pop();
      if (last) mark(last);
    }, { rootMargin: "-22% 0px -77% 0px" });
    for (const section of links.keys()) observer.observe(section);
    contents.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      if (narrow.matches) folded.open = false;
      if (links.has(at(link.hash))) setTimeout(() => mark(at(link.hash)), 50);
    });
  }

  // --- a link into something folded unfolds it ---
  const unfold = () => {
    const target = location.hash && at(location.hash);
    const folded = target && target.closest("details:not([open])");
    if (folded) {
      folded.open = true;
      target.scrollIntoView({ behavior: "instant" });
    }
  };
  addEventListener("hashchange", unfold);
  unfold();

  // --- where a number comes from, and what a citation cites: on hover and focus; Escape closes ---
  const pop = made("div", { className: "pop", id: "pop", popover: "manual" });
  pop.setAttribute("role", "group");
  let shown = null;
  let timer = 0;
  let returning = false;
  const later = (work, wait) => { clearTimeout(timer); timer = setTimeout(work, wait); };
  const subject = (event) => pop.contains(event.target) ? null : event.target.closest("[data-result], .cite a");
  const told = (of) => (of.dataset.result ? of.dataset.result.split(" ").map((id) => document.getElementById(`result-${id}`)) : [at(of.hash)])
    .filter(Boolean).map((source) => made("div", { className: "told" }, ...[...source.childNodes].map((node) => node.cloneNode(true))));
  const place = () => {
    if (!shown) return;
    const around = shown.getBoundingClientRect();
    const { left } = shown.getClientRects()[0] || around;
    const { offsetWidth: width, offsetHeight: height } = pop;
    const below = around.bottom + 6;
    const above = around.top - height - 6;
    pop.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
    pop.style.top = `${below + height > innerHeight && above > 0 ? above : below}px`;
  };
  const hide = () => {
    clearTimeout(timer);
    if (!shown) return;
    const [of, held] = [shown, pop.contains(document.activeElement)];
    shown = null;
    of.removeAttribute("aria-describedby");
    pop.remove();
    if (!held) return;
    returning = true;
    of.focus();
    returning = false;
  };
  const show = (of) => {
    clearTimeout(timer);
    if (of === shown) return;
    const parts = told(of);
    hide();
    if (!parts.length) return;
    shown = of;
    pop.setAttribute("aria-label", of.dataset.result ? "Where this number comes from" : "Reference");
    pop.replaceChildren(...parts);
    // Who tabs through the text passes by; who presses Enter on a number comes in.
    for (const link of all("a", pop)) link.tabIndex = -1;
    if (of.matches("td")) of.append(pop);
    else of.after(pop);
    pop.showPopover();
    // Only the first words are read out of themselves.
    parts[0].firstElementChild?.setAttribute("id", "pop-says");
    of.setAttribute("aria-describedby", parts[0].firstElementChild ? "pop-says" : "pop");
    place();
  };
  const follow = (target) => {
    hide();
    unfold();
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ behavior: "instant", block: "center" });
  };
  if ("popover" in HTMLElement.prototype) {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const of = subject(event);
      if (of) later(() => show(of), 250);
      else if (pop.contains(event.target)) clearTimeout(timer);
      else if (shown && !shown.contains(document.activeElement) && !pop.contains(document.activeElement)) later(hide, 300);
      else clearTimeout(timer);
    });
    document.addEventListener("focusin", (event) => {
      if (returning) return;
      const of = subject(event);
      if (of && event.target.matches(":focus-visible")) show(of);
      else if (!of && !pop.contains(event.target)) hide();
    });
    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const of = subject(event);
      const within = pop.contains(event.target) && event.target.closest("a[href^='#']");
      if (within) setTimeout(() => follow(at(within.hash)));
      if (pop.contains(event.target)) return;
      if (!of) return hide();
      if (!of.dataset.result) return;
      event.preventDefault();
      show(of);
      if (event.detail !== 0) return;
      for (const link of all("a", pop)) link.tabIndex = 0;
      pop.querySelector("a")?.focus();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) { event.preventDefault(); hide(); } });
    addEventListener("scroll", place, { passive: true, capture: true });
    addEventListener("resize", place);
  }

  // --- figures, larger ---
  for (const figure of all("figure")) {
    const drawing = figure.querySelector(".drawing");
    const label = figure.querySelector(".label")?.textContent;
    if (!drawing || !label) continue;
    const enlarge = made("button", { type: "button", textContent: `Enlarge ${label}` });
    drawing.after(made("div", { className: "tools" }, enlarge));
    enlarge.addEventListener("click", () => {
      const close = made("button", { type: "button", textContent: "Close", autofocus: true });
      const room = made("div", { className: "room", tabIndex: 0 }, ...drawing.childNodes);
      room.setAttribute("role", "group");
      room.setAttribute("aria-label", `${label}, enlarged`);
      const dialog = made("dialog", { className: "large" }, made("p", {}, made("strong", {}, label), close), room);
      dialog.setAttribute("aria-label", label);
      drawing.style.minHeight = `${drawing.offsetHeight}px`;
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => {
        drawing.append(...room.childNodes);
        drawing.style.minHeight = "";
        dialog.remove();
        enlarge.focus();
      });
      figure.append(dialog);
      dialog.showModal();
    });
  }

  // What has the focus is seen whole, in tables that are wider than the page too.
  document.addEventListener("focusin", ({ target }) => { if (target.matches(".scroll *")) target.scrollIntoView({ block: "nearest", inline: "nearest" }); });

  // --- tables: sorting within their groups, and numbers to step through ---
  const inDays = { year: 365.25, month: 30.4375, week: 7, day: 1 };
  const rank = (cell) => {
    const text = cell.innerText.trim().replaceAll("\u2212", "-");
    if (cell.classList.contains("missing") || /^(–|none|not .*)?$/.test(text)) return [2, 0, ""];
    const spans = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(year|month|week|day)/g)];
    if (spans.length) return [0, spans.reduce((sum, [, n, unit]) => sum + n * inDays[unit], 0), text];
    const number = /^([+-]?\d+(?:\.\d+)?)(\+?)/.exec(text.replaceAll(",", ""));
    // `1+` stands between 1 and 2.
    return number ? [0, Number(number[1]) + (number[2] ? 0.5 : 0), text] : [1, 0, text];
  };
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sorted = (rows, column, sign) => rows.map((row) => [row, rank(row.cells[column])]).sort(([, a], [, b]) =>
    (a[0] === 2 || b[0] === 2 ? a[0] - b[0] : sign * (a[0] - b[0] || a[1] - b[1] || collator.compare(a[2], b[2])))).map(([row]) => row);
  const leaves = (table) => {
    const grid = [];
    [...table.tHead.rows].forEach((row, y) => [...row.cells].forEach((cell) => {
      const line = (grid[y] ??= []);
      let x = 0;
      while (line[x]) x += 1;
      for (let dy = 0; dy < cell.rowSpan; dy += 1) for (let dx = 0; dx < cell.colSpan; dx += 1) (grid[y + dy] ??= [])[x + dx] = cell;
    }));
    return grid.at(-1) || [];
  };
  for (const table of all(".scroll > table")) {
    const bodies = [...table.tBodies].map((body) => [body, [...body.rows].filter((row) => !row.matches(".group"))]);
    const regular = bodies.every(([, rows]) => rows.every((row) => row.cells.length === rows[0].cells.length && !row.querySelector("[rowspan], [colspan]")));
    const columns = leaves(table);
    // Sorting is offered where it can change something.
    const differs = (column) => bodies.some(([, rows]) => new Set(rows.map((row) => row.cells[column].textContent)).size > 1);
    if (regular && columns.length > 2) columns.forEach((heading, column) => {
      if (!differs(column)) return;
      const button = made("button", { type: "button", className: "sort", title: "Sort; once more for the other way, a third time for the order as printed" }, ...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const way = { ascending: "descending", descending: "" }[heading.getAttribute("aria-sort")] ?? "ascending";
        for (const other of columns) other.removeAttribute("aria-sort");
        if (way) heading.setAttribute("aria-sort", way);
        for (const [body, rows] of bodies) body.append(...(way ? sorted(rows, column, way === "ascending" ? 1 : -1) : rows));
      });
    });
    const numbers = all("td[data-result]", table);
    if (!numbers.length) continue;
    const step = made("button", { type: "button", textContent: "Step through the numbers" });
    const hint = made("span", {});
    hint.setAttribute("role", "status");
    step.setAttribute("aria-pressed", "false");
    table.parentElement.after(made("div", { className: "tools" }, step, hint));
    step.addEventListener("click", () => {
      hide();
      const on = step.getAttribute("aria-pressed") !== "true";
      step.setAttribute("aria-pressed", String(on));
      hint.textContent = on ? "Arrow keys go from number to number; each shows where it comes from." : "";
      for (const cell of numbers) {
        if (on) {
          const link = made("a", { className: "result", href: `#result-${cell.dataset.result.split(" ")[0]}`, tabIndex: -1 }, ...cell.childNodes);
          link.dataset.result = cell.dataset.result;
          delete cell.dataset.result;
          cell.append(link);
        } else {
          const link = cell.querySelector("a.result");
          cell.dataset.result = link.dataset.result;
          link.replaceWith(...link.childNodes);
        }
      }
      if (!on) return;
      const first = table.querySelector("td a.result");
      first.tabIndex = 0;
      first.focus();
    });
    table.addEventListener("keydown", (event) => {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
      const link = event.target.closest("td a.result");
      if (!link || pop.contains(event.target) || (!dx && !dy)) return;
      event.preventDefault();
      const from = link.closest("td");
      for (let x = from.cellIndex + dx, y = from.parentElement.rowIndex + dy; table.rows[y] && x >= 0 && x < columns.length; x += dx, y += dy) {
        const next = table.rows[y].cells[x]?.querySelector("a.result");
        if (!next) continue;
        link.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
        return;
      }
    });
  }
})();
