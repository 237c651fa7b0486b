import { expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { Drafts, type Failed } from "./drafts";

const lost = (name: string): Failed => ({ name, token: name, why: new Problem("unreachable", 0, "") });

it("what failed stands in the field again", () => {
  const drafts = new Drafts();
  drafts.type("To Do", "milk");
  drafts.sent("To Do");
  expect(drafts.get("To Do").text).toBe("");
  drafts.failed("To Do", lost("milk"));
  expect(drafts.get("To Do")).toMatchObject({ text: "milk", failed: { token: "milk" }, others: [] });
});

it("what failed while something else is typed stands beside it", () => {
  const drafts = new Drafts();
  drafts.type("To Do", "bread");
  const milk = lost("milk");
  drafts.failed("To Do", milk);
  drafts.failed("To Do", lost("tea"));
  expect(drafts.get("To Do").text).toBe("bread");
  drafts.forget("To Do", milk);
  expect(drafts.get("To Do").others.map(({ name }) => name)).toEqual(["tea"]);
});

it("an emptied field that had failed is not filled again", () => {
  const drafts = new Drafts();
  drafts.failed("To Do", lost("milk"));
  drafts.type("To Do", "");
  drafts.failed("To Do", lost("tea"));
  expect(drafts.get("To Do").text).toBe("");
  expect(drafts.get("To Do").others).toHaveLength(1);
});

it("columns have their own", () => {
  const drafts = new Drafts();
  drafts.type("Done", "milk");
  expect(drafts.get("To Do").text).toBe("");
});
