// A browser of forty lines: cookies, redirects, and the first form of a page. No JavaScript runs,
// so what passes here works in a browser without it.

const MOST_FORMS = 5;

export class Browser {
  #cookies = new Map();

  // Fetches one address without following redirects; keeps the cookies it sets.
  async #fetch(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...options.headers, ...(cookie && { cookie }) };
    const response = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  // Opens `url` and follows redirects until a page, or an address under `stop`.
  // Gives { url, status, html } ; html is empty when stopped.
  async open(url, stop, options) {
    let response = await this.#fetch(url, options);
    let here = new URL(url);
    for (let hops = 0; response.status >= 300 && response.status < 400; hops += 1) {
      if (hops > 10) throw new Error(`redirected in circles at ${here}`);
      here = new URL(response.headers.get("location"), here);
      if (here.href.startsWith(stop)) return { url: here, status: response.status, html: "" };
      response = await this.#fetch(here);
    }
    return { url: here, status: response.status, html: await response.text() };
  }

  // Opens `url` and sends each form it meets, the sign-in filled in with `typed`, until `stop`.
  async through(url, stop, typed) {
    return this.onward(await this.open(url, stop), stop, typed);
  }

  // The same from a page that is open already.
  async onward(page, stop, typed) {
    for (let forms = 0; page.html && forms < MOST_FORMS; forms += 1) {
      page = await this.submit(page, typed, stop);
    }
    if (page.html) throw new Error(`still at ${page.url} (${page.status}): ${page.html}`);
    return page;
  }

  // Opens `url`, signs in with `typed` and presses the first button of whatever is asked, until a
  // page asks nothing more. Gives that page.
  async agree(url, typed) {
    let page = await this.open(url, "nowhere:");
    for (let forms = 0; /<form\b/i.test(main(page)) && forms < MOST_FORMS; forms += 1) {
      page = await this.submit(page, typed, "nowhere:");
    }
    return page;
  }

  // Fills the first form of `page` with `values`, keeping its hidden fields, and sends it.
  async submit(page, values, stop) {
    const { action, fields } = firstForm(page);
    return this.open(action, stop, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...fields, ...values }).toString(),
    });
  }
}

// The address of the first form of a page's own part, and what it sends when nothing is typed:
// its hidden and text fields, and its first button where that has a name.
export function firstForm(page) {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(main(page));
  if (!form) throw new Error(`no form at ${page.url} (${page.status}): ${page.html.slice(0, 600)}`);
  const fields = {};
  for (const [, attributes] of form[2].matchAll(/<input\b([^>]*)>/gi)) {
    if (!["hidden", "text"].includes(attribute(attributes, "type"))) continue;
    fields[attribute(attributes, "name")] = attribute(attributes, "value") ?? "";
  }
  const button = /<button\b([^>]*)>/i.exec(form[2]);
  const named = button && attribute(button[1], "name");
  if (named) fields[named] = attribute(button[1], "value") ?? "";
  return { action: new URL(attribute(form[1], "action") ?? "", page.url).href, fields };
}

// A page from where its own part begins: what stands before it is on every page.
const main = (page) => page.html.slice(Math.max(0, page.html.search(/<main\b/i)));

function attribute(text, name) {
  const found = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(text);
  return found && decode(found[1]);
}

function decode(text) {
  const named = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) =>
    name ? (named[name] ?? all) : String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16)),
  );
}
