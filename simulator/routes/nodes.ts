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

/**
 * The first certificate of each file. The folder that a node's own ones lie in is called as the node is, so whoever asks for
 * `localhost` gets the cluster's CA only.
 */
function listCertificates(call: Call): unknown {
  const node = requireNode(call);
  const { root, own, custom } = call.certificates;
  const files: Readonly<Record<string, string | undefined>> = {
    "pve-root-ca.pem": root,
    ...(node === "localhost" ? {} : { "pve-ssl.pem": own, "pveproxy-ssl.pem": custom }),
  };
  return Object.entries(files).flatMap(([filename, pem]) =>
    pem === undefined ? [] : [{ filename, ...certificateInfo(pem) }],
  );
}

function certificateInfo(pem: string): object {
  const certificate = new X509Certificate(pem);
  const seconds = (date: string): number => Math.floor(Date.parse(date) / 1000);
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const isRsa = asymmetricKeyType === "rsa";
  return {
    fingerprint: certificate.fingerprint256,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notbefore: seconds(certificate.validFrom),
    notafter: seconds(certificate.validTo),
    san: namesOf(certificate),
    pem: certificate.toString(),
    "public-key-type": isRsa ? "rsaEncryption" : "id-ecPublicKey",
    "public-key-bits": isRsa ? asymmetricKeyDetails?.modulusLength : 256,
  };
}

function namesOf({ subjectAltName }: X509Certificate): string[] {
  const names = subjectAltName?.split(", ") ?? [];
  return names.map((name) => {
    const value = name.replace(/^[^:]+:/, "");
    return name.startsWith("IP Address:") && value.includes(":") ? allGroups(value) : value;
  });
}

/** An IPv6 address with every group and every zero. */
function allGroups(address: string): string {
  const [left = [], right = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const between = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...between, ...right].map((group) => group.toLowerCase().padStart(4, "0")).join(":");
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
