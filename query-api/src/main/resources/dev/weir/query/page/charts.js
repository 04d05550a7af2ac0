// Draws series. Values are per second, whatever the step.
const dark = matchMedia("(prefers-color-scheme: dark)");
const charts = {};
const TICK_MILLIS = [10e3, 30e3, 60e3, 300e3, 600e3, 1800e3, 3600e3, 4 * 3600e3, 12 * 3600e3,
  86400e3, 2 * 86400e3];
let stepMillis = 1000;

export const METRICS = ["requests", "bytes_sent", "cache_hit_ratio", "status_2xx", "status_3xx",
  "status_4xx", "status_5xx", "threats", "latency_p50", "latency_p99"];

const perSecond = value => value * 1000 / stepMillis;
const asItIs = value => value;

function lines() {
  const blue = dark.matches ? "#4db6e2" : "#0b6e99";
  const violet = dark.matches ? "#b79df2" : "#6b46c1";
  return {
    requests: [["requests", "Requests/s", blue, perSecond]],
    bytes: [["bytes_sent", "Bytes/s", violet, perSecond]],
    hits: [["cache_hit_ratio", "Cache hits", dark.matches ? "#6fd3a0" : "#1b7f4b", asItIs]],
    status: [
      ["status_2xx", "2xx", dark.matches ? "#5cb88a" : "#3a9d6b", perSecond],
      ["status_3xx", "3xx", dark.matches ? "#5aa9d6" : "#4a90c2", perSecond],
      ["status_4xx", "4xx", dark.matches ? "#e0b050" : "#d99a20", perSecond],
      ["status_5xx", "5xx", dark.matches ? "#ef7a70" : "#c0392b", perSecond]],
    threats: [["threats", "Attacks/s", dark.matches ? "#ef7a70" : "#c0392b", perSecond]],
    latency: [
      ["latency_p50", "p50", blue, asItIs],
      ["latency_p99", "p99", dark.matches ? "#f0a060" : "#c05a10", asItIs]],
  };
}

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return (unit === 0 ? Math.round(value) : value.toPrecision(3)) + " " + units[unit];
}

export function count(value) {
  return value < 1e6 ? (Math.round(value * 10) / 10).toLocaleString("en")
    : new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

export function percent(value) {
  return value === null ? "–" : (value * 100).toFixed(1) + " %";
}

export function millis(value) {
  if (value === null) {
    return "–";
  }
  return value >= 1000 ? (value / 1000).toPrecision(3) + " s" : value.toPrecision(3) + " ms";
}

const formats = { requests: count, bytes, hits: percent, status: count, threats: count, latency: millis };

function clock(time, span) {
  const options = span > 36 * 3600e3 ? { weekday: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }
    : span > 600e3 ? { hour: "2-digit", minute: "2-digit" }
    : { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return new Date(time).toLocaleString("en-GB", options);
}

function options(name) {
  const style = getComputedStyle(document.documentElement);
  const soft = style.getPropertyValue("--soft").trim();
  const grid = style.getPropertyValue("--line").trim();
  const span = scale => scale.max - scale.min;
  return {
    animation: false, maintainAspectRatio: false, parsing: false, normalized: true,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: {
        type: "linear", grid: { color: grid }, afterBuildTicks: roundTicks,
        ticks: { color: soft, maxRotation: 0, includeBounds: false, autoSkipPadding: 12,
          callback(value) { return clock(value, span(this)); } },
      },
      y: {
        beginAtZero: true, stacked: name === "status", max: name === "hits" ? 1 : undefined,
        grid: { color: grid },
        ticks: { color: soft, maxTicksLimit: 5, callback: value => formats[name](value) },
      },
    },
    plugins: {
      legend: { display: name === "status" || name === "latency", align: "end",
        labels: { color: soft, boxWidth: 12, boxHeight: 12 } },
      tooltip: { callbacks: {
        title: items => items.length ? new Date(items[0].parsed.x).toLocaleString("en-GB") : "",
        label: item => item.dataset.label + ": " + formats[name](item.parsed.y) } },
    },
  };
}

function chart(name) {
  const stacked = name === "status";
  return new Chart(document.getElementById("chart-" + name), {
    type: "line",
    data: {
      datasets: lines()[name].map(([metric, label, color, convert]) => ({
        metric, convert, label, data: [], borderColor: color,
        backgroundColor: color + (stacked ? "cc" : "26"), borderWidth: stacked ? 0.5 : 1.75,
        fill: stacked ? "stack" : name !== "latency", pointRadius: 0, pointHitRadius: 8,
        spanGaps: name === "hits" || name === "latency", tension: 0,
      })),
    },
    options: options(name),
  });
}

// Takes an answer of /series, shows it in place of what was shown.
export function show(answer) {
  stepMillis = answer.stepMillis;
  // A step that is not over yet would look like a dip: it is drawn once it is whole.
  const known = answer.freshUntil ? Date.parse(answer.freshUntil) : 0;
  for (const name of Object.keys(formats)) {
    charts[name] ??= chart(name);
    for (const line of charts[name].data.datasets) {
      line.data = answer.timestamps.map((x, i) => point(line, x, x + stepMillis <= known ? answer.metrics[line.metric][i] : null));
    }
    const scale = charts[name].options.scales.x;
    scale.min = answer.timestamps[0];
    scale.max = answer.timestamps[answer.timestamps.length - 1];
    charts[name].update("none");
  }
}

// Puts ticks on round times.
function roundTicks(scale) {
  const span = scale.max - scale.min;
  const every = TICK_MILLIS.find(each => span / each <= 6) ?? 7 * 86400e3;
  scale.ticks = [];
  for (let time = Math.ceil(scale.min / every) * every; time <= scale.max; time += every) {
    scale.ticks.push({ value: time });
  }
}

function point(line, x, value) {
  return { x, y: value === null ? null : line.convert(value) };
}

// Takes a window of /live, moves the charts on to it. Says whether it was shown.
export function add(window) {
  const x = window.windowStart;
  if (!charts.requests || window.windowMillis !== stepMillis) {
    return false;
  }
  const scale = charts.requests.options.scales.x;
  if (x < scale.min) {
    return false;
  }
  for (const each of Object.values(charts)) {
    for (const line of each.data.datasets) {
      put(line, x, window.metrics[line.metric]);
    }
  }
  advance(x);
  return true;
}

function put(line, x, value) {
  const data = line.data;
  for (let last = data.at(-1); last && last.x < x; last = data.at(-1)) {
    // Seconds without requests have no window.
    data.push(point(line, last.x + stepMillis, line.convert === perSecond ? 0 : null));
  }
  const at = data.length - 1 - (data.at(-1).x - x) / stepMillis;
  if (at >= 0) {
    data[at] = point(line, x, value);
    for (let i = at - 1; line.convert === perSecond && i >= 0 && data[i].y === null; i--) {
      data[i].y = 0;
    }
  }
}

// Moves the right edge to `time`, if it is beyond; the span stays.
export function advance(time) {
  for (const each of Object.values(charts)) {
    const scale = each.options.scales.x;
    const by = time - scale.max;
    if (by > 0) {
      scale.max += by;
      scale.min += by;
      for (const line of each.data.datasets) {
        while (line.data.length > 1 && line.data[0].x < scale.min) {
          line.data.shift();
        }
      }
    }
    each.update("none");
  }
}

dark.addEventListener("change", () => {
  for (const name of Object.keys(charts)) {
    const old = charts[name];
    const data = old.data.datasets.map(line => line.data);
    const { min, max } = old.options.scales.x;
    old.destroy();
    charts[name] = chart(name);
    charts[name].data.datasets.forEach((line, i) => { line.data = data[i]; });
    Object.assign(charts[name].options.scales.x, { min, max });
    charts[name].update("none");
  }
});
