/*
 * Meetings: the sightings of somebody else, one after the other, are one
 * meeting for as long as they follow each other soon enough.
 */
import type { Connection, PersonBrief } from "@/api/types";

export interface Meeting {
  /** Of its first sighting; a meeting keeps it while more of it is loaded. */
  key: number;
  person: PersonBrief;
  first: string;
  last: string;
  count: number;
  /** Where it began. */
  latitude: number;
  longitude: number;
}

const APART = 15 * 60_000;

/** In the order in which they began; what is given is in order of time. */
export function meetingsOf(connections: readonly Connection[]): Meeting[] {
  const all: Meeting[] = [];
  const latest = new Map<number, Meeting>();
  for (const { location, person } of connections) {
    const meeting = latest.get(person.id);
    if (meeting && Date.parse(location.creation_time) - Date.parse(meeting.last) <= APART) {
      meeting.last = location.creation_time;
      meeting.count++;
      continue;
    }
    const next: Meeting = {
      key: location.id,
      person,
      first: location.creation_time,
      last: location.creation_time,
      count: 1,
      latitude: location.latitude,
      longitude: location.longitude,
    };
    latest.set(person.id, next);
    all.push(next);
  }
  return all;
}

/** How many people, whatever the number of meetings. */
export const peopleIn = (meetings: readonly Meeting[]) => new Set(meetings.map(({ person }) => person.id)).size;
