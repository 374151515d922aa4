// Reads calendars with ical.js: a line of JSON comes in for each, and a line goes out with each time that something takes place.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);

function said(event, start, end, item) {
  return {
    uid: event.uid,
    starts: start.toUnixTime(),
    ends: end.toUnixTime(),
    zone: start.zone.tzid,
    sequence: item.sequence,
    status: item.component.getFirstPropertyValue("status"),
    summary: item.summary,
  };
}

function occurrences(event, most) {
  if (!event.isRecurring()) return [said(event, event.startDate, event.endDate, event)];
  const found = [];
  const days = event.iterator();
  for (let day = days.next(); day && found.length < most; day = days.next()) {
    const { startDate, endDate, item } = event.getOccurrenceDetails(day);
    found.push(said(event, startDate, endDate, item));
  }
  return found;
}

function read({ calendar, most }) {
  ICAL.TimezoneService.reset();
  const parsed = ICAL.parse(calendar);
  const calendars = (Array.isArray(parsed[0]) ? parsed : [parsed]).map((one) => new ICAL.Component(one));
  for (const one of calendars) {
    for (const zone of one.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  }
  const events = calendars.flatMap((one) => one.getAllSubcomponents("vevent"));
  const whole = events.filter((one) => !one.hasProperty("recurrence-id"));
  const parts = events.filter((one) => one.hasProperty("recurrence-id"));
  const found = whole.flatMap((one) => {
    const uid = one.getFirstPropertyValue("uid");
    const exceptions = parts.filter((part) => part.getFirstPropertyValue("uid") === uid);
    return occurrences(new ICAL.Event(one, { exceptions }), most);
  });
  return found.sort((one, other) => one.starts - other.starts);
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { events: read(JSON.parse(line)) };
  } catch (failure) {
    answer = { refused: String(failure) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
