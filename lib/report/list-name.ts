/** What stands in a filter field for a list that is too long for an address: `@`, then 22 characters of base64url. */
export const LIST_NAME = /@([\w-]{22})(?![\w-])/g;

/** Whether a field still has such a name once all lists that are kept have been put in. */
export function namesLostList(text: string): boolean {
  return text.search(LIST_NAME) >= 0;
}
