/*
 * What the search found: the server marks it by two characters of the private
 * use area, which no HTML can forge.
 */
export interface Piece {
  text: string;
  found: boolean;
}

export function pieces(marked: string): Piece[] {
  return marked
    .split(/(\ue000[^\ue001]*\ue001?)/)
    .map((text) => ({ text: text.replace(/[\ue000\ue001]/g, ""), found: text.startsWith("\ue000") }))
    .filter(({ text }) => text !== "");
}
