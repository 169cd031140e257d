// The network as a drawing: fetched by the form's settings, drawn by Cytoscape, asked by click or key.
"use strict";

(() => {
  const form = document.querySelector("[data-network]");
  const box = document.getElementById("graph");
  const side = document.getElementById("tie");
  const slide = document.getElementById("n-slide");
  const hue = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const make = (tag, text, address) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (address) made.href = address;
    return made;
  };

  const style = () => [
    { selector: "node", style: { label: "data(name)", "font-size": 20, "min-zoomed-font-size": 7, color: hue("--ink"), "text-wrap": "wrap", "text-max-width": 170,
      "background-color": hue("--soft"), width: "data(size)", height: "data(size)", "text-valign": "bottom", "text-margin-y": 3,
      "text-background-color": hue("--paper"), "text-background-opacity": 0.8 } },
    { selector: "edge", style: { width: "data(width)", "line-color": hue("--for"), "curve-style": "straight", opacity: 0.75 } },
    { selector: "edge[against = 1]", style: { "line-color": hue("--against"), "line-style": "dashed" } },
    { selector: ":selected", style: { "background-color": hue("--focus"), "line-color": hue("--focus"), opacity: 1 } },
  ];

  const elements = (found) => {
    const most = Math.max(...found.edges.map((edge) => Math.abs(edge.weight)), 1e-9);
    const busiest = Math.max(...found.nodes.map((node) => node.entries), 1);
    return [
      ...found.nodes.map((node) => ({ data: { ...node, size: 22 + 44 * Math.sqrt(node.entries / busiest) } })),
      ...found.edges.map((edge, n) => ({ data: { ...edge, id: `tie-${n}`, width: 1.5 + (9 * Math.abs(edge.weight)) / most,
        against: edge.weight < 0 || (edge.conflict > edge.congruence && form.aggregate.value === "conflict") ? 1 : 0 } })),
    ];
  };

  const tell = (target) => {
    side.replaceChildren();
    const data = target.data();
    if (target.isNode()) {
      const head = make("h3", "");
      head.append(make("a", data.name, `/actors/${data.id}`));
      side.append(head, make("p", `${data.entries} stands, ties to ${target.degree()} actors`));
      const list = document.createElement("ul");
      target.connectedEdges().forEach((edge) => {
        const other = edge.source().id() === target.id() ? edge.target() : edge.source();
        list.append(make("li", `${other.data("name")}: ${edge.data("against") ? "disagrees" : "agrees"} (${edge.data("weight").toPrecision(3)})`));
      });
      side.append(list);
      return;
    }
    side.append(make("h3", `${data.source_name} and ${data.target_name}`));
    side.append(make("p", `agree ${data.congruence.toPrecision(3)}, disagree ${data.conflict.toPrecision(3)}`));
    side.append(make("p", data.matters.join(", ")));
    const list = document.createElement("ul");
    data.claims.forEach((claim, n) => {
      const line = document.createElement("li");
      line.append(make("a", `Claim ${n + 1} behind it`, `/claims/${encodeURIComponent(claim)}`));
      list.append(line);
    });
    side.append(list);
  };

  let drawn = null;
  const draw = async () => {
    const asked = new URLSearchParams(new FormData(form));
    const answer = await fetch(`/network/ties.json?${asked}`);
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({}));
      side.replaceChildren(make("p", told.error || "That network cannot be shown: change the settings."));
      return;
    }
    const found = await answer.json();
    if (drawn) drawn.destroy();
    drawn = cytoscape({ container: box, elements: elements(found), style: style(), minZoom: 0.2, maxZoom: 3,
      layout: { name: "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true, nodeOverlap: 40, padding: 24,
        nodeRepulsion: () => 120000, idealEdgeLength: () => 90, edgeElasticity: () => 200, gravity: 0.6, componentSpacing: 60, numIter: 1500 } });
    drawn.on("tap", "node, edge", (event) => tell(event.target));
    box.dataset.nodes = found.nodes.length;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `/network?${new URLSearchParams(new FormData(form))}`);
    draw();
    document.body.dispatchEvent(new Event("network"));
  });
  if (slide) {
    const months = slide.dataset.months.split(" ");
    slide.addEventListener("input", () => { document.querySelector("[data-month]").textContent = months[slide.value]; });
    slide.addEventListener("change", () => {
      form.until.value = months[slide.value];
      form.requestSubmit();
    });
  }
  draw();
})();
