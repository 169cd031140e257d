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
const text = document.getElementById("text");
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
  text.addEventListener("mouseover", (event) => light(event.target.closest("mark"), false));
  text.addEventListener("focusin", (event) => light(event.target.closest("mark"), true));
  text.addEventListener("click", (event) => light(event.target.closest("mark"), true));
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

// Progress of reading, as it comes.
const progress = document.querySelector(".progress[data-job]");
if (progress) {
  const words = { loading: "Loading what Comity knows …", reading: "Reading", added: "Read", replaced: "Read anew",
    unchanged: "Known already", refused: "Refused" };
  let told = Number(progress.dataset.told);
  let seen = 0;
  const source = new EventSource(`/reading/${progress.dataset.job}/events`);
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.state === "done") {
      source.close();
      if (event.address) location.replace(event.address);
      return;
    }
    seen += 1;
    if (seen <= told) return;
    const line = document.createElement("li");
    line.className = event.state;
    line.textContent = [words[event.state] || event.state, event.name, event.reason].filter(Boolean).join(" ");
    progress.append(line);
  };
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) source.close(); };
}
