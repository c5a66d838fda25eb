/** The package ships no types. */
declare module "proxy-from-env" {
  /** The proxy that `HTTPS_PROXY` and `NO_PROXY` of this process name for a URL; empty when there is none. */
  export function getProxyForUrl(url: string): string;
}
