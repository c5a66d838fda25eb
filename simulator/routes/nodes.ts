/** `/version`, `/nodes` and `/cluster/status`: which server this is. */
import { X509Certificate } from "node:crypto";
import { die } from "../failure";
import { localNode } from "../state/inventory";
import { callerOf, required } from "./call";
import type { Call, Handlers } from "./call";

export const nodes: Handlers = {
  "GET /version": ({ cluster }) => cluster.release.version,
  "GET /nodes": listNodes,
  "GET /nodes/{node}/certificates/info": listCertificates,
  "GET /nodes/{node}/time": readTime,
  "GET /cluster/status": clusterStatus,
};

const LOAD = {
  cpu: 0.01,
  maxcpu: 8,
  mem: 4294967296,
  maxmem: 17179869184,
  disk: 8589934592,
  maxdisk: 68719476736,
};

function listNodes(call: Call): unknown {
  const caller = callerOf(call);
  return call.cluster.inventory.nodes.map((node) => ({
    node,
    id: `node/${node}`,
    type: "node",
    status: "online",
    level: "",
    ssl_fingerprint: call.fingerprint,
    ...(caller.hasAny(`/nodes/${node}`, ["Sys.Audit"]) ? { ...LOAD, uptime: 86400 } : {}),
  }));
}

/** A node that is not there can't be asked. */
export function requireNode(call: Call): string {
  const node = required(call, "node");
  if (call.cluster.inventory.nodes.includes(node) || node === "localhost") return node;
  const text = `failed to get address info for: ${node}: Name or service not known`;
  return die(`hostname lookup '${node}' failed - ${text}`);
}

function listCertificates(call: Call): unknown {
  requireNode(call);
  const certificate = new X509Certificate(call.certificate);
  const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000);
  return [
    {
      filename: "pve-ssl.pem",
      fingerprint: call.fingerprint,
      issuer: oneLine(certificate.issuer),
      subject: oneLine(certificate.subject),
      notbefore: seconds(certificate.validFrom),
      notafter: seconds(certificate.validTo),
      pem: call.certificate,
      san: (certificate.subjectAltName ?? "").split(", ").map((name) => name.replace(/^[^:]+:/, "")),
    },
  ];
}

/** A distinguished name as OpenSSL's old one-line form: `/O=…/CN=…`. */
function oneLine(name: string): string {
  return `/${name.replaceAll("\n", "/")}`;
}

function readTime(call: Call): unknown {
  requireNode(call);
  return { time: call.cluster.now(), localtime: call.cluster.now(), timezone: "UTC" };
}

function clusterStatus(call: Call): unknown {
  const { nodes: names, clusterName } = call.cluster.inventory;
  const local = localNode(call.cluster.inventory);
  const items = names.map((name, index) => ({
    type: "node",
    id: `node/${name}`,
    name,
    ip: "127.0.0.1",
    local: name === local ? 1 : 0,
    online: 1,
    nodeid: clusterName === undefined ? 0 : index + 1,
    level: "",
  }));
  if (clusterName === undefined) return items;
  const cluster = {
    type: "cluster",
    id: "cluster",
    name: clusterName,
    nodes: names.length,
    quorate: 1,
    version: 1,
  };
  return [cluster, ...items];
}
