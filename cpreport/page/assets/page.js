// The script of the page that `cpreport open` shows: it saves what is entered, moves through grids of
// grades as a spreadsheet does, and renews the report beside the form. Without it the forms still work.
"use strict";

const body = document.body;
const proof = body.dataset.proof;
const state = document.getElementById("state");
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const later = (ms) => new Promise((done) => setTimeout(done, ms));

function say(what, more = "") {
  state.textContent = [state.dataset[what], more].filter(Boolean).join(": ");
  state.classList.toggle("failed", what === "failed" || what === "gone");
}

// --- presence: the program ends when no page is open any more ----------------------------------

const here = new EventSource("/here");
here.addEventListener("error", () => {
  if (here.readyState === EventSource.CLOSED) say("gone");
});

// --- saving ------------------------------------------------------------------------------------

const WAIT = 450;
// Who types on and on is not waited for longer than this.
const LONGEST = 2000;
// A row that nothing was entered in yet, or that is not in the file yet.
const NEW = '[data-new="yes"]';

class Saver {
  constructor(form) {
    this.form = form;
    this.known = new Map(this.controls().map((c) => [c.name, c.value]));
    this.running = null;
    this.timer = 0;
    this.stopped = false;
    form.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
      say("typing");
      clearTimeout(this.timer);
      this.since ||= Date.now();
      const left = Math.max(0, this.since + LONGEST - Date.now());
      this.timer = setTimeout(() => this.save(), Math.min(WAIT, left));
    });
    form.addEventListener("change", () => this.save());
    form.addEventListener("focusout", () => setTimeout(() => this.save()));
  }

  controls() {
    return [...this.form.elements].filter(
      (c) => c.name && c.type !== "hidden" && c.tagName !== "BUTTON" && !c.closest(NEW));
  }

  // New rows that something stands in; one that is told by a name has to have it whole.
  begun() {
    return all(NEW, this.form).filter((row) => {
      const key = one("[data-key]", row);
      const filled = all("input, select, textarea", row).some((c) => c !== key && c.value.trim());
      return filled && (!key || (key.value.trim() && key !== document.activeElement));
    });
  }

  changed() {
    return this.controls().filter((c) => c.value !== this.known.get(c.name));
  }

  // What is sent while another save is under way waits for it.
  async save() {
    clearTimeout(this.timer);
    this.since = 0;
    while (this.running) await this.running;
    const changed = this.changed(), begun = this.begun();
    if (this.stopped || !(changed.length || begun.length)) return;
    this.running = this.saveAll(changed.map((c) => [c.name, c.value]), begun);
    await this.running;
    this.running = null;
  }

  async saveAll(pairs, begun) {
    if (pairs.length) await this.send(pairs);
    for (const row of begun) if (!this.stopped) await this.add(row);
  }

  // A new row is one of the list as soon as something stands in it; what is typed on belongs to it.
  async add(row) {
    const button = one('button[name="add"]', row), list = button.value;
    const old = row.dataset.row, controls = all("input, select, textarea", row);
    const key = one("[data-key]", row), named = key?.value.split(/\s+/).filter(Boolean).join(" ");
    const values = controls.map((c) => c.value);
    // Where it comes to stand the program knows, whatever was added elsewhere meanwhile.
    if (!await this.send([["add", list], ...controls.map((c, n) => [`${list}/*${c.name.slice(old.length)}`, values[n]])])) return;
    row.dataset.new = "added";
    const word = one(":scope > .word", row.closest(".rows"));
    if (word) word.hidden = true;
    for (const box of key ? [...controls, ...all("[data-name]", row)] : []) {
      const own = list + "/" + named.replace(/~/g, "~0").replace(/\//g, "~1");
      if (box.name) box.name = own + box.name.slice(old.length);
      else box.dataset.name = own + box.dataset.name.slice(old.length);
    }
    key?.removeAttribute("name");
    if (key) key.readOnly = true;
    controls.forEach((c, n) => this.known.set(c.name, values[n]));
    say(this.changed().length ? "typing" : "saved");
    if (this.moved) { leaving = true; location.reload(); }
  }

  async send(pairs) {
    say("saving");
    const kept = all('input[type="hidden"]', this.form).map((c) => [c.name, c.value]);
    let answer;
    try {
      answer = await fetch(this.form.action, {
        method: "POST", body: new URLSearchParams([...kept, ...pairs]), keepalive: true,
        headers: { Accept: "application/json" },
      });
    } catch {
      say("gone");
      return false;
    }
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      for (const [name, value] of pairs) this.known.set(name, value);
      setVersion(said.version);
      showProblems(said.problems);
      for (const [key, value] of Object.entries(said.computed || {})) {
        const cell = one(`[data-score="${CSS.escape(key)}"]`);
        if (cell) cell.textContent = value;
      }
      say(this.changed().length ? "typing" : "saved");
      preview?.renew();
      renewStanding();
    } else if (answer.status === 409 && said.changed) {
      this.ask(said);
    } else {
      say("failed", said.refused || "");
    }
    return answer.ok;
  }

  ask(said) {
    this.stopped = true;
    say("failed");
    const dialog = document.getElementById("changed");
    const lines = one(".difference", dialog);
    lines.replaceChildren(...(said.difference || []).map(([sign, text]) => {
      const line = document.createElement("div");
      line.className = sign === "-" ? "gone" : "come";
      line.textContent = `${sign} ${text}`;
      return line;
    }));
    dialog.onclick = (event) => {
      const wanted = event.target.value;
      if (wanted === "show") lines.hidden = false;
      if (wanted === "reload") { leaving = true; location.reload(); }
      if (wanted === "mine") {
        dialog.close();
        setVersion(said.version);
        this.stopped = false;
        // Rows may have other places by now.
        this.moved = true;
        this.save();
      }
    };
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    if (!dialog.open) dialog.showModal();
  }
}

function setVersion(version) {
  for (const input of all('input[name="version"]')) input.value = version;
}

function problemMark(problem) {
  const mark = document.createElement("span");
  mark.className = `problem ${problem.kind}`;
  // The program has made every sign of it safe.
  mark.innerHTML = problem.all;
  return mark;
}

function showProblems(problems = []) {
  const visit = location.pathname.match(/\/visits\/(\d+)$/);
  const shown = visit ? problems.filter((p) => p.name.startsWith(`visits/${visit[1]}`)) : problems;
  for (const box of all("[data-name]")) {
    const mine = shown.filter((p) => p.name === box.dataset.name);
    one(".problems", box)?.replaceChildren(...mine.map(problemMark));
    const control = one("input, select, textarea", box);
    if (control && !control.classList.contains("grade")) {
      control.setAttribute("aria-invalid", mine.some((p) => p.kind === "wrong"));
    }
  }
  const summary = document.getElementById("summary");
  if (!summary) return;
  summary.hidden = !shown.length;
  one("ul", summary).replaceChildren(...shown.map((p) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    item.className = p.kind;
    link.href = `#f/${p.name}`;
    if (p.where) {
      const where = document.createElement("b");
      where.textContent = p.where;
      link.append(where, " ");
    }
    const said = document.createElement("span");
    said.innerHTML = p.message;
    link.append(said);
    item.append(link);
    return item;
  }));
}

const savers = all("form[data-autosave]").map((form) => new Saver(form));
const flush = () => Promise.all(savers.map((s) => s.save()));
let leaving = false;

// What is added to a list of named things needs its name.
document.addEventListener("click", (event) => {
  const row = event.target.name === "add" && event.target.closest(NEW);
  const key = row && one("[data-key]", row);
  if (!key) return;
  key.required = true;
  if (!key.reportValidity()) event.preventDefault();
  key.required = false;
});

// A form that is sent as a whole waits for what is being saved: the file is another one afterwards.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.flushed || form.method === "get") { leaving = true; return; }
  event.preventDefault();
  const by = event.submitter;
  // Whoever types on before the next page is there would type over the row that is being added.
  const row = by?.name === "add" ? by.closest("[data-new]") : null;
  if (row) row.inert = true;
  await flush();
  if (savers.some((s) => s.stopped)) {
    if (row) row.inert = false;
    return;
  }
  // A form is not sent again while it is still being sent.
  await later(0);
  form.dataset.flushed = "yes";
  leaving = true;
  form.requestSubmit(by);
  delete form.dataset.flushed;
});

addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
addEventListener("beforeunload", (event) => {
  const half = all(`${NEW} input, ${NEW} textarea`).some((c) => c.value !== c.defaultValue);
  if (!leaving && (half || savers.some((s) => s.changed().length))) {
    flush();
    event.preventDefault();
  }
});
addEventListener("pageshow", () => {
  leaving = false;
  for (const row of all("[data-new]")) row.inert = false;
});

// A link to a field goes into it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#f/"]');
  if (link && goTo(link.hash)) event.preventDefault();
});

// What no field stands for is mended in the first one of the row that it belongs to.
function besides(name) {
  const row = name.slice(0, name.lastIndexOf("/") + 1);
  return row && (one(`main [name^="${CSS.escape(row)}"]`) || besides(row.slice(0, -1)));
}

function goTo(hash) {
  const name = decodeURIComponent(hash.slice(1));
  const field = document.getElementById(name) || one(`[name="${CSS.escape(name.slice(2))}"]`) || document.getElementById(name.split("/")[1]) || besides(name.slice(2));
  if (!field) return false;
  for (let at = field.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  const first = field.matches("input, select, textarea") ? field : one("input, select, textarea, button, a", field);
  (first || field).focus();
  field.scrollIntoView({ block: "center" });
  return true;
}

if (location.hash.startsWith("#f/")) goTo(location.hash);

// Where a list was altered, the keyboard goes on in its last row, or where one can be added. The browser
// goes to the place that an address names by itself, and takes the keyboard from where it is.
addEventListener("pageshow", () => {
  const list = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (list?.matches('[id^="media/"]')) one("textarea, input", list).focus();
  if (!list?.matches(".rows")) return;
  const last = all(":scope > .row", list).at(-1);
  (last ? one("input:not([readonly]), select, textarea", last) : one(":scope > details > summary", list))?.focus();
});

// --- blocks from a spreadsheet -----------------------------------------------------------------

// A number with a decimal comma gets its point; `1,234` may be a thousand, and stays for a person to read.
const pastedNumber = (value) =>
  /^[<>≤≥~]?\s*[-−+]?(\d+,(\d{1,2}|\d{4,})|(0|\d{4,}),\d+)$/.test(value) ? value.replace(",", ".") : value;

// Each value goes to the cell that lies as far from the first as it does; a grade stays as it was written.
function pasteBlock(event, rows, write) {
  const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  const isNumber = (cell) => cell.tagName === "INPUT" && !cell.dataset.set;
  const cell = event.target, whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value?.length;
  const alone = isNumber(cell) && whole && pastedNumber(text.trim()) !== text.trim();
  if (!/[\t\n]/.test(text) && !alone && cell.tagName === "INPUT") return;
  event.preventDefault();
  const row = rows.findIndex((cells) => cells.includes(cell));
  const column = rows[row].indexOf(cell);
  text.split("\n").forEach((line, r) => line.split("\t").forEach((value, c) => {
    const there = rows[row + r]?.[column + c];
    if (there) write(there, isNumber(there) ? pastedNumber(value.trim()) : value.trim());
  }));
}

// A category that a measure has not is kept and said, and not left out.
function writeMeasured(cell, value) {
  if (cell.tagName === "SELECT") {
    const own = [...cell.options].find((one) => one.value.toLowerCase() === value.toLowerCase());
    value = own ? own.value : value;
    if (!own) cell.add(new Option(value, value));
  }
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const table of all("table.measured")) {
  const rows = all("tbody tr", table).map((row) => all("input, select", row));
  table.addEventListener("paste", (event) => {
    if (event.target.matches("input, select")) pasteBlock(event, rows, writeMeasured);
  });
}

// --- grids of grades ---------------------------------------------------------------------------

// Case, spaces and idle zeros tell no grades apart.
const folded = (grade) => {
  const text = grade.replace(/\s/g, "").replace(/[−–‑]/g, "-").toLowerCase();
  return /^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text;
};
const MISSING = /^not (assessed|reported|applicable|testable|scorable)/i;

class Grid {
  constructor(section) {
    this.section = section;
    this.sets = JSON.parse(section.dataset.sets);
    this.legend = one(".legend", section);
    this.rows = all("tbody tr", one("table", section))
      .map((row) => all("td", row).map((cell) => one("input.grade", cell)))
      .filter((row) => row.length);
    this.last = this.rows.flat().find(Boolean);
    for (const input of this.rows.flat().filter(Boolean)) {
      this.mark(input);
      input.addEventListener("focus", () => { this.last = input; input.select(); this.showLegend(input); });
      input.addEventListener("input", () => this.mark(input));
      input.addEventListener("keydown", (event) => this.key(event, input));
      input.addEventListener("paste", (event) => pasteBlock(event, this.rows, (cell, value) => this.write(cell, value)));
    }
    this.legend.addEventListener("click", (event) => {
      const pick = event.target.closest(".pick");
      if (pick && this.last) { this.write(this.last, pick.value); this.last.focus(); }
    });
    one(".earlier-toggle", section)?.addEventListener("change", (event) => {
      for (const span of all(".earlier", section)) span.hidden = !event.target.checked;
    });
  }

  grades(input) { return this.sets[input.dataset.set] || null; }

  mark(input) {
    const value = input.value.trim();
    const grades = this.grades(input);
    const found = grades?.find(([code, , ...others]) => [code, ...others].some((one) => folded(one) === folded(value)));
    const meaning = document.getElementById(`${input.id}/meaning`);
    const strange = Boolean(value && grades && !found && !MISSING.test(value));
    input.setAttribute("aria-invalid", strange);
    input.classList.toggle("long", value.length > 4);
    if (meaning) meaning.textContent = found ? found[1] : strange ? this.legend.dataset.none : "";
  }

  write(input, value) {
    input.value = value;
    this.mark(input);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  showLegend(input) {
    const name = input.dataset.set;
    if (this.legend.dataset.set === name || !this.sets[name]) return;
    this.legend.dataset.set = name;
    const last = this.legend.lastElementChild;
    this.legend.replaceChildren(...this.sets[name].map(([code, meaning]) => {
      const pick = document.createElement("button");
      const bold = document.createElement("b");
      pick.type = "button";
      pick.className = "pick";
      pick.value = bold.textContent = code;
      bold.dir = "ltr";
      pick.append(bold, ` ${meaning}`);
      return pick;
    }), last);
  }

  place(input) {
    const row = this.rows.findIndex((cells) => cells.includes(input));
    return [row, this.rows[row].indexOf(input)];
  }

  go(row, column) {
    const input = this.rows[row]?.[column];
    if (input) input.focus();
    return Boolean(input);
  }

  key(event, input) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift") return;
    const [row, column] = this.place(input);
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const inward = getComputedStyle(input).direction === "rtl" ? -1 : 1;
    let taken = true, begun = "";
    if (event.key === "Enter") this.go(row + (event.shiftKey ? -1 : 1), column) || this.go(0, column + 1);
    else if (event.key === "ArrowDown") this.go(row + 1, column);
    else if (event.key === "ArrowUp") this.go(row - 1, column);
    else if (event.key === "ArrowRight" && (whole || input.selectionEnd === input.value.length)) taken = this.go(row, column + inward);
    else if (event.key === "ArrowLeft" && (whole || input.selectionStart === 0)) taken = this.go(row, column - inward);
    else if (event.key === "Delete" && whole) this.write(input, "");
    else if (/^n$/i.test(event.key) && (whole || !input.value) &&
             !this.grades(input)?.some(([code]) => /^n/i.test(code))) {
      this.write(input, this.legend.dataset.notAssessed);
      input.select();
      begun = event.key;
    } else if (this.begun && whole && /^[^\s\d]$/.test(event.key)) {
      // Who goes on after N writes a word of their own, such as `not reported`.
      this.write(input, this.begun + event.key);
    } else taken = false;
    this.begun = begun;
    if (taken) event.preventDefault();
  }
}

for (const section of all("section.grid:has(.legend)")) new Grid(section);

// --- pictures: a rectangle that is drawn over one -----------------------------------------------

for (const box of all(".masking")) {
  const inputs = ["left", "top", "width", "height"].map((side) => document.getElementById(`${box.dataset.mask}-${side}`));
  const veil = document.createElement("span");
  box.append(veil);
  let from = null;
  const show = () => ["left", "top", "width", "height"].forEach((side, n) => { veil.style[side] = `${Number(inputs[n].value) || 0}%`; veil.hidden = !Number(inputs[2].value); });
  const at = (event) => {
    const area = box.getBoundingClientRect();
    const share = (value, size) => Math.min(100, Math.max(0, 100 * value / size));
    return [share(event.clientX - area.left, area.width), share(event.clientY - area.top, area.height)];
  };
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    from = at(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    const sides = [0, 1].map((n) => Math.min(from[n], to[n])).concat([0, 1].map((n) => Math.abs(from[n] - to[n])));
    sides.forEach((value, n) => { inputs[n].value = value.toFixed(1); });
    inputs[0].closest("details").open = true;
    show();
  });
  box.addEventListener("pointerup", () => { from = null; });
  for (const input of inputs) input.addEventListener("input", show);
  show();
}

// --- the report beside the form ----------------------------------------------------------------

class Preview {
  constructor(box) {
    this.box = box;
    this.frame = one("iframe", box);
    this.told = one(".told", box);
    this.stamp = 0;
    this.busy = false;
    this.again = false;
    this.loading = false;
    this.at = 0;
    this.renew();
  }

  async renew() {
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    this.told.textContent = this.told.dataset.making;
    try {
      const answer = await fetch(`${this.box.dataset.see}/state`);
      if (answer.ok) this.show(await answer.json());
    } catch { /* The program has ended, which is said elsewhere. */ }
    this.busy = false;
    if (this.again) { this.again = false; this.renew(); }
  }

  show(said) {
    const wrong = said.problems.length > 0;
    this.told.textContent = this.told.dataset[!wrong ? "made" : said.stamp ? "stale" : "none"];
    one(".why", this.box).replaceChildren(...said.problems.map((p) => {
      const item = document.createElement("li");
      item.innerHTML = p;
      return item;
    }));
    this.frame.hidden = !said.stamp;
    if (!said.stamp || said.stamp === this.stamp) return;
    this.stamp = said.stamp;
    // A page that is still loading stands at its top: the place is that of the page before.
    if (!this.loading) this.at = this.frame.contentWindow?.scrollY || 0;
    this.loading = true;
    this.frame.onload = () => {
      this.loading = false;
      this.frame.contentWindow.scrollTo({ top: this.at, behavior: "instant" });
    };
    this.frame.src = `${this.box.dataset.see}/page?${said.stamp}`;
  }
}

const box = one("[data-see]");
const preview = box ? new Preview(box) : null;

// --- long lists to choose from ------------------------------------------------------------------

for (const find of all("input[data-among]")) {
  const rows = all("li", document.getElementById(find.dataset.among));
  const found = document.getElementById(find.getAttribute("aria-describedby"));
  const look = () => {
    const asked = find.value.trim().toLowerCase();
    for (const row of rows) {
      // What is chosen stays in sight.
      const words = `${row.textContent} ${row.dataset.also}`.toLowerCase();
      row.hidden = !words.includes(asked) && !one("input", row).checked;
    }
    found.textContent = find.dataset.found.replace("{n}", rows.filter((row) => !row.hidden).length);
  };
  find.closest(".find").hidden = false;
  find.addEventListener("input", look);
  // Who ends a word with Enter does not begin the series.
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  look();
}

// --- how the manuscript stands, and what can be inserted in it ----------------------------------

const standing = document.getElementById("standing");
async function renewStanding() {
  if (!standing) return;
  const answer = await fetch(standing.dataset.from).catch(() => null);
  // The program has made every sign of it safe.
  if (answer?.ok) standing.innerHTML = await answer.text();
}

for (const palette of all(".palette")) {
  const text = document.getElementById("text");
  const find = one("input", palette);
  const look = async () => {
    const answer = await fetch(`${palette.dataset.from}?q=${encodeURIComponent(find.value)}`);
    if (!answer.ok) return;
    const said = await answer.json();
    one(".found", palette).textContent = find.dataset.found.replace("{n}", said.found);
    one(".rows", palette).replaceChildren(...said.rows.map((row) => {
      const item = document.createElement("li");
      const pick = document.createElement("button");
      const value = document.createElement("b");
      const key = document.createElement("code");
      pick.type = "button";
      value.textContent = row.printed;
      key.textContent = row.key;
      pick.append(value, ` ${row.label} `, key);
      pick.addEventListener("click", () => {
        text.focus();
        text.setRangeText(row.insert, text.selectionStart, text.selectionEnd, "end");
        text.dispatchEvent(new Event("input", { bubbles: true }));
      });
      item.append(pick);
      return item;
    }));
  };
  let timer = 0;
  find.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 200); });
  look();
}

// --- what is being done ------------------------------------------------------------------------

const progress = document.getElementById("progress");
if (progress?.dataset.running) {
  (async () => {
    for (;;) {
      const answer = await fetch("/do/progress").catch(() => null);
      if (!answer?.ok) return;
      const said = await answer.json();
      one("#said pre").textContent = said.lines.join("\n");
      const outcome = one(".outcome", progress), bar = one("progress", progress);
      if (outcome.textContent !== said.outcome) outcome.textContent = said.outcome;
      if (said.share !== null) bar.value = said.share;
      if (!said.running) {
        leaving = true;
        location.replace("/do#progress");
        location.reload();
        return;
      }
      await later(700);
    }
  })();
}
