// Small helps; every page works without them.
"use strict";

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("comity-theme", root.dataset.theme); } catch { /* not kept */ }
});

// A stretch of text and what was read in it light up together.
const text = document.querySelector(".text-and-marks #text");
if (text) {
  const light = (piece, scroll) => {
    document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
    if (!piece) return;
    const numbers = piece.dataset.marks.split(" ");
    text.querySelectorAll("mark").forEach((other) => {
      if (other.dataset.marks.split(" ").some((number) => numbers.includes(number))) other.classList.add("lit");
    });
    numbers.forEach((number, n) => {
      const line = document.getElementById(`m${number}`);
      if (!line) return;
      line.classList.add("lit");
      if (scroll && n === 0) {
        const list = line.parentElement;
        list.scrollTop = line.offsetTop - list.offsetTop - 40;
      }
    });
  };
  // Where the list stands below the text, what was read at a chosen passage is shown at the foot of the window.
  const peek = document.querySelector(".peek");
  const told = peek.querySelector("ul");
  const peekAt = (piece) => {
    peek.hidden = !piece;
    if (!piece) return;
    told.replaceChildren(...piece.dataset.marks.split(" ").map((number) => document.getElementById(`m${number}`)).filter(Boolean).map((line) => {
      const copy = line.cloneNode(true);
      copy.removeAttribute("id");
      return copy;
    }));
  };
  peek.querySelector("button").addEventListener("click", () => { peek.hidden = true; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") peek.hidden = true; });
  text.addEventListener("mouseover", (event) => light(event.target.closest("mark"), false));
  ["focusin", "click"].forEach((name) => text.addEventListener(name, (event) => {
    light(event.target.closest("mark"), true);
    peekAt(event.target.closest("mark"));
  }));
  text.addEventListener("keydown", (event) => {
    const piece = event.target.closest("mark");
    if (event.key !== "Enter" || !piece) return;
    const link = document.querySelector(`#m${piece.dataset.marks.split(" ").pop()} a`);
    if (link) link.click();
  });
  document.querySelectorAll(".marks li").forEach((line) => {
    line.addEventListener("mouseenter", () => {
      const number = line.id.slice(1);
      text.querySelectorAll("mark").forEach((piece) => {
        piece.classList.toggle("lit", piece.dataset.marks.split(" ").includes(number));
      });
    });
  });
}

// Where the map is wider than the window, it begins at the place of which most is told.
const atlas = document.querySelector(".atlas");
if (atlas) {
  const largest = [...atlas.querySelectorAll("circle")].sort((a, b) => b.r.baseVal.value - a.r.baseVal.value)[0];
  const frame = atlas.parentElement;
  if (largest) frame.scrollLeft = (largest.cx.baseVal.value / atlas.viewBox.baseVal.width) * frame.scrollWidth - frame.clientWidth / 2;
}

// Files may be dropped on the reading box.
const drop = document.querySelector("[data-drop]");
if (drop) {
  const box = drop.closest(".box");
  const files = drop.querySelector("input[type=file]");
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("dropping"); });
  box.addEventListener("dragleave", () => box.classList.remove("dropping"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("dropping");
    if (event.dataTransfer.files.length) files.files = event.dataTransfer.files;
  });
}

// Progress of reading, as it comes; events are numbered, so that none is told twice after a broken connection.
const progress = document.querySelector(".progress[data-job]");
if (progress) {
  const words = { loading: "Loading what Comity knows …", reading: "Reading", added: "Read", replaced: "Read anew",
    unchanged: "Known already", refused: "Refused" };
  const connection = document.querySelector("[data-connection]");
  let told = Number(progress.dataset.told);
  const say = (sentence) => { connection.textContent = sentence; connection.hidden = !sentence; };
  const source = new EventSource(`/reading/${progress.dataset.job}/events?after=${told}`);
  source.onopen = () => say("");
  source.onmessage = (message) => {
    if (Number(message.lastEventId) <= told) return;
    told = Number(message.lastEventId);
    const event = JSON.parse(message.data);
    if (event.state === "done") {
      source.close();
      document.querySelector("[data-over]").hidden = false;
      if (event.address) location.replace(event.address);
      return;
    }
    const line = document.createElement("li");
    line.className = event.state;
    line.textContent = `${words[event.state] || event.state} ${event.name}${event.reason ? `: ${event.reason}` : ""}`;
    if (event.document) {
      const link = document.createElement("a");
      link.href = `/documents/${event.document}`;
      link.textContent = event.title || "open";
      line.append(" · ", link);
    }
    progress.append(line);
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      say("The server has ended, or knows this job no longer: what was read is among the documents.");
      document.querySelector("[data-over]").hidden = false;
    } else say("The connection broke off; trying again …");
  };
}

// What is worked out in the background: the page shows itself anew when it is there, unless somebody is at work in it.
const waits = [...document.querySelectorAll("[data-working], [data-reading]")];
if (waits.length) {
  let touched = false;
  ["input", "keydown", "pointerdown"].forEach((name) => document.addEventListener(name, (event) => {
    if (event.target.closest && event.target.closest("main")) touched = true;
  }));
  const keys = waits.map((wait) => wait.dataset.working || "").join(" ").trim();
  const reads = waits.map((wait) => Number(wait.dataset.reading || 0)).reduce((a, b) => a + b, 0);
  const show = () => {
    if (!touched) { location.reload(); return; }
    waits.forEach((wait) => {
      const again = document.createElement("a");
      again.href = location.href;
      again.textContent = "show it";
      wait.replaceChildren("There is something newer for this page: ", again, ".");
    });
  };
  const look = async () => {
    try {
      const found = await (await fetch(`/working.json?of=${encodeURIComponent(keys)}`)).json();
      if (keys ? !found.working : found.reading !== reads) { show(); return; }
    } catch { /* the server may have ended: look again later */ }
    setTimeout(look, 1500);
  };
  setTimeout(look, 700);
}

// Words selected in a text become the range of a form, counted in characters as the ledger counts them.
const selectable = document.querySelector("[data-select]");
if (selectable) {
  const count = (words) => Array.from(words).length;
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    if (!selectable.contains(range.startContainer) || !selectable.contains(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(selectable);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const trimmed = words.trim();
    if (!trimmed) return;
    const start = Number(selectable.dataset.first) + count(before.toString()) + count(words.slice(0, words.indexOf(trimmed)));
    document.querySelectorAll("[data-start]").forEach((field) => { field.value = start; });
    document.querySelectorAll("[data-end]").forEach((field) => { field.value = start + count(trimmed); });
    document.querySelectorAll("[data-use-span]").forEach((field) => { field.checked = true; });
    document.querySelectorAll("[data-selected]").forEach((field) => { field.textContent = trimmed; });
  });
}

// One name for all judgements of a page.
const reviewer = document.querySelector("[data-reviewer]");
if (reviewer) {
  const spread = () => document.querySelectorAll("form.judge input[name=reviewer]").forEach((field) => { field.value = reviewer.value; });
  const needed = document.querySelector("[data-name-needed]");
  reviewer.addEventListener("input", () => {
    spread();
    if (reviewer.value.trim()) { reviewer.removeAttribute("aria-invalid"); if (needed) needed.hidden = true; }
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!reviewer.value.trim()) {
      event.preventDefault();
      if (needed) needed.hidden = false;
      reviewer.setAttribute("aria-invalid", "true");
      reviewer.focus();
      return;
    }
    event.detail.parameters.reviewer = reviewer.value;
  });
}
// Who judged by keyboard goes on from there.
document.addEventListener("htmx:load", (event) => { if (event.detail.elt.matches(".judged")) event.detail.elt.focus(); });

// A part of a page that is not ready yet comes by itself; other refusals are told where the part would stand.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt, target, requestConfig } = event.detail;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const words = page.querySelector(".lead")?.textContent || "That could not be done: load the page again.";
  if (xhr.status === 503 && requestConfig.verb === "get" && xhr.getResponseHeader("retry-after")) {
    const told = document.createElement("p");
    told.className = "empty";
    told.setAttribute("role", "status");
    told.textContent = words;
    target.replaceChildren(told);
    setTimeout(() => { if (elt.isConnected) htmx.trigger(elt, "again"); }, 1000 * Number(xhr.getResponseHeader("retry-after")));
    return;
  }
  const told = document.createElement("p");
  told.className = "dispute";
  told.setAttribute("role", "alert");
  told.textContent = words;
  const way = page.querySelector(".way a");
  if (way) told.append(" ", document.importNode(way, true));
  if (requestConfig.verb === "get") target.replaceChildren(told);
  else {
    target.querySelectorAll(":scope > .dispute").forEach((before) => before.remove());
    target.append(told);
  }
});
document.addEventListener("htmx:sendError", (event) => {
  const told = document.createElement("p");
  told.className = "dispute";
  told.setAttribute("role", "alert");
  told.textContent = "The server does not answer: start `comity serve` again, then load this page anew.";
  event.detail.target.querySelectorAll(":scope > .dispute").forEach((before) => before.remove());
  event.detail.target.append(told);
});
