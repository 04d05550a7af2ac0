// The dashboard: chooses what to show, keeps it moving, says when it does not move.
import * as api from "./api.js";
import * as charts from "./charts.js";
import * as signals from "./signals.js";

const RANGES = {
  "5m": { step: "1s", every: 1000, live: true },
  "1h": { step: "10s", every: 10_000 },
  "24h": { step: "5m", every: 30_000 },
  "7d": { step: "1h", every: 60_000 },
};
const STALE_MILLIS = 15_000;
const SIDE_MILLIS = 3_000;
const SILENCE_MILLIS = 25_000;

const $ = id => document.getElementById(id);
let customers = [];
let work = new AbortController();
let freshUntil = null;
let connection = "loading";

function range() {
  return document.querySelector("input[name=range]:checked").value;
}

function sleep(millis, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

function fresh(text) {
  if (text) {
    freshUntil = Math.max(freshUntil ?? 0, Date.parse(text));
  }
}

function age() {
  return freshUntil === null ? null : Math.max(Date.now() - freshUntil, 0);
}

function ago(millis) {
  const seconds = Math.round(millis / 1000);
  return seconds < 120 ? seconds + " s ago" : seconds < 7200 ? Math.round(seconds / 60) + " min ago"
    : seconds < 172800 ? Math.round(seconds / 3600) + " h ago" : Math.round(seconds / 86400) + " d ago";
}

function say(state, text) {
  if ($("state").dataset.state !== state || $("state").textContent !== text) {
    $("state").dataset.state = state;
    $("state").textContent = text;
  }
}

function tellState() {
  const old = age();
  $("sum-fresh").textContent = old === null ? "–" : ago(old);
  if (connection === "lost") {
    say("lost", "Connection lost, trying again");
  } else if (connection === "loading") {
    say("loading", "Loading…");
  } else if (old !== null && old > STALE_MILLIS) {
    say("stale", "Stale: no new data");
  } else {
    say(connection, connection === "live" ? "Live" : "Up to date");
  }
}

function askForKey(message) {
  work.abort();
  $("board").hidden = $("choice").hidden = true;
  $("forget").hidden = true;
  $("login").hidden = false;
  $("refused").textContent = message;
  say("loading", "Waiting for a key");
  connection = "key";
  $("token").focus();
}

function failed(error) {
  if (error.name === "AbortError") {
    return;
  }
  if (error instanceof api.Refused && error.status === 401) {
    const had = api.hasKey();
    api.forget();
    askForKey(had ? error.message : "");
    return;
  }
  connection = "lost";
}

function fillCustomers() {
  const wanted = $("filter").value.trim().toLowerCase();
  const chosen = $("customer").value;
  const shown = customers.filter(name => name.toLowerCase().includes(wanted));
  $("customer").replaceChildren(...shown.map(name => new Option(name, name)));
  if (shown.includes(chosen)) {
    $("customer").value = chosen;
  }
  return $("customer").value !== chosen;
}

async function loadCustomers(signal) {
  const all = (await api.json("/v1/customers", signal)).customers.map(each => each.name);
  // Rows that are no customer's ("_unassigned") come last: the first one is what people see first.
  const names = [...all.filter(name => !name.startsWith("_")), ...all.filter(name => name.startsWith("_"))];
  if (names.join("\n") !== customers.join("\n")) {
    customers = names;
    $("filter").hidden = names.length < 8;
    return fillCustomers();
  }
  return false;
}

async function loadSeries(customer, chosen, signal) {
  const query = "?metrics=" + charts.METRICS.join(",") + "&from=-" + chosen + "&step=" + RANGES[chosen].step;
  const answer = await api.json(api.customerPath(customer, "/series" + query), signal);
  fresh(answer.freshUntil);
  charts.show(answer);
}

async function loadSides(customer, chosen, signal) {
  const [summary, list] = await Promise.all([
    api.json(api.customerPath(customer, "/summary?from=-" + chosen), signal),
    api.json(api.customerPath(customer, "/signals?limit=50&from=-" + (chosen === "5m" ? "1h" : chosen)), signal),
  ]);
  fresh(summary.freshUntil);
  const of = summary.metrics;
  $("sum-requests").textContent = charts.count(of.requests);
  $("sum-bytes").textContent = charts.bytes(of.bytes_sent);
  $("sum-hits").textContent = charts.percent(of.cache_hit_ratio);
  $("sum-p99").textContent = charts.millis(of.latency_p99);
  $("sum-clients").textContent = charts.count(of.unique_clients);
  signals.show(list.signals);
}

// Calls `task` again and again, with longer pauses while it fails.
async function repeat(task, every, signal) {
  let pause = every;
  while (!signal.aborted) {
    try {
      await task();
      pause = every;
    } catch (error) {
      failed(error);
      pause = Math.min(Math.max(pause, 1000) * 2, 15_000);
    }
    await sleep(document.hidden ? Math.max(pause, 5000) : pause, signal);
  }
}

// Follows the live stream; polls while there is none.
async function live(customer, signal) {
  const path = api.customerPath(customer, "/live?metrics=" + charts.METRICS.join(","));
  await repeat(async () => {
    await loadSeries(customer, "5m", signal);
    connection = "polling";
    const silence = new AbortController();
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
      connection = "live";
    };
    try {
      await api.follow(path, AbortSignal.any([signal, silence.signal]), heard, window => {
        fresh(window.freshUntil);
        charts.add(window);
      });
    } catch (error) {
      if (error instanceof api.Refused && error.status === 401) {
        throw error;
      }
      // Whatever ended the stream: the next round asks for the series, and tries again.
      connection = signal.aborted ? connection : "polling";
    } finally {
      clearTimeout(timer);
    }
  }, RANGES["5m"].every, signal);
}

function start() {
  work.abort();
  work = new AbortController();
  const signal = work.signal;
  const customer = $("customer").value;
  const chosen = range();
  $("empty").hidden = customer !== "";
  $("charts").hidden = $("summary").hidden = customer === "";
  remember(customer, chosen);
  if (!customer) {
    connection = "polling";
    return;
  }
  if (RANGES[chosen].live) {
    live(customer, signal);
  } else {
    repeat(async () => {
      await loadSeries(customer, chosen, signal);
      connection = "polling";
    }, RANGES[chosen].every, signal);
  }
  repeat(() => loadSides(customer, chosen, signal), SIDE_MILLIS, signal);
}

// The choice stands in the address's fragment, which browsers do not send.
function remember(customer, chosen) {
  const fragment = new URLSearchParams({ customer, range: chosen });
  history.replaceState(null, "", "#" + fragment);
}

function recall() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const customer = fragment.get("customer");
  if (customers.includes(customer)) {
    $("customer").value = customer;
  }
  const radio = [...document.querySelectorAll("input[name=range]")].find(each => each.value === fragment.get("range"));
  if (radio) {
    radio.checked = true;
  }
}

async function open() {
  try {
    await loadCustomers(AbortSignal.timeout(15_000));
  } catch (error) {
    failed(error);
    if (connection !== "key") {
      setTimeout(open, 2000);
    }
    return;
  }
  $("login").hidden = true;
  $("board").hidden = $("choice").hidden = false;
  $("forget").hidden = !api.hasKey();
  recall();
  start();
}

$("login").addEventListener("submit", event => {
  event.preventDefault();
  api.keep($("token").value.trim());
  $("token").value = "";
  connection = "loading";
  open();
});
$("forget").addEventListener("click", () => {
  api.forget();
  location.reload();
});
$("choice").addEventListener("submit", event => event.preventDefault());
$("choice").addEventListener("change", event => {
  if (event.target.id !== "filter") {
    connection = "loading";
    start();
  }
});
$("filter").addEventListener("input", () => {
  if (fillCustomers()) {
    start();
  }
});
setInterval(tellState, 500);
setInterval(() => {
  if ($("board").hidden || connection === "key") {
    return;
  }
  loadCustomers(AbortSignal.timeout(15_000)).then(changed => changed && start(), failed);
}, 5000);
open();
