/* The zip itself. Loaded when somebody asks for it: the packer has its weight. */
import { strToU8, Zip, ZipDeflate } from "fflate";
import { list } from "@/api/client";
import { fileNames } from "./model/names";
import { allPads } from "./queries";

const PAGE = 100;

/** All notes, page by page, packed as they come. */
export async function zipOfAll(tell: (count: number) => void): Promise<{ url: string; count: number }> {
  const nameOf = fileNames(new Map((await allPads()).map(({ id, name }) => [id, name])));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const faults: Error[] = [];
  const zip = new Zip((error, part) => {
    if (error) faults.push(error);
    else parts.push(part);
  });
  let count = 0;
  let cursor: string | undefined;
  do {
    const { items, next } = await list("GET /notes/all", { query: { limit: PAGE, cursor } });
    for (const note of items) {
      const file = new ZipDeflate(nameOf(note), { level: 6 });
      file.mtime = new Date(note.updated_at);
      zip.add(file);
      file.push(strToU8(note.text), true);
      count++;
    }
    tell(count);
    cursor = next;
  } while (cursor !== undefined);
  zip.end();
  if (faults[0]) throw faults[0];
  return { url: URL.createObjectURL(new Blob(parts, { type: "application/zip" })), count };
}
