/* Derived by `foyer types` from the tables of fcgi/api; do not edit. */

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

export interface Config {
  community: string;
  version: string;
  app_url: string;
  api_url: string;
  signup: "open" | "invitation" | "closed";
  mail: boolean;
  needs_setup: boolean;
}

export interface Me {
  uuid: string;
  handle: string;
  display_name: string;
  email: string;
  role: "member" | "organiser";
  bio: string;
  company: string;
  confirmed: boolean;
  created_at: string;
  updated_at: string;
}

export interface Session {
  id: number;
  user_agent: string;
  created_at: string;
  last_seen_at: string;
  current: boolean;
}

export interface Token {
  id: number;
  name: string;
  scope: "read" | "write";
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export interface NewToken extends Token {
  token: string;
}

export interface Invitation {
  id: number;
  note: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_by: string | null;
}

export interface NewInvitation extends Invitation {
  token: string;
  url: string;
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

export interface UserListed {
  uuid: string;
  handle: string;
  display_name: string;
  role: "member" | "organiser";
  company: string;
}

export interface UserShort {
  uuid: string;
  handle: string;
  display_name: string;
}

export interface Task {
  id: number;
  name: string;
  status: "To Do" | "In Progress" | "Done";
  position: string;
  assignee: string | null;
  due_on: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export interface TaskChange extends Task {
  deleted: boolean;
}

export interface Api {
  "GET /config": { reply: Config };
  "GET /health/live": { reply: { status: "ok" } };
  "GET /auth/me": { reply: Me };
  "POST /auth/signup": {
    body: { email: string; password: string; handle: string; display_name: string; invitation?: string };
    reply: Me | { confirm: "mail" };
  };
  "POST /auth/signin": { body: { login: string; password: string }; reply: Me };
  "POST /auth/signout": { reply: null };
  "POST /auth/password": { body: { current: string; new: string }; reply: null };
  "POST /auth/forgot": { body: { email: string }; reply: { sent: "mail" } };
  "POST /auth/reset": { body: { token: string; password: string }; reply: Me };
  "POST /auth/confirm": { body: { token: string }; reply: Me };
  "POST /auth/setup": {
    body: { token: string; email: string; password: string; handle: string; display_name: string };
    reply: Me;
  };
  "GET /auth/sessions": { reply: Session[] };
  "DELETE /auth/sessions": { reply: null };
  "DELETE /auth/sessions/{id}": { params: { id: number }; reply: null };
  "GET /auth/tokens": { reply: Token[] };
  "POST /auth/tokens": {
    body: { name: string; scope: "read" | "write"; expires_in_days?: number | null };
    reply: NewToken;
  };
  "DELETE /auth/tokens/{id}": { params: { id: number }; reply: null };
  "GET /profile": { reply: Me };
  "PATCH /profile": { body: { display_name?: string; bio?: string; company?: string }; reply: Me };
  "GET /users": { query: { q?: string; limit?: number; cursor?: string }; reply: UserListed[] };
  "GET /users/@{handle}": { params: { handle: string }; reply: User };
  "PATCH /users/@{handle}": { params: { handle: string }; body: { role?: "member" | "organiser" }; reply: User };
  "GET /users/@{handle}/short": { params: { handle: string }; reply: UserShort };
  "GET /invitations": { query: { limit?: number; cursor?: string }; reply: Invitation[] };
  "POST /invitations": { body: { note?: string; expires_in_days?: number }; reply: NewInvitation };
  "DELETE /invitations/{id}": { params: { id: number }; reply: null };
  "GET /tasks": {
    query: { status?: Task["status"]; assignee?: string; q?: string; limit?: number; cursor?: string };
    reply: Task[];
  };
  "POST /tasks": {
    body: { name: string; status?: Task["status"]; assignee?: string | null; due_on?: string | null };
    reply: Task;
  };
  "GET /tasks/{id}": { params: { id: number }; reply: Task };
  "PATCH /tasks/{id}": {
    params: { id: number };
    body: {
      name?: string;
      status?: Task["status"];
      assignee?: string | null;
      due_on?: string | null;
      after?: number | null;
    };
    reply: Task;
  };
  "DELETE /tasks/{id}": { params: { id: number }; reply: null };
  "POST /tasks/{id}/restore": { params: { id: number }; reply: Task };
  "GET /tasks/changes": { query: { since?: string; limit?: number }; reply: TaskChange[] };
}
