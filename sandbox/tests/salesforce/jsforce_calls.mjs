// jsforce's ordinary calls on an org; prints what came of them as one line of JSON.
import { createRequire } from "node:module";

const [folder, instanceUrl, accessToken] = process.argv.slice(2);
const jsforce = createRequire(`${folder}/package.json`)("jsforce");
const conn = new jsforce.Connection({ instanceUrl, accessToken, version: "67.0" });
conn.bulk2.pollInterval = 20;
const out = {};

out.objects = (await conn.describeGlobal()).sobjects.map((sobject) => sobject.name);
const created = await conn.sobject("Account").upsert({ NetSuite_Id__c: "1", Name: "Paper Co" }, "NetSuite_Id__c");
const updated = await conn.sobject("Account").upsert({ NetSuite_Id__c: "1", Name: "Paper AG" }, "NetSuite_Id__c");
out.upsert = [created.created, updated.created, created.id === updated.id];
out.query = (await conn.query("SELECT Name, NetSuite_Id__c FROM Account")).records.map((row) => row.Name);

const input = Array.from({ length: 300 }, (_, n) => ({ NetSuite_Id__c: `${n}`, Name: `N "${n}" 😀` }));
input.push({ NetSuite_Id__c: "long", Name: "x".repeat(300) });
const results = await conn.bulk2.loadAndWaitForResults({
  object: "Account", operation: "upsert", externalIdFieldName: "NetSuite_Id__c", input,
});
out.bulk = [results.successfulResults.length, results.failedResults.length, results.unprocessedRecords.length];
out.bulkCreated = results.successfulResults.filter((row) => row.sf__Created === "true").length;
out.bulkError = results.failedResults[0].sf__Error.split(":")[0];

const stream = await conn.bulk2.query("SELECT NetSuite_Id__c, Name FROM Account");
out.bulkQuery = (await stream.toArray()).length;

await conn.metadata.create("CustomObject", {
  fullName: "Supplier__c", label: "Supplier", pluralLabel: "Suppliers",
  nameField: { type: "Text", label: "Supplier Name" }, deploymentStatus: "Deployed", sharingModel: "ReadWrite",
});
const field = { fullName: "Supplier__c.Code__c", label: "Code", type: "Text", length: 20, externalId: true };
out.metadata = (await conn.metadata.create("CustomField", [field])).map((result) => result.success);
out.metadataAgain = (await conn.metadata.create("CustomField", field)).errors[0].statusCode;
out.metadataRead = (await conn.metadata.read("CustomField", "Supplier__c.Code__c")).length;
out.tooling = (await conn.tooling.query("SELECT Id FROM CustomField WHERE DeveloperName = 'Code'")).totalSize;
out.hidden = (await conn.sobject("Supplier__c").describe()).fields.every((entry) => entry.name !== "Code__c");

console.log(JSON.stringify(out));
