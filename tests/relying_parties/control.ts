/** What a test in TypeScript does with a space of its own; told as JSON to the Python that runs it. */

import { ControlError, FlowError, NothingCame, Sandbox } from "./clicsequr.js";

declare const process: { argv: string[] };

const given = JSON.parse(process.argv[2] ?? "{}") as { issuer: string };
const seen: Record<string, unknown> = {};

async function refusal(of: Promise<unknown>): Promise<unknown> {
  return of.then(
    () => "nothing was refused",
    (error: unknown) => error,
  );
}

const sandbox = new Sandbox(given.issuer);
const space = await sandbox.createSpace({ hint_signs_in: true, label: "TypeScript" });
seen["listed"] = (await sandbox.spaces()).some((each) => each.id === space.id);
seen["own"] = space.issuer === `${given.issuer}/b/${space.id}`;

const unknown = await refusal(space.fault("id-token-expird"));
seen["unknown fault"] = unknown instanceof ControlError ? [unknown.code, unknown.status, unknown.message] : unknown;

const client = await space.client({ redirect_uris: ["http://127.0.0.1:3000/cb"], grant_types: ["authorization_code", "refresh_token"] });
const armed = await space.fault("id-token-wrong-iss", { client });
const spoilt = await space.as("rse-actif", { client });
seen["spoilt"] = spoilt.claims["iss"] !== space.issuer;
seen["struck"] = await armed.struck();
seen["disarmed"] = await armed.disarm();
const honest = await space.as("rse-actif", { client, scope: "openid profile offline_access" });
seen["honest"] = honest.claims["iss"] === space.issuer && honest.claims["aud"] === client.client_id;
seen["refreshed"] = (await honest.refresh()).claims["sub"] === honest.claims["sub"];
seen["userinfo"] = (await honest.userinfo())["sub"] === honest.claims["sub"];
const nobody = await refusal(space.as("personne-ici", { client }));
seen["nobody"] = nobody instanceof FlowError ? nobody.at : nobody;

const redeemed = await space.journal.wait({ name: "oidc.code_redeemed" }, 5);
seen["of one sign-in"] = (await space.journal.list({ trace: redeemed.trace })).length > 1;
const nothing = await refusal(space.post.wait({}, 0.05));
seen["no post"] = nothing instanceof NothingCame;

const minted = await space.mint("rse-actif", { client, fault: "id-token-expired" });
seen["minted"] = minted.fault;
const state = await space.signIn("rse-actif");
seen["cookies"] = state.storage_state.cookies.length > 0;
const trace = await space.traces.get(redeemed.trace);
seen["trace"] = [trace.refused, (await space.traceAsHtml(trace.id, "en")).includes("</html>")];
seen["session"] = (await space.sessions.list()).some((each) => each.sid === state.session.sid);

const ended = await space.mintLogoutToken("rse-actif", { fault: "logout-token-with-nonce" });
seen["logout token"] = "nonce" in ended.claims;

const taken = await space.snapshot();
const enrolment = await space.enrol("F01");
seen["enrolled"] = [enrolment.row, enrolment.receipt !== null];
const draft = await space.enrol("F11");
seen["decided"] = [draft.state, (await draft.decide("receive_all")).state, (await draft.decide("activate")).state];
const account = await space.accounts.get("rse-actif");
seen["acted"] = [(await space.act(account, "suspend")).state, (await space.act("rse-actif", "reactivate")).state];
const mail = await space.post.wait({}, 5);
seen["mail"] = mail.organisation !== "";
const moved = await space.clock.advance({ days: 91 });
seen["moved"] = [moved.applied > 0, Math.round(moved.calendar.offset_seconds ?? 0), moved.protocol.offset_seconds];
await space.restore(taken);
seen["restored"] = (await space.snapshot()) === taken;
const twin = await space.fork();
seen["twin"] = (await twin.client({ redirect_uris: ["http://127.0.0.1:3000/cb"] })).client_id !== client.client_id;
await twin.delete();

const room = await sandbox.createClass({ scenario: "T0", names: ["Ana"], places: 2 });
const [ana, other] = await room.places();
if (!ana || !other || !room.told.key) throw new Error("a class of two places was made");
await (await room.space(ana)).enrol("F01");
seen["class"] = [(await room.places())[0]?.rows?.join(), other.standing, room.told.link?.endsWith(room.told.key)];
seen["played"] = (await room.play("inform", 1, 2)).map((each) => each.why_not?.code ?? each.done);
seen["offered"] = (await room.acts()).find((each) => each.act === "approve")?.places;
seen["advanced"] = (await room.advance(1, 2)).map((each) => each.place);
seen["added"] = (await room.add({ names: ["Luc"] })).map((each) => each.place);
seen["reported"] = (await room.report())["present"];
seen["begun again"] = await room.reset(1);
seen["scenario"] = (await sandbox.scenarios.get("T0")).id;
seen["halls"] = (await sandbox.classes.list()).some((each) => each.id === room.id && each.told.size === 3);
await room.delete();
const over = await refusal(sandbox.classes.get(room.id));
seen["class ended"] = over instanceof ControlError ? over.code : over;

await space.delete();
const gone = await refusal(sandbox.space(space.id));
seen["gone"] = gone instanceof ControlError ? gone.status : gone;
console.log(JSON.stringify(seen));
