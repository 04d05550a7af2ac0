// Asks the API. The key is kept in this tab, and travels in a header, never in an address.
const KEY = "weir-key";

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function keep(token) {
  sessionStorage.setItem(KEY, token);
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

function headers(accept) {
  const token = sessionStorage.getItem(KEY);
  const result = { Accept: accept };
  if (token) {
    result.Authorization = "Bearer " + token;
  }
  return result;
}

async function ask(path, accept, signal) {
  const response = await fetch(path, { headers: headers(accept), signal, cache: "no-store" });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Refused(response.status, problem.detail || "HTTP " + response.status);
  }
  return response;
}

export async function json(path, signal) {
  return (await ask(path, "application/json", signal)).json();
}

export function customerPath(customer, rest) {
  return "/v1/customers/" + encodeURIComponent(customer) + rest;
}

// Server-Sent Events over fetch: EventSource could not send the key in a header.
// `heard` is called for every sign of life, `event` for each event's data.
export async function follow(path, signal, heard, event) {
  const response = await ask(path, "text/event-stream", signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    heard();
    waiting += value;
    let end;
    while ((end = waiting.indexOf("\n\n")) >= 0) {
      const data = waiting.slice(0, end).split("\n")
        .filter(line => line.startsWith("data:")).map(line => line.slice(5)).join("\n");
      waiting = waiting.slice(end + 2);
      if (data) {
        event(JSON.parse(data));
      }
    }
  }
}
