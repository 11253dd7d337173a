/**
 * A client of the sandbox's control API, in the words of the tests.
 *
 * One file to copy beside your tests. It needs nothing beyond the platform (`fetch`, Web Crypto):
 * Node 20 or newer, Deno, Bun.
 *
 *     import { Sandbox } from "./clicsequr.js";
 *
 *     const sandbox = new Sandbox("http://127.0.0.1:8400");
 *     const space = await sandbox.createSpace({ hint_signs_in: true });
 *     await space.clock.advance({ days: 91 });
 *     const armed = await space.fault("id-token-expired");
 *     // … run what is tested against space.issuer …
 *     console.assert((await armed.struck()) === 1);
 *     await space.delete();
 *
 * To run it: `"type": "module"` in package.json, then `npx tsx mine.ts`; or compile both files and
 * run what comes of it: `npx tsc --target es2022 --module nodenext mine.ts && node mine.js`.
 *
 * Members of what the API sends and tells keep their names there (`hint_signs_in`, `user_code`).
 * The whole of them is described at `/_sandbox/openapi.json`.
 */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** What a space is made from, and what it allows. */
export interface SpaceWanted {
  id?: string;
  label?: string;
  seed?: "full" | "empty";
  chance?: string;
  ttl_seconds?: number;
  hint_signs_in?: boolean;
  fault_menu?: boolean;
  fork_of?: string;
  snapshot?: JsonObject;
}

/** What changes of a space; a `ttl_seconds` of null lets it live on. */
export interface SpaceChanges {
  label?: string;
  ttl_seconds?: number | null;
  hint_signs_in?: boolean;
  fault_menu?: boolean;
}

/** A class to make: `places`, or one for each of the `names`, or both. */
export interface ClassWanted {
  name?: string;
  id?: string;
  scenario?: string;
  places?: number;
  names?: string[];
  ttl_seconds?: number;
}

/** A learner's place; how it stands (from `standing` on) is told by the board alone. */
export interface Place {
  place: number;
  space: string;
  name: string;
  link: string;
  roles: { [office: string]: string };
  control: string;
  standing?: string;
  page?: string;
  idle_seconds?: number | null;
  reached?: { step: string; at: string }[];
  now?: { step: string; part: string; title: { fr: string; en: string } } | null;
  rows?: string[];
  strayed?: string | null;
  enrolment?: string | null;
  [member: string]: unknown;
}

/** What came of an act in a place. */
export interface Played {
  place: number;
  done: boolean;
  why_not: { code: string; message: { fr: string; en: string }; hint: string } | null;
}

/** A class; `key` and `link` (the trainer's page with it) are told to whoever made it, once. */
export interface ClassTold {
  id: string;
  name: string;
  scenario: string | null;
  page: string;
  key?: string;
  link?: string;
  /** How many places, as a list of classes tells it. */
  size?: number;
  places?: Place[];
  [member: string]: unknown;
}

/** A length of time, the sum of its parts; below zero goes back. */
export interface Span {
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** One hand as it was read; `offset_seconds`: ahead of the machine, null while it is frozen. */
export interface Reading {
  now: string;
  frozen: boolean;
  offset_seconds: number | null;
}

/** Both hands, and how many things fell due by the call. */
export interface Reckoning {
  calendar: Reading;
  protocol: Reading;
  due_next: string | null;
  applied: number;
}

/** One fault of the catalogue. */
export interface Fault {
  id: string;
  place: string;
  endpoints: string[];
  defect: { fr: string; en: string };
  duty: { fr: string; en: string };
  reason: string;
  certification: string;
  user_code: string;
  persona: string;
  options: { name: string; default: number; least: number; most: number; unit: string }[];
}

/** For whom, where and how often a fault strikes; what is left out is any. */
export interface FaultScope {
  times?: number;
  client?: Client | string;
  endpoint?: string;
  trace?: string;
  options?: { [name: string]: number };
}

/** A letter, an e-mail or a call of the simulated post. */
export interface Item {
  id: string;
  seq: number;
  channel: string;
  template: string;
  organisation: string;
  person: string;
  subject: string;
  text: string;
  sent_at: string;
  arrives_on: string;
  arrived: boolean;
  code: string | null;
  link: string | null;
}

/** One thing that happened; `trace` is the sign-in it belongs to. */
export interface Entry {
  seq: number;
  id: string;
  name: string;
  actor: string;
  happened_at: string;
  stamped_at: string;
  subject: string;
  organisation: string;
  trace: string;
  data: JsonObject;
}

/** The timeline of one sign-in or one enrolment; `steps` are told of one that is asked for alone. */
export interface Trace {
  id: string;
  kind: "signin" | "enrolment";
  title: { fr: string; en: string };
  began_at: string;
  ended_at: string;
  refused: boolean;
  faults: string[];
  steps?: JsonObject[];
  [member: string]: unknown;
}

/** One signed-in browser. */
export interface Session {
  sid: string;
  account: string;
  user_code: string;
  person: string;
  organisation: string;
  acr: string;
  expires_at: string;
  clients: string[];
}

/** A cookie, as Playwright, Cypress and Selenium take it. */
export interface Cookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: "Strict" | "Lax" | "None";
}

/** The state of a browser in which somebody is signed in: give `storage_state` to Playwright. */
export interface BrowserState {
  session: Session;
  storage_state: { cookies: Cookie[]; origins: { origin: string; localStorage: { name: string; value: string }[] }[] };
}

/** Tokens that were made without any flow; `fault` is what is wrong with them, if anything. */
export interface Minted {
  id_token: string | null;
  access_token: string;
  token_type: string;
  expires_in: number;
  refresh_token: string | null;
  scope: string;
  claims: JsonObject;
  header: JsonObject;
  fault: string;
}

/** A logout token that was sent to nobody; `fault` is what is wrong with it, if anything. */
export interface MintedLogout {
  logout_token: string;
  claims: JsonObject;
  header: JsonObject;
  fault: string;
}

/** A signing key. */
export interface Key {
  kid: string;
  alg: string;
  phase: string;
  used_from: string | null;
}

/** An account; `password` is told when it is created, and when one is issued again. */
export interface Account {
  id: string;
  user_code: string;
  state: string;
  password?: string;
  [member: string]: unknown;
}

/** An organisation, a person, a mandate: whatever has an id. */
export interface Thing {
  id: string;
  [member: string]: unknown;
}

/** The control API refused, or no sandbox answered (`status` 0); the text says what to do. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  constructor(
    readonly code: string,
    readonly hint: string,
    readonly cite = "",
    readonly status = 0,
    readonly said = "",
  ) {
    const marks = [status ? String(status) : "", cite].filter(Boolean).join(", ");
    super(`${code}: ${hint || said}${marks ? ` [${marks}]` : ""}`);
  }
}

/** The provider refused (`error`), or answered what a relying party must not accept. */
export class FlowError extends Error {
  override readonly name = "FlowError";
  constructor(
    readonly at: "discovery" | "authorize" | "token" | "userinfo",
    readonly error: string,
    readonly description = "",
    readonly status = 0,
  ) {
    super(`${at}: ${error}${description ? `: ${description}` : ""}${status ? ` [${status}]` : ""}`);
  }
}

/** What was waited for did not come in time. */
export class NothingCame extends Error {
  override readonly name = "NothingCame";
}

type Query = { [name: string]: string | number | undefined };
const LONGEST_WAIT = 60; // seconds that the API holds a call back at most
const PATIENCE = 30; // seconds that an answer may take, beside those
const BEYOND = 2 ** 31 - 1; // what no numbering reaches: asked for what is after it, the API tells the last
const PORTAL = "pes-portal"; // the client of a flow or a token that names none

class Connection {
  constructor(readonly base: string, readonly token: string) {}

  async get<T>(path: string, query: Query = {}, holds = 0): Promise<T> {
    return (await this.send("GET", path, undefined, query, holds)).json() as Promise<T>;
  }

  async post<T>(path: string, sent?: unknown): Promise<T> {
    return (await this.send("POST", path, sent)).json() as Promise<T>;
  }

  async patch<T>(path: string, sent: unknown): Promise<T> {
    return (await this.send("PATCH", path, sent)).json() as Promise<T>;
  }

  async send(method: string, path: string, sent?: unknown, query: Query = {}, holds = 0): Promise<Response> {
    const asked = Object.entries(query).filter(([, value]) => value !== undefined);
    const url = this.base + path + (asked.length ? `?${new URLSearchParams(asked.map(([n, v]) => [n, String(v)]))}` : "");
    const headers: Record<string, string> = { Accept: "application/json" };
    if (this.token) headers["Authorization"] = `Bearer ${this.token}`;
    if (sent !== undefined) headers["Content-Type"] = "application/json";
    const body: string | undefined = typeof sent === "string" ? sent : JSON.stringify(sent);
    const asking: RequestInit = { method, headers, signal: AbortSignal.timeout((PATIENCE + holds) * 1000) };
    if (body !== undefined) asking.body = body;
    let answer: Response;
    try {
      answer = await fetch(url, asking);
    } catch (error) {
      throw new ControlError("unreachable", `No sandbox answers at ${this.base} (${reason(error)}). Is it started?`);
    }
    if (answer.ok) return answer;
    const told = (await answer.json().catch(() => ({}))) as Partial<Record<"code" | "message" | "hint" | "cite", string>>;
    const hint = told.hint ?? (told.code ? "" : `${method} ${url} was not answered by a sandbox: check the address.`);
    throw new ControlError(told.code ?? "not-a-sandbox", hint, told.cite ?? "", answer.status, told.message ?? "");
  }
}

/** A running sandbox; `token` is its SANDBOX_CONTROL_TOKEN, which none needs on loopback. */
export class Sandbox {
  private readonly connection: Connection;

  constructor(readonly url = "http://127.0.0.1:8400", token = "") {
    this.url = url.replace(/\/+$/, "");
    this.connection = new Connection(`${this.url}/_sandbox`, token);
  }

  /** A new space: from a seed, from another space (`fork_of`), or from a snapshot. */
  async createSpace(wanted: SpaceWanted = {}): Promise<Space> {
    const space = this.at(await this.connection.post<SpaceTold>("/spaces", wanted));
    await space.mark();
    return space;
  }

  /** Every space, oldest first. */
  async spaces(): Promise<Space[]> {
    const told = await this.connection.get<{ spaces: SpaceTold[] }>("/spaces");
    return told.spaces.map((each) => this.at(each));
  }

  /** The space of this name; a `ControlError` with status 404 when there is none. */
  async space(id = "default"): Promise<Space> {
    return this.at(await this.to(id).get<SpaceTold>("/space"));
  }

  /** A new class, for a trainer: a hall, and a space of its own for each place. */
  async createClass(wanted: ClassWanted): Promise<Classroom> {
    return this.room(await this.connection.post<ClassTold>("/classes", wanted));
  }

  /** The classes that have not ended, the newest first; by the id of the hall. */
  get classes(): Register<Classroom> {
    return new Register(this.connection, "/classes", "classes", (told) => this.room(told as ClassTold));
  }

  /** The exercises of a class; the steps are told of one that is asked for alone. */
  get scenarios(): Register<Thing> {
    return new Register(this.connection, "/scenarios", "scenarios", (told) => told as Thing);
  }

  private room(told: ClassTold): Classroom {
    return new Classroom(this, this.connection, told);
  }

  private at(told: SpaceTold): Space {
    return new Space(this, this.to(told.id, told.token), told);
  }

  private to(id: string, token = ""): Connection {
    const step = id === "default" ? "" : `/b/${encodeURIComponent(id)}`;
    return new Connection(`${this.url}${step}/_sandbox`, token || this.connection.token);
  }
}

/** A space as the API tells it. */
export interface SpaceTold {
  id: string;
  label: string;
  issuer: string;
  control: string;
  seed: string;
  chance: string | null;
  created_at: string;
  expires_at: string | null;
  hint_signs_in: boolean;
  fault_menu: boolean;
  token?: string;
}

/** A world of its own: issuer, people, clock, post, faults. */
export class Space {
  readonly id: string;
  readonly issuer: string;
  readonly control: string;
  /** Opens this space alone; known to whoever made it. */
  readonly token: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly post: Feed<Item>;
  readonly journal: Feed<Entry>;
  readonly keys: Keys;
  readonly clients: Register<Client>;
  /** By id, id in the seed (`F06`) or identification number. */
  readonly organisations: Register<Thing>;
  readonly people: Listing<Thing>;
  /** By id, user code or persona. */
  readonly accounts: Register<Account>;
  readonly mandates: Listing<Thing>;
  /** By id or number. */
  readonly enrolments: Register<Enrolment>;
  readonly sessions: Listing<Session>;
  readonly traces: Register<Trace>;

  constructor(private readonly sandbox: Sandbox, private readonly connection: Connection, told: SpaceTold) {
    this.id = told.id;
    this.issuer = told.issuer;
    this.control = told.control;
    this.token = told.token ?? "";
    this.clock = new Clock(connection);
    this.faults = new Faults(connection);
    this.post = new Feed<Item>(connection, "/post", "items");
    this.journal = new Feed<Entry>(connection, "/journal", "entries");
    this.keys = new Keys(connection);
    const as = <T>(each: unknown): T => each as T;
    this.clients = new Register(connection, "/clients", "clients", (each) => new Client(as(each)));
    this.organisations = new Register(connection, "/organisations", "organisations", as<Thing>);
    this.people = new Listing(connection, "/people", "people", as<Thing>);
    this.accounts = new Register(connection, "/accounts", "accounts", as<Account>);
    this.mandates = new Listing(connection, "/mandates", "mandates", as<Thing>);
    this.enrolments = new Register(connection, "/enrolments", "enrolments", (each) => new Enrolment(connection, as(each)));
    this.sessions = new Listing(connection, "/sessions", "sessions", as<Session>);
    this.traces = new Register(connection, "/traces", "traces", as<Trace>);
  }

  /** The space as it is. */
  told(): Promise<SpaceTold> {
    return this.connection.get("/space");
  }

  change(changes: SpaceChanges): Promise<SpaceTold> {
    return this.connection.patch("/space", changes);
  }

  /** Begin again, from what it was made of. */
  async reset(): Promise<void> {
    await this.connection.post("/space/reset");
    await this.mark();
  }

  async delete(): Promise<void> {
    await this.connection.send("DELETE", "/space");
  }

  /** All it holds, as text to keep in a file and restore byte for byte. */
  async snapshot(): Promise<string> {
    return (await this.connection.send("GET", "/space/snapshot")).text();
  }

  /** Back to what a snapshot holds. */
  async restore(snapshot: string): Promise<void> {
    await this.connection.send("PUT", "/space/snapshot", snapshot);
    await this.mark();
  }

  /** Another space that holds what this one holds now. */
  fork(own: Omit<SpaceWanted, "fork_of" | "snapshot" | "seed" | "chance"> = {}): Promise<Space> {
    return this.sandbox.createSpace({ ...own, fork_of: this.id });
  }

  /** What was posted and written in the journal by now is not waited for any more. */
  async mark(): Promise<void> {
    await Promise.all([this.post.mark(), this.journal.mark()]);
  }

  /** Arm a fault of the catalogue: for whom, where and how often. */
  fault(id: string, scope: FaultScope = {}): Promise<Armed> {
    return this.faults.arm(id, scope);
  }

  /** Register a client: names of RFC 7591, and `client_id`, `client_secret`, `leniencies`. */
  async client(metadata: JsonObject): Promise<Client> {
    return new Client(await this.connection.post("/clients", metadata));
  }

  async deleteClient(client: Client | string): Promise<void> {
    await this.connection.send("DELETE", `/clients/${encodeURIComponent(nameOf(client))}`);
  }

  organisation(fields: JsonObject): Promise<Thing> {
    return this.connection.post("/organisations", fields);
  }

  /** Change what is given of an organisation and of what the registers know of it. */
  changeOrganisation(ref: string, fields: JsonObject): Promise<Thing> {
    return this.connection.patch(`/organisations/${encodeURIComponent(ref)}`, fields);
  }

  person(fields: JsonObject): Promise<Thing> {
    return this.connection.post("/people", fields);
  }

  /** Create an account in any state: `person` (to create) or `person_id`, `organisation`, … */
  account(fields: JsonObject): Promise<Account> {
    return this.connection.post("/accounts", fields);
  }

  /** Do to an account what an office does: unlock, suspend, reactivate, close, reissue, activate. */
  act(account: Account | string, act: string): Promise<Account> {
    const ref = typeof account === "string" ? account : account.id;
    return this.connection.post(`/accounts/${encodeURIComponent(ref)}/${encodeURIComponent(act)}`);
  }

  mandate(fields: JsonObject): Promise<Thing> {
    return this.connection.post("/mandates", fields);
  }

  revoke(mandate: Thing | string): Promise<Thing> {
    return this.connection.post(`/mandates/${encodeURIComponent(typeof mandate === "string" ? mandate : mandate.id)}/revoke`);
  }

  /** The ready accounts and the organisations to enrol. */
  personas(): Promise<JsonObject> {
    return this.connection.get("/personas");
  }

  /** Enrol a character of the seed (`F06`) as it would, or by `answers` of one's own. */
  async enrol(character: string | null, fields: JsonObject = {}): Promise<Enrolment> {
    const sent = character === null ? fields : { ...fields, character };
    return new Enrolment(this.connection, await this.connection.post("/enrolments", sent));
  }

  /** What the guide decides, and why, from `facts` or from `answers`; nothing is written. */
  explain(given: { facts: JsonObject } | { answers: JsonObject }): Promise<JsonObject> {
    return this.connection.post("/explain", given);
  }

  /** A browser in which somebody is signed in, without a page. */
  signIn(persona: string, more: { organisation?: string; acr?: 1 | 2 } = {}): Promise<BrowserState> {
    return this.connection.post("/sessions", { ...more, login_hint: persona });
  }

  /** End a session; the applications it reached are told. */
  async endSession(sid: string): Promise<void> {
    await this.connection.send("DELETE", `/sessions/${encodeURIComponent(sid)}`);
  }

  /** Tokens without any flow: correct, or spoilt by a fault. */
  mint(
    persona: string,
    wanted: { client?: Client | string; fault?: string; scope?: string; organisation?: string; nonce?: string; acr?: 1 | 2; auth_time?: string } = {},
  ): Promise<Minted> {
    const { client = PORTAL, ...rest } = wanted;
    return this.connection.post("/mint", { scope: "openid", ...rest, persona, client_id: nameOf(client) });
  }

  /** A logout token that was sent to nobody: correct, or spoilt by a fault. */
  mintLogoutToken(persona: string, wanted: { client?: Client | string; fault?: string; sid?: string; organisation?: string } = {}): Promise<MintedLogout> {
    const { client = PORTAL, ...rest } = wanted;
    return this.connection.post("/mint/logout-token", { ...rest, persona, client_id: nameOf(client) });
  }

  /** Tokens for somebody by a real code flow with PKCE, by `login_hint`. */
  async as(
    persona: string,
    wanted: { client?: Client | string; scope?: string; organisation?: string; parameters?: Record<string, string> } = {},
  ): Promise<Tokens> {
    const { client = PORTAL, scope = "openid", organisation = "", parameters = {} } = wanted;
    const party = typeof client === "string" ? await this.clients.get(client) : client;
    const hint = organisation ? `${persona}@${organisation}` : persona;
    return new RelyingParty(this.connection.base.replace(/\/_sandbox$/, ""), party).signIn(hint, scope, parameters);
  }

  /** One timeline as one file to attach to a ticket. */
  async traceAsHtml(id: string, lang: "fr" | "en" = "fr"): Promise<string> {
    return (await this.connection.send("GET", `/traces/${encodeURIComponent(id)}/html`, undefined, { lang })).text();
  }

  /** Send the logout tokens that are owed now; how many attempts were made. */
  async deliver(): Promise<number> {
    return (await this.connection.post<{ attempts: number }>("/deliveries/deliver")).attempts;
  }
}

/** One hand of the clock; a moment without a zone is in the time of Toronto. */
export class Hand {
  constructor(protected readonly connection: Connection, private readonly name: "calendar" | "protocol") {}

  async read(): Promise<Reading> {
    return (await this.connection.get<Reckoning>("/clock"))[this.name];
  }

  async now(): Promise<Date> {
    return new Date((await this.read()).now);
  }

  advance(span: Span): Promise<Reckoning> {
    return this.connection.post("/clock/advance", { [this.name]: span });
  }

  set(at: Date | string): Promise<Reckoning> {
    return this.put({ at });
  }

  /** Stand still: where it is, or at this moment. */
  freeze(at?: Date | string): Promise<Reckoning> {
    return this.put(at === undefined ? { frozen: true } : { at, frozen: true });
  }

  unfreeze(): Promise<Reckoning> {
    return this.put({ frozen: false });
  }

  private put(changes: { at?: Date | string; frozen?: boolean }): Promise<Reckoning> {
    return this.connection.patch("/clock", { [this.name]: changes });
  }
}

/** Both hands; what is said of neither moves the calendar, and leaves tokens as they are. */
export class Clock extends Hand {
  readonly calendar: Hand;
  readonly protocol: Hand;

  constructor(connection: Connection) {
    super(connection, "calendar");
    this.calendar = new Hand(connection, "calendar");
    this.protocol = new Hand(connection, "protocol");
  }

  hands(): Promise<Reckoning> {
    return this.connection.get("/clock");
  }

  /** Move the calendar to the next thing that falls due. */
  jump(): Promise<Reckoning> {
    return this.connection.post("/clock/jump");
  }

  /** Let both hands follow the machine again. */
  follow(): Promise<Reckoning> {
    return this.connection.post("/clock/follow");
  }
}

/** A fault on the board, as the API tells it. */
export interface ArmedTold {
  id: string;
  fault: string;
  times: number;
  struck: number;
  client_id: string;
  endpoint: string;
  trace: string;
  options: { [name: string]: number };
}

interface Board {
  armed: ArmedTold[];
  never_struck: string[];
}

/** The faults of a space. */
export class Faults {
  constructor(private readonly connection: Connection) {}

  async catalogue(): Promise<Fault[]> {
    return (await this.connection.get<{ faults: Fault[] }>("/faults")).faults;
  }

  async arm(id: string, scope: FaultScope = {}): Promise<Armed> {
    const { client, ...rest } = scope;
    const sent = { ...rest, fault: id, ...(client === undefined ? {} : { client_id: nameOf(client) }) };
    return new Armed(this.connection, await this.connection.post("/faults/armed", sent));
  }

  async armed(): Promise<Armed[]> {
    return (await this.connection.get<Board>("/faults/armed")).armed.map((told) => new Armed(this.connection, told));
  }

  /** Those that have not struck yet: what armed them proves nothing. */
  async neverStruck(): Promise<Armed[]> {
    return (await this.armed()).filter((armed) => !armed.told.struck);
  }

  /** Clear the board; the faults as they stood on it. */
  async disarm(): Promise<ArmedTold[]> {
    return ((await (await this.connection.send("DELETE", "/faults/armed")).json()) as Board).armed;
  }
}

/** A fault on the board. */
export class Armed {
  constructor(private readonly connection: Connection, public told: ArmedTold) {}

  get id(): string {
    return this.told.id;
  }

  /** How often it has struck by now; once it is off the board, how often it had. */
  async struck(): Promise<number> {
    return this.seen(await this.connection.get<Board>("/faults/armed"));
  }

  /** Take it off the board; how often it struck. */
  async disarm(): Promise<number> {
    const answer = await this.connection.send("DELETE", `/faults/armed/${encodeURIComponent(this.id)}`);
    return this.seen((await answer.json()) as Board);
  }

  private seen(board: Board): number {
    this.told = board.armed.find((each) => each.id === this.id) ?? this.told;
    return this.told.struck;
  }
}

/** A registered client. */
export class Client {
  readonly client_id: string;
  readonly client_secret: string;
  /** Its names of RFC 7591. */
  readonly metadata: JsonObject;

  constructor(told: JsonObject) {
    const { client_id, client_secret, ...metadata } = told;
    this.client_id = String(client_id);
    this.client_secret = String(client_secret ?? "");
    this.metadata = metadata;
  }
}

/** An enrolment as the API tells it. */
export interface EnrolmentTold {
  id: string;
  number: string;
  state: string;
  /** The row of the guide that decided it. */
  row: string | null;
  /** The whole of what the guide said, told by the call that made it decide. */
  decision: JsonObject | null;
  /** None before it is transmitted. */
  receipt: { user_code: string; temporary_password: string | null } | null;
  organisation: string | null;
  account: string | null;
  answers: { [field: string]: string };
  [member: string]: unknown;
}

/** An enrolment: filled in, transmitted, decided. */
export class Enrolment {
  constructor(private readonly connection: Connection, public told: EnrolmentTold) {}

  get state(): string {
    return this.told.state;
  }

  get row(): string | null {
    return this.told.row;
  }

  get receipt(): EnrolmentTold["receipt"] {
    return this.told.receipt;
  }

  /** Answer some questions of a draft. */
  async fill(answers: JsonObject): Promise<this> {
    return this.became(await this.connection.patch(this.path(), { answers }));
  }

  async check(): Promise<this> {
    return this.became(await this.connection.post(this.path("/check")));
  }

  async transmit(): Promise<this> {
    return this.became(await this.connection.post(this.path("/transmit")));
  }

  /** Decide as the agent does, e.g. `activate`. */
  async decide(act: string, more: { document?: string; reason?: string } = {}): Promise<this> {
    return this.became(await this.connection.post(this.path("/decide"), { ...more, act }));
  }

  private path(step = ""): string {
    return `/enrolments/${encodeURIComponent(this.told.id)}${step}`;
  }

  private became(told: EnrolmentTold): this {
    this.told = told;
    return this;
  }
}

/** A class: a hall, and a space of its own for each place. Numbers name places; none: all of them. */
export class Classroom {
  constructor(private readonly sandbox: Sandbox, private readonly connection: Connection, public told: ClassTold) {}

  get id(): string {
    return this.told.id;
  }

  /** How every place stands now. */
  async places(): Promise<Place[]> {
    this.told = { ...this.told, ...(await this.connection.get<ClassTold>(this.path())) };
    return this.told.places ?? [];
  }

  /** The space of a place, where everything may be commanded for its learner alone. */
  space(place: Place): Promise<Space> {
    return this.sandbox.space(place.space);
  }

  /** Add so many places behind the last one, or one for each name. */
  async add(more: { places?: number; names?: string[] }): Promise<Place[]> {
    return (await this.connection.post<{ places: Place[] }>(this.path("/places"), more)).places;
  }

  /** Begin places again; their names stay. */
  async reset(...places: number[]): Promise<number[]> {
    return (await this.connection.post<{ places: number[] }>(this.path("/reset"), chosen(places))).places;
  }

  /** Move the calendar of places; how many things fell due in each. */
  async advance(days: number, ...places: number[]): Promise<{ place: number; applied: number }[]> {
    const sent = { days, ...chosen(places) };
    return (await this.connection.post<{ places: { place: number; applied: number }[] }>(this.path("/advance"), sent)).places;
  }

  /** What an agent could do now, and in which places. */
  async acts(): Promise<{ act: string; places: number[] }[]> {
    return (await this.connection.get<{ acts: { act: string; places: number[] }[] }>(this.path("/acts"))).acts;
  }

  /** Do what an agent does, e.g. `approve`; where it is not possible it says why. */
  async play(act: string, ...places: number[]): Promise<Played[]> {
    return (await this.connection.post<{ places: Played[] }>(this.path("/acts"), { act, ...chosen(places) })).places;
  }

  /** What the class did: steps, rows, who strayed, place by place. */
  report(): Promise<JsonObject> {
    return this.connection.get(this.path("/report"));
  }

  /** End it, and all of its places. */
  async delete(): Promise<void> {
    await this.connection.send("DELETE", this.path());
  }

  private path(step = ""): string {
    return `/classes/${encodeURIComponent(this.told.id)}${step}`;
  }
}

function chosen(places: number[]): { places?: number[] } {
  return places.length ? { places } : {};
}

/** All things of one kind in a space, as they are when one looks. */
export class Listing<T> {
  constructor(
    protected readonly connection: Connection,
    protected readonly path: string,
    private readonly member: string,
    protected readonly kind: (told: unknown) => T,
  ) {}

  async list(): Promise<T[]> {
    const told = await this.connection.get<Record<string, unknown[]>>(this.path);
    return (told[this.member] ?? []).map(this.kind);
  }
}

/** A listing of which each thing can be asked for alone. */
export class Register<T> extends Listing<T> {
  /** The one of this name; a `ControlError` with status 404 when there is none. */
  async get(ref: string): Promise<T> {
    return this.kind(await this.connection.get<unknown>(`${this.path}/${encodeURIComponent(ref)}`));
  }
}

/** The signing keys of a space. */
export class Keys {
  constructor(private readonly connection: Connection) {}

  async list(): Promise<Key[]> {
    return (await this.connection.get<{ keys: Key[] }>("/keys")).keys;
  }

  /** Publish a new key, which signs two minutes later; `now`: at once. */
  rotate(how: { alg?: string; emergency?: boolean; now?: boolean } = {}): Promise<Key> {
    return this.connection.post("/keys/rotate", how);
  }
}

/**
 * Things that come one after the other, each with its number (`seq`) in the space.
 *
 * `wait` gives what came since the space was taken in hand (or since `mark`), each thing once:
 * what a test has set off before it waits is not missed.
 */
export class Feed<T extends { seq: number }> {
  private marked: number | null = null;
  private readonly given = new Set<number>();

  constructor(private readonly connection: Connection, private readonly path: string, private readonly member: string) {}

  /** What there is by now is not waited for. */
  async mark(): Promise<void> {
    this.marked = (await this.batch(BEYOND, {}, 0)).last;
    this.given.clear();
  }

  /** All there is after this number, oldest first; filters as the API names them. */
  async list(filters: Query = {}, after = 0): Promise<T[]> {
    const all: T[] = [];
    for (;;) {
      const { things } = await this.batch(all[all.length - 1]?.seq ?? after, filters, 0);
      if (!things.length) return all;
      all.push(...things);
    }
  }

  /** The next thing that matches, waited for; `NothingCame` after `seconds`. */
  async wait(filters: Query = {}, seconds = 10, where: (thing: T) => boolean = () => true): Promise<T> {
    if (this.marked === null) await this.mark();
    const end = Date.now() + seconds * 1000;
    let heard = this.marked ?? 0;
    for (;;) {
      const left = Math.max(0, (end - Date.now()) / 1000);
      const { things } = await this.batch(heard, filters, Math.min(left, LONGEST_WAIT));
      for (const thing of things) {
        heard = thing.seq;
        if (this.given.has(thing.seq) || !where(thing)) continue;
        this.given.add(thing.seq);
        return thing;
      }
      if (!left) throw new NothingCame(`No ${this.member} with ${JSON.stringify(filters)} came in ${seconds} s.`);
    }
  }

  private async batch(after: number, filters: Query, holds: number): Promise<{ things: T[]; last: number }> {
    const query = { ...filters, after, wait: holds || undefined };
    const told = await this.connection.get<Record<string, unknown>>(this.path, query, holds);
    return { things: told[this.member] as T[], last: told["last"] as number };
  }
}

/** What the token endpoint answered to a relying party. */
export interface Tokens {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  id_token?: string;
  refresh_token?: string;
  /** What the ID token says; read, not verified: that is the work of the party under test. */
  claims: JsonObject;
  userinfo(): Promise<JsonObject>;
  refresh(scope?: string): Promise<Tokens>;
}

class RelyingParty {
  private found: JsonObject | null = null;

  constructor(private readonly base: string, private readonly client: Client) {}

  async signIn(hint: string, scope: string, parameters: Record<string, string>): Promise<Tokens> {
    const [state, nonce, verifier] = [await drawn(), await drawn(), await drawn()];
    const registered = this.client.metadata["redirect_uris"];
    const redirect_uri = parameters["redirect_uri"] ?? (Array.isArray(registered) ? String(registered[0] ?? "") : "");
    if (!redirect_uri) throw new Error(`${this.client.client_id} has no redirect_uris: it cannot sign in.`);
    const asked: Record<string, string> = {
      response_type: "code",
      client_id: this.client.client_id,
      redirect_uri,
      scope,
      state,
      nonce,
      code_challenge: await challenge(verifier),
      code_challenge_method: "S256",
      login_hint: hint,
      ...parameters,
    };
    const answered = await this.authorize(asked, redirect_uri);
    const error = answered.get("error");
    if (error !== null) throw new FlowError("authorize", error, answered.get("error_description") ?? "");
    const issuer = String((await this.metadata())["issuer"]);
    for (const [name, value] of [["state", asked["state"]], ["iss", issuer]]) {
      if (answered.get(name ?? "") !== value) throw new FlowError("authorize", `wrong ${name}`);
    }
    const code = answered.get("code");
    if (code === null) throw new FlowError("authorize", "no code");
    const tokens = await this.token({ grant_type: "authorization_code", code, redirect_uri, code_verifier: verifier });
    if (tokens.id_token !== undefined && tokens.claims["nonce"] !== asked["nonce"]) throw new FlowError("token", "wrong nonce");
    return tokens;
  }

  private async metadata(): Promise<JsonObject> {
    this.found ??= await read("discovery", fetch(`${this.base}/.well-known/openid-configuration`));
    return this.found;
  }

  /** An endpoint, where we reach it. */
  private async reached(member: string): Promise<string> {
    const told = await this.metadata();
    const address = String(told[member]);
    const issuer = String(told["issuer"]);
    return address.startsWith(issuer) ? this.base + address.slice(issuer.length) : address;
  }

  /** The parameters that came to the redirect address. */
  private async authorize(asked: Record<string, string>, redirect: string): Promise<URLSearchParams> {
    let address = `${await this.reached("authorization_endpoint")}?${new URLSearchParams(asked)}`;
    for (let hop = 0; hop < 5; hop++) {
      const answer = await fetch(address, { redirect: "manual" }).catch((error: unknown) => {
        throw new FlowError("authorize", "no answer", reason(error));
      });
      await answer.body?.cancel();
      const location = answer.headers.get("location");
      if (location === null) break;
      const onward = new URL(location, address);
      if (onward.href.split("?")[0] === new URL(redirect).href.split("?")[0]) return onward.searchParams;
      if (!onward.href.startsWith(this.base)) break;
      address = onward.href;
    }
    throw new FlowError(
      "authorize",
      "interaction",
      "a page was shown where a code was expected. The space lets login_hint sign in when it is made, or changed, with hint_signs_in: true.",
    );
  }

  private async token(form: Record<string, string>): Promise<Tokens> {
    const { client_id, client_secret, metadata } = this.client;
    const headers: Record<string, string> = {};
    const sent = new URLSearchParams(form);
    const method = metadata["token_endpoint_auth_method"] ?? "client_secret_basic";
    if (method === "client_secret_basic") {
      headers["Authorization"] = `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)}`;
    } else if (method === "client_secret_post" || method === "none") {
      sent.set("client_id", client_id);
      if (method === "client_secret_post") sent.set("client_secret", client_secret);
    } else {
      throw new Error(`${client_id} authenticates by ${String(method)}, which needs a key of its own: mint, or take another client.`);
    }
    const answer = fetch(await this.reached("token_endpoint"), { method: "POST", headers, body: sent });
    const told = (await read("token", answer)) as unknown as Tokens;
    if (typeof told.access_token !== "string") throw new FlowError("token", "no access_token");
    return {
      ...told,
      claims: told.id_token === undefined ? {} : payload(told.id_token),
      userinfo: async () => {
        const bearer = { Authorization: `Bearer ${told.access_token}` };
        return read("userinfo", fetch(await this.reached("userinfo_endpoint"), { headers: bearer }));
      },
      refresh: (scope?: string) => {
        const refreshing = { grant_type: "refresh_token", refresh_token: told.refresh_token ?? "" };
        return this.token(scope === undefined ? refreshing : { ...refreshing, scope });
      },
    };
  }
}

async function read(at: FlowError["at"], coming: Promise<Response>): Promise<JsonObject> {
  const answer = await coming.catch((error: unknown) => {
    throw new FlowError(at, "no answer", reason(error));
  });
  const told = (await answer.json().catch(() => null)) as JsonObject | null;
  if (answer.ok && told !== null && typeof told === "object") return told;
  throw new FlowError(at, String(told?.["error"] ?? "no JSON"), String(told?.["error_description"] ?? ""), answer.status);
}

/** Web Crypto; Node 18 has it in a module only. */
async function webCrypto(): Promise<Crypto> {
  if (typeof globalThis.crypto !== "undefined") return globalThis.crypto;
  const module = "node:crypto";
  return ((await import(module)) as { webcrypto: Crypto }).webcrypto;
}

async function drawn(): Promise<string> {
  return base64url((await webCrypto()).getRandomValues(new Uint8Array(32)));
}

async function challenge(verifier: string): Promise<string> {
  const digest = await (await webCrypto()).subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The claims of a signed token; none of what is no signed token. */
function payload(token: string): JsonObject {
  const [, claims, signature, ...more] = token.split(".");
  if (claims === undefined || signature === undefined || more.length) return {};
  const bytes = Uint8Array.from(atob(claims.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
}

function nameOf(client: Client | string): string {
  return typeof client === "string" ? client : client.client_id;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
