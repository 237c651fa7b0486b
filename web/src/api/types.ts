// Derived by `foyer types' from the tables of fcgi/api; not to be edited.

/** What the `type' of a problem ends with. */
export type ProblemType =
  | "malformed"
  | "unauthorized"
  | "wrong_password"
  | "forbidden"
  | "wrong_origin"
  | "scope"
  | "not_found"
  | "method"
  | "conflict"
  | "in_progress"
  | "gone"
  | "changed"
  | "too_large"
  | "media_type"
  | "invalid"
  | "key_reused"
  | "too_many"
  | "internal"
  | "unavailable";

export interface Me {
  uuid: string;
  handle: string;
  display_name: string;
  email: string;
  role: "member" | "organiser";
  bio: string;
  company: string;
  /** Whether the address has been proven. */
  confirmed: boolean;
  created_at: string;
  updated_at: string;
}

export interface MailSent {
  /** Always `mail'. */
  sent: string;
}

export interface Config {
  /** The community's name. */
  community: string;
  version: string;
  app_url: string;
  api_url: string;
  /** Who may make an account. */
  signup: "open" | "invitation" | "closed";
  /** Mail is sent, so a new account waits for its confirmation. */
  mail: boolean;
  /** Where the map has its pictures from, by {z}, {x} and {y}; null: from nowhere. */
  map_tiles: string | null;
  /** What is to be said on the map of whose they are. */
  map_attribution: string | null;
  /** There is no organiser yet. */
  needs_setup: boolean;
}

export interface Connection {
  /** Where the other one was. */
  location: SharedLocation;
  person: PersonBrief;
}

export interface SharedLocation {
  id: number;
  person_id: number;
  latitude: number;
  longitude: number;
  accuracy: number | null;
  creation_time: string;
}

export interface PersonBrief {
  id: number;
  first_name: string;
  last_name: string;
  company_name: string;
  handle: string | null;
}

export interface Encounter {
  person: PersonBrief;
  first: string;
  last: string;
  /** Of the other one's sightings. */
  count: number;
  /** To the millimetre. */
  nearest_m: number;
  /** Where it was nearest. */
  latitude: number;
  longitude: number;
}

export interface Device {
  id: number;
  name: string;
  created_at: string;
  /** To the minute. */
  last_seen_at: string | null;
}

export interface NewDevice {
  id: number;
  name: string;
  created_at: string;
  /** To the minute. */
  last_seen_at: string | null;
  /** Shown this once. OwnTracks takes it as its password. */
  token: string;
}

export interface Greeting {
  word: string;
  updated_at: string;
  /** Who set it; null: nobody did, or somebody who has left. */
  updated_by: string | null;
}

export interface GreetingWord {
  id: number;
  word: string;
  set_at: string;
  set_by: string | null;
}

export interface Invitation {
  id: number;
  /** For whom it is, for the organisers to remember. */
  note: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_by: string | null;
}

export interface NewInvitation {
  id: number;
  /** For whom it is, for the organisers to remember. */
  note: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_by: string | null;
  /** Shown this once. */
  token: string;
  /** The link to send. */
  url: string;
}

export interface Location {
  id: number;
  /** The own one unless given. */
  person_id: number;
  latitude: number;
  longitude: number;
  /** In metres, as the device says. */
  accuracy: number | null;
  /** Now unless given; without a zone it is UTC. */
  creation_time: string;
}

export interface LocationsStored {
  count: number;
}

export interface LocationNew {
  /** The own one unless given. */
  person_id?: number;
  latitude: number;
  longitude: number;
  /** In metres, as the device says. */
  accuracy?: number | null;
  /** Now unless given; without a zone it is UTC. */
  creation_time?: string;
}

export interface LocationsImported {
  /** How many have been stored. */
  count: number;
  /** How many were stored already, or stand in the body twice. */
  known: number;
}

export interface NoteShare {
  id: number;
  created_at: string;
  expires_at: string;
}

export interface NewNoteShare {
  id: number;
  created_at: string;
  expires_at: string;
  /** Shown this once. */
  token: string;
  /** The link to send. */
  url: string;
}

export interface SharedNote {
  name: string;
  /** Markdown. */
  text: string;
  /** The owner's display name. */
  author: string;
  updated_at: string;
}

export interface NoteSummary {
  id: number;
  pad_id: number | null;
  name: string;
  /** How its text begins, as plain text. */
  excerpt: string;
  /** With q: the place of the text where the words are, each between U+E000 and U+E001. */
  highlight: string | null;
  pinned: boolean;
  tags: string[];
  created_at: string;
  updated_at: string;
}

export interface Note {
  id: number;
  /** The pad that it is in, if any: one of the own. */
  pad_id: number | null;
  name: string;
  /** Markdown. */
  text: string;
  /** It stands first in every list. */
  pinned: boolean;
  /** Kept in small letters, each once, in order. */
  tags: string[];
  created_at: string;
  updated_at: string;
}

export interface NoteNew {
  /** The pad that it is in, if any: one of the own. */
  pad_id?: number | null;
  name: string;
  /** Markdown. */
  text?: string;
  /** It stands first in every list. */
  pinned?: boolean;
  /** Kept in small letters, each once, in order. */
  tags?: string[];
}

export interface NotePatch {
  /** The pad that it is in, if any: one of the own. */
  pad_id?: number | null;
  name?: string;
  /** Markdown. */
  text?: string;
  /** It stands first in every list. */
  pinned?: boolean;
  /** Kept in small letters, each once, in order. */
  tags?: string[];
}

export interface NoteVersion {
  id: number;
  name: string;
  /** Of the text, in characters. */
  size: number;
  /** When the note became what it is here. */
  saved_at: string;
}

export interface NoteVersionText {
  id: number;
  name: string;
  text: string;
  saved_at: string;
}

export interface Tag {
  tag: string;
  notes_count: number;
}

export interface OwnPart {
  /** What GET /profile/export/{part} is asked for. */
  part: string;
}

export interface OwnItem {
  /** All that is kept, but for hashes of secrets. */
  data: unknown;
}

export interface Pad {
  id: number;
  name: string;
  /** How many notes are in it. */
  notes_count: number;
  created_at: string;
  /** Moves on with notes_count, too. */
  updated_at: string;
}

export interface PadNew {
  name: string;
}

export interface PadPatch {
  name?: string;
}

export interface OwnPerson {
  /** Null: there is no entry yet; the first setting makes one. */
  person_id: number | null;
  first_name: string;
  last_name: string;
  company_name: string;
  /** Whether others may know where the member was. */
  sharing: boolean;
  /** Metres to which places are rounded for others: 0, 100 or 1000. */
  precision_m: number;
  updated_at: string;
}

export interface OwnPersonNew {
  /** Whether others may know where the member was. */
  sharing: boolean;
  /** Metres to which places are rounded for others: 0, 100 or 1000. */
  precision_m?: number;
}

export interface Consent {
  id: number;
  sharing: boolean;
  precision_m: number;
  /** The person's own word; else it was declared for them before they had an account. */
  own: boolean;
  at: string;
}

export interface Person {
  id: number;
  first_name: string;
  last_name: string;
  company_name: string;
  /** Of the member whose entry it is. */
  handle: string | null;
  /** Whether others may know where the person was: who enters somebody without an account declares that they agree. No, unless given. */
  sharing: boolean;
  updated_at: string;
}

export interface PersonsEntered {
  count: number;
}

export interface PersonNew {
  first_name: string;
  last_name: string;
  company_name?: string;
  /** Whether others may know where the person was: who enters somebody without an account declares that they agree. No, unless given. */
  sharing?: boolean;
}

export interface PersonPatch {
  first_name?: string;
  last_name?: string;
  company_name?: string;
  /** Whether others may know where the person was: who enters somebody without an account declares that they agree. No, unless given. */
  sharing?: boolean;
}

export interface PersonOffer {
  id: number;
  /** Shown this once. */
  token: string;
  /** For the person alone: whoever opens it takes the entry. */
  url: string;
  expires_at: string;
}

export interface MePatch {
  display_name?: string;
  bio?: string;
  company?: string;
}

export interface Session {
  id: number;
  /** What the browser called itself. */
  user_agent: string;
  created_at: string;
  /** To the minute. */
  last_seen_at: string;
  /** Whether it is the one that asks. */
  current: boolean;
}

export interface ConfirmByMail {
  /** Always `mail'. */
  confirm: string;
}

export interface Task {
  id: number;
  name: string;
  status: "To Do" | "In Progress" | "Done";
  /** Order within the column, ascending; compare it exactly. */
  position: string;
  /** The handle of the member who does it, if any. */
  assignee: string | null;
  /** The day it is due, if any. */
  due_on: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export interface TaskNew {
  name: string;
  status?: "To Do" | "In Progress" | "Done";
  assignee?: string | null;
  due_on?: string | null;
}

export interface TaskChange {
  id: number;
  name: string;
  status: "To Do" | "In Progress" | "Done";
  position: string;
  assignee: string | null;
  due_on: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  deleted: boolean;
}

export interface TaskPatch {
  name?: string;
  status?: "To Do" | "In Progress" | "Done";
  /** The handle of the member who does it, if any. */
  assignee?: string | null;
  /** The day it is due, if any. */
  due_on?: string | null;
  /** The task of the same column to stand behind; null: first. */
  after?: number | null;
}

export interface Token {
  id: number;
  name: string;
  scope: "read" | "write";
  created_at: string;
  expires_at: string | null;
  /** To the minute. */
  last_used_at: string | null;
}

export interface NewToken {
  id: number;
  name: string;
  scope: "read" | "write";
  created_at: string;
  expires_at: string | null;
  /** To the minute. */
  last_used_at: string | null;
  /** Shown this once. */
  token: string;
}

export interface UserListed {
  uuid: string;
  handle: string;
  display_name: string;
  role: "member" | "organiser";
  company: string;
}

export interface User {
  uuid: string;
  handle: string;
  display_name: string;
  role: "member" | "organiser";
  company: string;
  bio: string;
  created_at: string;
  updated_at: string;
}

export interface UserShort {
  uuid: string;
  handle: string;
  display_name: string;
}

export interface UserPatch {
  role?: "member" | "organiser";
}

/** Every operation, by its method and path. */
export interface Api {
  /** auth_me: Who asks. */
  "GET /auth/me": {
    reply: Me;
  };
  /** auth_signin: Begins a session. */
  "POST /auth/signin": {
    body: {
      /** The address or the handle. */
      login: string;
      password: string;
    };
    reply: Me;
  };
  /** auth_signout: Ends the session, or the token, that asks. */
  "POST /auth/signout": {
    reply: null;
  };
  /** auth_password: Changes the password and ends every other session. */
  "POST /auth/password": {
    body: {
      current: string;
      /** Not among the common ones (code `common'). */
      new: string;
    };
    reply: null;
  };
  /** auth_forgot: Sends a link to a new password, if the address has an account. */
  "POST /auth/forgot": {
    body: {
      email: string;
    };
    reply: MailSent;
  };
  /** auth_reset: Sets a new password through the link, ends every session and signs in. */
  "POST /auth/reset": {
    body: {
      /** Behind the # of the link in the mail. */
      token: string;
      /** Not among the common ones (code `common'). */
      password: string;
    };
    reply: Me;
  };
  /** config_get: Answers what a client must know before it signs in. */
  "GET /config": {
    reply: Config;
  };
  /** connections_list: Each sighting of somebody else who shares near one of this person's, by time: the own person, or, for an organiser, who shares. */
  "GET /persons/{id}/connection": {
    params: { id: number };
    query: {
      /** The first day, in UTC. */
      start_date?: string;
      /** The last day, which counts. */
      end_date?: string;
      /** Metres on the WGS-84 spheroid; 5 unless given. */
      distance?: number;
      /** How far apart in time the two may be, as 90s, 15m, 2h or 1d; or any. */
      within?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Connection[];
  };
  /** encounters_list: Whom this person has met, the last first: one entry for each time that they were near without an hour between. Without within, 15m. */
  "GET /persons/{id}/encounters": {
    params: { id: number };
    query: {
      /** The first day, in UTC. */
      start_date?: string;
      /** The last day, which counts. */
      end_date?: string;
      /** Metres on the WGS-84 spheroid; 5 unless given. */
      distance?: number;
      /** How far apart in time the two may be, as 90s, 15m, 2h or 1d; or any. */
      within?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Encounter[];
  };
  /** devices_list: The own devices, newest first. */
  "GET /people/me/devices": {
    reply: Device[];
  };
  /** devices_create: Adds a device; twenty at most. What it sends nobody sees until sharing is turned on. */
  "POST /people/me/devices": {
    body: {
      name: string;
    };
    reply: NewDevice;
  };
  /** devices_delete: Ends a device's right to send, at once. */
  "DELETE /people/me/devices/{id}": {
    params: { id: number };
    reply: null;
  };
  /** greeting_get: Answers the word. */
  "GET /hello": {
    reply: string;
  };
  /** greeting_set: Sets the word, and answers it as it is kept. */
  "POST /hello": {
    body: string;
    reply: string;
  };
  /** greeting_now: Answers the word, who set it and when. */
  "GET /hello/now": {
    reply: Greeting;
  };
  /** greeting_history: Lists the last twenty words, the newest first. */
  "GET /hello/history": {
    reply: GreetingWord[];
  };
  /** health_live: Says that a worker answers. */
  "GET /health/live": {
    reply: string;
  };
  /** health_ready: Says that a worker answers and has its database. */
  "GET /health/ready": {
    reply: string;
  };
  /** invitations_list: All invitations, newest first. */
  "GET /invitations": {
    query: {
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Invitation[];
  };
  /** invitations_create: Makes an invitation for one sign-up. */
  "POST /invitations": {
    body: {
      /** For whom it is, for the organisers to remember. */
      note?: string;
      /** 14 unless given. */
      expires_in_days?: number;
    };
    reply: NewInvitation;
  };
  /** invitations_delete: Takes an invitation back. */
  "DELETE /invitations/{id}": {
    params: { id: number };
    reply: null;
  };
  /** locations_list: Lists where the member was, the newest first, or, for an organiser, what is shown of somebody who shares. */
  "GET /locations": {
    query: {
      /** Whose; the own ones unless given. Of somebody else there are some for organisers only, and as far as the person shares. */
      person_id?: number;
      /** The first day, in UTC. */
      start_date?: string;
      /** The last day, which counts. */
      end_date?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Location[];
  };
  /** locations_create: Stores where the member was, or, for an organiser, somebody without an account: one sighting or up to 10000, all or none. */
  "POST /locations": {
    body: LocationNew | LocationNew[];
    reply: Location | LocationsStored;
  };
  /** locations_import: Stores what of these sightings is not stored yet: who sends the same file twice, or a longer one, has nothing twice. The same is of the same person, at the same time and place. What is new is stored all or not at all. */
  "POST /locations/import": {
    body: {
      /** The own one unless given. */
      person_id?: number;
      latitude: number;
      longitude: number;
      /** In metres, as the device says. */
      accuracy?: number | null;
      /** Now unless given; without a zone it is UTC. */
      creation_time?: string;
    } | {
      /** The own one unless given. */
      person_id?: number;
      latitude: number;
      longitude: number;
      /** In metres, as the device says. */
      accuracy?: number | null;
      /** Now unless given; without a zone it is UTC. */
      creation_time?: string;
    }[];
    reply: LocationsImported;
  };
  /** locations_owntracks: Takes what OwnTracks sends in HTTP mode, and answers an empty list. */
  "POST /locations/owntracks": {
    query: {
      /** What OwnTracks calls the user: ignored. */
      u?: string;
      /** And the device: ignored. */
      d?: string;
    };
    body: {
      /** All but "location" is passed over. */
      _type: string;
      /** Of a location a number from -90 to 90. */
      lat?: unknown;
      /** Of a location a number from -180 to 180. */
      lon?: unknown;
      /** Metres; what is no number from 0 to 1000000 is unknown. */
      acc?: unknown;
      /** Seconds since 1970, whose fraction does not count; now unless given. */
      tst?: unknown;
    };
    reply: Location[];
  };
  /** locations_get: Answers one of the own sightings, or, for an organiser, of who shares. */
  "GET /locations/{id}": {
    params: { id: number };
    reply: Location;
  };
  /** locations_delete: Removes one of the own sightings for good, or, for an organiser, one of somebody without an account. */
  "DELETE /locations/{id}": {
    params: { id: number };
    reply: null;
  };
  /** locations_clear: Removes all of the own sightings, or those of some days, for good, or, for an organiser, of somebody without an account, whose are not shown to anybody if they do not share. */
  "DELETE /persons/{id}/locations": {
    params: { id: number };
    query: {
      /** The first day, in UTC. */
      start_date?: string;
      /** The last day, which counts. */
      end_date?: string;
    };
    reply: null;
  };
  /** note_shares_list: Lists the links to a note that hold, the newest first. */
  "GET /notes/{id}/shares": {
    params: { id: number };
    reply: NoteShare[];
  };
  /** note_shares_create: Makes a link by which anybody may read the note. */
  "POST /notes/{id}/shares": {
    params: { id: number };
    body: {
      /** 30 unless given. */
      expires_in_days?: number;
    };
    reply: NewNoteShare;
  };
  /** note_shares_delete: Takes a link back at once. */
  "DELETE /notes/{id}/shares/{share}": {
    params: { id: number; share: number };
    reply: null;
  };
  /** shared_notes_read: Answers the note that a link is for. */
  "POST /shared-notes": {
    body: {
      /** What stands behind the # of the link. */
      token: string;
    };
    reply: SharedNote;
  };
  /** notes_list: Lists or searches the own notes, pinned ones first. */
  "GET /notes": {
    query: {
      /** The id of a pad, or "none". */
      pad?: string;
      tag?: string;
      /** "-updated_at", the newest first, unless given. */
      order?: "name" | "-name" | "updated_at" | "-updated_at";
      /** Words of name or text; "in quotes", or, -not. */
      q?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: NoteSummary[];
  };
  /** notes_create: Makes a note. */
  "POST /notes": {
    body: NoteNew;
    reply: Note;
  };
  /** notes_all: Lists all own notes with their texts, for an export. */
  "GET /notes/all": {
    query: {
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Note[];
  };
  /** notes_get: Answers one note. */
  "GET /notes/{id}": {
    params: { id: number };
    reply: Note;
  };
  /** notes_update: Changes a note; what it replaces is kept as a version. */
  "PATCH /notes/{id}": {
    params: { id: number };
    body: NotePatch;
    reply: Note;
  };
  /** notes_delete: Removes a note; it can be restored for 30 days. */
  "DELETE /notes/{id}": {
    params: { id: number };
    reply: null;
  };
  /** notes_restore: Brings a removed note back. */
  "POST /notes/{id}/restore": {
    params: { id: number };
    reply: Note;
  };
  /** note_versions_list: Lists what edits have replaced, the newest first. */
  "GET /notes/{id}/versions": {
    params: { id: number };
    reply: NoteVersion[];
  };
  /** note_versions_get: Answers one of them with its text. */
  "GET /notes/{id}/versions/{version}": {
    params: { id: number; version: number };
    reply: NoteVersionText;
  };
  /** note_versions_restore: Makes the note what it was, and keeps what it is now. */
  "POST /notes/{id}/versions/{version}/restore": {
    params: { id: number; version: number };
    reply: Note;
  };
  /** tags_list: Lists the tags of the own notes by name. */
  "GET /tags": {
    query: {
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Tag[];
  };
  /** own_data_parts: The parts of what is kept of the member who asks. */
  "GET /profile/export": {
    reply: OwnPart[];
  };
  /** own_data_items: One part of it, page by page. */
  "GET /profile/export/{part}": {
    params: { part: string };
    query: {
      /** How many at most; 20 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: OwnItem[];
  };
  /** own_data_erase: Erases the account and all that is only its own; there is no way back. */
  "POST /profile/erase": {
    body: {
      password: string;
    };
    reply: null;
  };
  /** pads_list: Lists the own pads by name. */
  "GET /pads": {
    query: {
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Pad[];
  };
  /** pads_create: Makes a pad. */
  "POST /pads": {
    body: PadNew;
    reply: Pad;
  };
  /** pads_get: Answers one pad. */
  "GET /pads/{id}": {
    params: { id: number };
    reply: Pad;
  };
  /** pads_update: Gives a pad another name. */
  "PATCH /pads/{id}": {
    params: { id: number };
    body: PadPatch;
    reply: Pad;
  };
  /** pads_delete: Removes a pad; it can be restored for 30 days. */
  "DELETE /pads/{id}": {
    params: { id: number };
    query: {
      /** What becomes of its notes: "keep", unless given, leaves them without a pad. */
      notes?: "keep" | "delete";
    };
    reply: null;
  };
  /** pads_restore: Brings a removed pad back, with the notes that it had. */
  "POST /pads/{id}/restore": {
    params: { id: number };
    reply: Pad;
  };
  /** people_me: The own entry, and what others may know of it. */
  "GET /people/me": {
    reply: OwnPerson;
  };
  /** people_set: Turns sharing on or off; off holds at once, for all that was ever sent. */
  "PUT /people/me": {
    body: OwnPersonNew;
    reply: OwnPerson;
  };
  /** consents_list: Who has said when whether the member shares, the newest first. */
  "GET /people/me/consents": {
    query: {
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Consent[];
  };
  /** people_claim: Makes the entry that an organiser's link names the own one; it does not share until the member says so. */
  "POST /people/claim": {
    body: {
      token: string;
    };
    reply: OwnPerson;
  };
  /** persons_list: Lists by name the people who share, the own entry, and, for organisers, entries without an account. */
  "GET /persons": {
    query: {
      /** Words of a name or company, in any order, without regard to case and accents; behind an @ the handle. */
      q?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Person[];
  };
  /** persons_create: Enters somebody without an account: one, or up to 10000, all or none. */
  "POST /persons": {
    body: PersonNew | PersonNew[];
    reply: Person | PersonsEntered;
  };
  /** persons_get: Answers one of them. */
  "GET /persons/{id}": {
    params: { id: number };
    reply: Person;
  };
  /** persons_update: Changes the own entry, or, as an organiser, one that nobody has claimed. */
  "PATCH /persons/{id}": {
    params: { id: number };
    body: PersonPatch;
    reply: Person;
  };
  /** persons_delete: Removes it, and all its sightings, for good. */
  "DELETE /persons/{id}": {
    params: { id: number };
    reply: null;
  };
  /** persons_offer: Makes a link by which a member can make an entry the own one, once, for 30 days. */
  "POST /persons/{id}/offer": {
    params: { id: number };
    reply: PersonOffer;
  };
  /** profile_get: The own profile. */
  "GET /profile": {
    reply: Me;
  };
  /** profile_update: Changes what is named of the own profile. */
  "PATCH /profile": {
    body: MePatch;
    reply: Me;
  };
  /** sessions_list: The own sessions, newest first. */
  "GET /auth/sessions": {
    reply: Session[];
  };
  /** sessions_end: Ends one of the own sessions at once. */
  "DELETE /auth/sessions/{id}": {
    params: { id: number };
    reply: null;
  };
  /** sessions_end_others: Ends all own sessions but the one that asks. */
  "DELETE /auth/sessions": {
    reply: null;
  };
  /** setup_create: Makes the first organiser, and signs in. */
  "POST /auth/setup": {
    body: {
      /** Behind the # of the printed link. */
      token: string;
      email: string;
      /** Not among the common ones (code `common'). */
      password: string;
      handle: string;
      display_name: string;
    };
    reply: Me;
  };
  /** auth_signup: Makes an account, or, where mail is sent, asks by mail whether the address is right. */
  "POST /auth/signup": {
    body: {
      email: string;
      /** Not among the common ones (code `common'). */
      password: string;
      handle: string;
      display_name: string;
      /** The token of an invitation; needed where sign-up is by invitation. */
      invitation?: string | null;
    };
    reply: Me | ConfirmByMail;
  };
  /** auth_confirm: Makes the account whose address the link proves, and signs in. */
  "POST /auth/confirm": {
    body: {
      /** Behind the # of the link in the mail. */
      token: string;
    };
    reply: Me;
  };
  /** tasks_list: Lists tasks by column and place in it. */
  "GET /tasks": {
    query: {
      status?: "To Do" | "In Progress" | "Done";
      assignee?: string;
      /** Words that the name contains. */
      q?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: Task[];
  };
  /** tasks_create: Adds a task at the top of its column. */
  "POST /tasks": {
    body: TaskNew;
    reply: Task;
  };
  /** tasks_changes: Lists tasks that were changed since the last time. */
  "GET /tasks/changes": {
    query: {
      /** X-Changes-Cursor of an earlier answer; without it: from now. */
      since?: number;
    };
    reply: TaskChange[];
  };
  /** tasks_get: Answers one task. */
  "GET /tasks/{id}": {
    params: { id: number };
    reply: Task;
  };
  /** tasks_update: Changes or moves a task. */
  "PATCH /tasks/{id}": {
    params: { id: number };
    body: TaskPatch;
    reply: Task;
  };
  /** tasks_delete: Removes a task; it can be restored for 30 days. */
  "DELETE /tasks/{id}": {
    params: { id: number };
    reply: null;
  };
  /** tasks_restore: Brings a removed task back to where it was. */
  "POST /tasks/{id}/restore": {
    params: { id: number };
    reply: Task;
  };
  /** tokens_list: The own tokens that hold, newest first. */
  "GET /auth/tokens": {
    reply: Token[];
  };
  /** tokens_create: Makes a token; a hundred at most. */
  "POST /auth/tokens": {
    body: {
      name: string;
      scope: "read" | "write";
      /** Without it the token holds until it is revoked. */
      expires_in_days?: number | null;
    };
    reply: NewToken;
  };
  /** tokens_delete: Revokes one of the own tokens at once. */
  "DELETE /auth/tokens/{id}": {
    params: { id: number };
    reply: null;
  };
  /** users_list: The members by handle. */
  "GET /users": {
    query: {
      /** Part of a handle or display name. */
      q?: string;
      /** How many at most; 50 unless given. */
      limit?: number;
      /** Where to go on, as the Link of an answer says it. */
      cursor?: string;
    };
    reply: UserListed[];
  };
  /** users_get: One member. */
  "GET /users/@{handle}": {
    params: { handle: string };
    reply: User;
  };
  /** users_short: The least that names a member. */
  "GET /users/@{handle}/short": {
    params: { handle: string };
    reply: UserShort;
  };
  /** users_update: Gives a member another role. */
  "PATCH /users/@{handle}": {
    params: { handle: string };
    body: UserPatch;
    reply: User;
  };
}
