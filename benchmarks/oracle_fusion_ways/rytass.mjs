// Read invoices with their lines by getAll of @rytass/erp-oracle-fusion: node rytass.mjs FOLDER CONFIG
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, path] = process.argv.slice(2);
const config = JSON.parse(readFileSync(path));
const fusion = createRequire(`${folder}/package.json`)("@rytass/erp-oracle-fusion");
const auth = {
  tokenUrl: config.token_url, clientId: config.client_id, clientSecret: config.client_secret, scope: config.oauth_scope,
};
const client = new fusion.FusionRestClient({ baseUrl: config.api_url, auth, restFrameworkVersion: 4 });
for (const record of await client.getAll("invoices?expand=invoiceLines&onlyData=true", 500)) {
  process.stdout.write(JSON.stringify({ type: "RECORD", stream: "ap_invoices", record }) + "\n");
}
