// Usage: node client.mjs URL KEY. Captures a document with epcis2.js, waits for the job, asks for what was captured.
import epcis2 from "epcis2.js";

const { setup, capture, EPCISDocument, ObjectEvent, BizLocation, ReadPoint, CaptureResponse, cbv } = epcis2;
const [url, key] = process.argv.slice(2);
const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
setup({ apiUrl: url, headers, eventTimeZoneOffset: "+08:00" });

const epc = "urn:epc:id:sgtin:0614141.107346.77001";
const event = new ObjectEvent()
  .setEventTime("2026-06-10T08:00:00.000+08:00")
  .addEPC(epc)
  .setAction("OBSERVE")
  .setBizStep(cbv.bizSteps.shipping)
  .setDisposition(cbv.dispositions.in_transit)
  .setReadPoint(new ReadPoint({ id: "urn:epc:id:sgln:0614141.07346.1234" }))
  .setBizLocation(new BizLocation({ id: "urn:epc:id:sgln:0614141.00888.0" }));
const document = new EPCISDocument().setCreationDate("2026-06-10T09:00:00.000+08:00").addEvent(event);

const answer = await capture(document);
if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
const job = new CaptureResponse(answer);
await job.pollForTheCaptureToFinish(5, 200);
if (job.getRunningStatus() || !job.getSuccessStatus()) throw new Error(JSON.stringify(job.getErrors()));

const got = await fetch(`${url}/events?MATCH_epc=${encodeURIComponent(epc)}&EQ_bizStep=shipping`, { headers });
const list = (await got.json()).epcisBody.queryResults.resultsBody.eventList.map((one) => new ObjectEvent(one).toObject());
if (list.length !== 1 || list[0].epcList[0] !== epc) throw new Error(JSON.stringify(list));
console.log("captured and found");
