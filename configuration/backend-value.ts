/** A value of a backend's configuration, as JSON writes it. */
export type BackendValue =
  string | number | boolean | readonly BackendValue[] | { readonly [key: string]: BackendValue };
