/*
 * What a form holds: what was typed, whether it is being sent, and what the
 * server found fault with, field by field.  Nothing typed is lost when it
 * fails.  A repeated attempt with the same contents carries the same key, so
 * the server does not do it twice.
 */
import { useCallback, useId, useRef, useState } from "react";
import { newKey } from "@/api/client";
import { Problem, type Fault } from "@/api/problem";

export interface Form<V> {
  id: string;
  values: V;
  set: <K extends keyof V>(name: K, value: V[K]) => void;
  reset: (values: V) => void;
  sending: boolean;
  /** What failed, as a whole; null when nothing did. */
  problem: Problem | null;
  /** Faults of one field, gone as soon as the field is edited. */
  faultsOf: (name: keyof V) => Fault[];
  submit: () => Promise<void>;
}

interface Attempt<V> {
  /** For the POST that the form becomes. */
  idempotencyKey: string;
  /** Puts other values into the form, e.g. none after it was sent. */
  reset: (values: V) => void;
}

export function useForm<V extends object>(
  initial: V,
  send: (values: V, attempt: Attempt<V>) => Promise<unknown>,
): Form<V> {
  const id = useId();
  const [values, setValues] = useState(initial);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [edited, setEdited] = useState<ReadonlySet<keyof V>>(new Set());
  const attempt = useRef({ contents: "", key: "" });

  const set = useCallback(<K extends keyof V>(name: K, value: V[K]) => {
    setValues((before) => ({ ...before, [name]: value }));
    setEdited((before) => new Set(before).add(name));
  }, []);

  const reset = useCallback((next: V) => {
    setValues(next);
    setProblem(null);
    setEdited(new Set());
  }, []);

  async function submit() {
    if (sending) return;
    const contents = JSON.stringify(values);
    if (attempt.current.contents !== contents) attempt.current = { contents, key: newKey() };
    setSending(true);
    setProblem(null);
    setEdited(new Set());
    try {
      await send(values, { idempotencyKey: attempt.current.key, reset });
      attempt.current = { contents: "", key: "" };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // An answer that was kept under the key would only come back.
      if (error.status >= 400 && error.status < 500) attempt.current = { contents: "", key: "" };
      setProblem(error);
    } finally {
      setSending(false);
    }
  }

  const faultsOf = (name: keyof V) => (edited.has(name) ? [] : (problem?.at(String(name)) ?? []));

  return { id, values, set, reset, sending, problem, faultsOf, submit };
}
