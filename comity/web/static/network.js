// The network as a drawing: fetched by the form's settings, drawn by Cytoscape, asked by click or key.
"use strict";

(() => {
  const form = document.querySelector("[data-network]");
  const box = document.getElementById("graph");
  const side = document.getElementById("tie");
  const drawing = document.getElementById("drawing");
  const slide = document.getElementById("n-slide");
  const hue = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const make = (tag, text, address) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (address) made.href = address;
    return made;
  };

  const style = () => [
    { selector: "node", style: { label: "data(name)", "font-size": 13, "min-zoomed-font-size": 6, color: hue("--ink"), "text-wrap": "wrap", "text-max-width": 110,
      "background-color": hue("--soft"), width: "data(size)", height: "data(size)", "text-valign": "bottom", "text-margin-y": 3,
      "text-background-color": hue("--paper"), "text-background-opacity": 0.8 } },
    { selector: "edge", style: { width: "data(width)", "line-color": hue("--for"), "curve-style": "straight", opacity: 0.75 } },
    { selector: "edge[against = 1]", style: { "line-color": hue("--against"), "line-style": "dashed" } },
    { selector: "node.quiet", style: { label: "" } },
    { selector: "node.quiet:selected", style: { label: "data(name)" } },
    { selector: ":selected", style: { "background-color": hue("--focus"), "line-color": hue("--focus"), opacity: 1 } },
  ];

  const elements = (found) => {
    const most = Math.max(...found.edges.map((edge) => Math.abs(edge.weight)), 1e-9);
    const busiest = Math.max(...found.nodes.map((node) => node.entries), 1);
    return [
      ...found.nodes.map((node) => ({ data: { ...node, size: (box.clientWidth < 500 ? 0.6 : 1) * (12 + 22 * Math.sqrt(node.entries / busiest)) } })),
      ...found.edges.map((edge, n) => ({ data: { ...edge, id: `tie-${n}`, width: 1.2 + (6 * Math.abs(edge.weight)) / most,
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

  // Where the nodes stand along one axis, from 0 to 1: halfway between their place in the layout and their rank, so that
  // a crowd takes more room than a void and yet left stays left of right.
  const along = (nodes, axis) => {
    const sorted = nodes.toArray().sort((a, b) => a.position(axis) - b.position(axis));
    const [first, last] = [sorted[0].position(axis), sorted[sorted.length - 1].position(axis)];
    const share = (node) => (last - first > 1 ? (node.position(axis) - first) / (last - first) : 0.5);
    return new Map(sorted.map((node, n) => [node.id(), sorted.length > 1 ? (share(node) + n / (sorted.length - 1)) / 2 : 0.5]));
  };
  // The layout spread over the whole box, one unit for one pixel, so that names are as large as other words of the page.
  const spread = (graph) => {
    const [x, y] = [along(graph.nodes(), "x"), along(graph.nodes(), "y")];
    const [edge, above, below] = [60, 26, 48];
    const [wide, high] = [box.clientWidth - 2 * edge, box.clientHeight - above - below];
    graph.nodes().positions((node) => ({ x: edge + wide * x.get(node.id()), y: above + high * y.get(node.id()) }));
    graph.viewport({ zoom: 1, pan: { x: 0, y: 0 } });
  };
  // Names keep their size however near one looks; where two would lie over each other the busier actor's is shown.
  const label = (graph) => {
    graph.nodes().removeClass("quiet").style({ "font-size": 13 / graph.zoom(), "text-max-width": 110 / graph.zoom() });
    const shown = [];
    graph.nodes().sort((a, b) => b.data("entries") - a.data("entries")).forEach((node) => {
      const mine = node.renderedBoundingBox({ includeNodes: false, includeEdges: false, includeLabels: true });
      const over = shown.some((other) => mine.x1 < other.x2 && other.x1 < mine.x2 && mine.y1 < other.y2 && other.y1 < mine.y2);
      if (over) node.addClass("quiet"); else shown.push(mine);
    });
  };
  const painted = () => new Promise((go) => { requestAnimationFrame(() => setTimeout(go)); });

  let drawn = null;
  let turn = 0;
  const draw = async () => {
    turn += 1;
    const mine = turn;
    drawing.hidden = false;
    try { await drawAs(mine); } finally { if (mine === turn) drawing.hidden = true; }
  };
  const drawAs = async (mine) => {
    const asked = new URLSearchParams(new FormData(form));
    const answer = await fetch(`/network/ties.json?${asked}`);
    if (mine !== turn) return;
    if (answer.status === 503) {
      side.replaceChildren(make("p", "This network is still being worked out; it is drawn as soon as it is there."));
      await new Promise((go) => { setTimeout(go, 1000 * Number(answer.headers.get("retry-after") || 2)); });
      if (mine === turn) await drawAs(mine);
      return;
    }
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({}));
      side.replaceChildren(make("p", told.error || "That network cannot be shown: change the settings."));
      return;
    }
    const found = await answer.json();
    if (side.textContent.startsWith("This network")) side.replaceChildren(make("p", "Choose a tie or an actor to see what stands behind it."));
    await painted();
    if (mine !== turn) return;
    if (drawn) drawn.destroy();
    drawn = cytoscape({ container: box, elements: elements(found), style: style(), minZoom: 0.2, maxZoom: 3,
      layout: { name: "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true, nodeOverlap: 40, padding: 24,
        nodeRepulsion: () => 120000, idealEdgeLength: () => 90, edgeElasticity: () => 200, gravity: 0.6, componentSpacing: 60, numIter: 1500 } });
    if (found.nodes.length) {
      const graph = drawn;
      let soon = 0;
      spread(graph);
      label(graph);
      graph.on("zoom", () => { clearTimeout(soon); soon = setTimeout(() => { if (graph === drawn) label(graph); }, 120); });
    }
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
