// Calls of @rytass/erp-oracle-fusion on a pod; prints what came of them as one line of JSON.
import { createRequire } from "node:module";

const [folder, text] = process.argv.slice(2);
const config = JSON.parse(text);
const fusion = createRequire(`${folder}/package.json`)("@rytass/erp-oracle-fusion");
const auth = {
  tokenUrl: config.token_url, clientId: config.client_id, clientSecret: config.client_secret, scope: config.oauth_scope,
};
const connect = (options = {}) =>
  new fusion.FusionRestClient({ baseUrl: config.api_url, auth, retryBaseDelayMs: 1, restFrameworkVersion: 4, ...options });
const failure = async (call) => {
  try {
    await call();
  } catch (error) {
    return [error.name, error.status ?? null];
  }
};
const client = connect();
const out = {};

const ids = async (path, pageSize) => (await client.getAll(path, pageSize)).map((row) => String(row.InvoiceId));
out.unordered = await ids("invoices?onlyData=true&fields=InvoiceId", 25);
out.ordered = await ids("invoices?onlyData=true&fields=InvoiceId&orderBy=InvoiceId:asc", 25);

// Its query builder joins conditions with `;`, which is query by example: framework version 1.
const older = connect({ restFrameworkVersion: 1 });
const statuses = fusion.withFusionQuery("accountingPeriodStatusLOV", {
  q: { LedgerId: config.ledger, ApplicationId: fusion.FUSION_GL_APPLICATION_ID }, limit: 500,
});
out.statuses = (await older.get(statuses)).items.map((row) => [row.LedgerId, row.ApplicationId]);
const first = fusion.withFusionQuery("payablesPayments", {
  finder: { name: "PrimaryKey", params: { CheckId: config.payment } }, onlyData: true,
});
out.payment = (await client.get(first)).items.map((row) => row.CheckId);

out.validation = await failure(() => client.get("invoices?q=Nothing%20%3D%201"));
out.missing = await failure(() => connect({ maxRetries: 0 }).get("journalLines"));
out.denied = await failure(() => client.get("suppliers"));
out.secret = await failure(() => connect({ auth: { ...auth, clientSecret: "wrong" } }).get("invoices"));
out.basic = await failure(() => connect({ auth: { type: "basic", username: "a", password: "b" } }).get("invoices"));

console.log(JSON.stringify(out));
