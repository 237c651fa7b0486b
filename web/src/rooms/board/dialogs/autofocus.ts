/*
 * For the ref of what shall have the focus when its dialog opens.  The browser
 * looks for the attribute then, which React's own autoFocus does not leave.
 */
export const autofocus = (element: HTMLElement | null) => element?.setAttribute("autofocus", "");

/** The same, with the cursor behind what is written there. */
export function autofocusAtEnd(element: HTMLTextAreaElement | null) {
  autofocus(element);
  element?.setSelectionRange(element.value.length, element.value.length);
}
