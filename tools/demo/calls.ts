/** One call to each cluster with nothing but what the downstream workspace knows. */
import { request } from "node:https";
import type { DemoCluster } from "./clusters";
import type { DownstreamCluster } from "./downstream";

/** Asks each cluster what its token may do; returns one line a cluster. Throws when a cluster refuses its token. */
export async function callEachCluster(
  workspace: Readonly<Record<string, DownstreamCluster>>,
  clusters: readonly DemoCluster[],
): Promise<readonly string[]> {
  return Promise.all(
    clusters.map(async ({ key, simulator }) => {
      const cluster = workspace[key];
      if (cluster === undefined) {
        throw new Error(`terraform.tfvars has no cluster "${key}".`);
      }
      const permissions = await getPermissions(cluster, simulator.caCertificate);
      const privileges = Object.keys(permissions["/"] ?? {}).length;
      const tokenid = cluster.api_token.split("=", 1).join("");
      return `${key}: ${tokenid} is accepted and has ${String(privileges)} privileges on /`;
    }),
  );
}

type Permissions = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function getPermissions(cluster: DownstreamCluster, ca: string): Promise<Permissions> {
  const url = new URL("/api2/json/access/permissions", cluster.endpoint);
  const { status, body } = await get(url, { ca, token: cluster.api_token });
  if (status !== 200) {
    throw new Error(`${url.href} answered ${String(status)} to the new token.`);
  }
  return (JSON.parse(body) as { data: Permissions }).data;
}

function get(
  url: URL,
  { ca, token }: { ca: string; token: string },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ca, headers: { authorization: `PVEAPIToken=${token}` } }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => (body += text));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
      response.on("error", reject);
    });
    call.on("error", reject);
    call.end();
  });
}
