/**
 * Fetches a part of the app, but never without a connection: Chromium remembers for as long as the page lives that a module
 * could not be fetched. @throws Error while there is none, and where it does not come
 */
export async function fetchModule<M>(load: () => Promise<M>): Promise<M> {
  if (!navigator.onLine) throw new Error("there is no connection");
  return load();
}
