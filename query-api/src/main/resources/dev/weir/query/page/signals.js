// Lists attack signals. Samples, paths and addresses come from attackers: they only ever become
// text, never markup, and nothing here links to them.
import { count } from "./charts.js";

const KINDS = {
  sqli: "SQL injection", xss: "Cross-site scripting", traversal: "Path traversal", flood: "Request flood",
};

function element(name, text, className) {
  const result = document.createElement(name);
  if (text !== undefined) {
    result.textContent = text;
  }
  if (className) {
    result.className = className;
  }
  return result;
}

// Control and direction characters are shown as escapes, so that a sample cannot disguise itself.
function visible(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

function shares(title, list) {
  const part = element("div");
  part.append(element("h4", title));
  const items = element("ul", undefined, "shares");
  for (const share of list.slice(0, 5)) {
    const item = element("li");
    item.append(element("code", visible(share.value)), element("span", count(share.requests)));
    items.append(item);
  }
  part.append(items);
  return part;
}

function one(signal) {
  const open = signal.state === "open";
  const part = element("article", undefined, open ? "signal open" : "signal");
  const title = element("h3", KINDS[signal.kind] || visible(signal.kind));
  title.append(element("span", open ? "open" : "closed", "mark"));
  part.append(title);
  const from = new Date(signal.openedAt).toLocaleString("en-GB");
  const until = open ? "" : " until " + new Date(signal.closedAt).toLocaleString("en-GB");
  let facts = "since " + from + until + " · " + count(signal.requests) + " requests · peak "
    + count(signal.peakPerSecond) + "/s";
  if (signal.baselinePerSecond > 0) {
    facts += ", usually " + count(signal.baselinePerSecond) + "/s";
  }
  part.append(element("p", facts));
  if (signal.samples.length > 0) {
    part.append(element("h4", "Samples"));
    const list = element("ul", undefined, "samples");
    for (const sample of signal.samples.slice(0, 5)) {
      const item = element("li");
      item.append(element("code", visible(sample)));
      list.append(item);
    }
    part.append(list);
  }
  const columns = element("div", undefined, "columns");
  if (signal.heaviestClients.length > 0) {
    columns.append(shares("Heaviest clients", signal.heaviestClients));
  }
  if (signal.heaviestPaths.length > 0) {
    columns.append(shares("Heaviest paths", signal.heaviestPaths));
  }
  part.append(columns);
  return part;
}

let shown = "";

// Takes an answer of /signals, shows it; what did not change stays as it is.
export function show(signals) {
  const text = JSON.stringify(signals);
  if (text === shown) {
    return;
  }
  shown = text;
  const sorted = [...signals].sort((a, b) => (a.state === "open" ? 0 : 1) - (b.state === "open" ? 0 : 1));
  const open = signals.filter(signal => signal.state === "open").length;
  document.getElementById("signals-count").textContent = signals.length === 0 ? "" : "(" + open + " open)";
  const list = document.getElementById("signals");
  list.replaceChildren(...(sorted.length > 0 ? sorted.map(one) : [element("p", "None in this range.")]));
}
