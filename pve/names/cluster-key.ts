import { overLong, quote } from "./words";

/** It is part of our mark in PVE, of the names of environment variables and of a folder's name. */
const LONGEST_KEY = 63;

/**
 * What is wrong with the key of a cluster, or undefined. Two keys of a stack that differ in case or in `-` and `_` only would
 * read the same environment variables; that is for their owner to find.
 */
export function clusterKeyFault(key: string): string | undefined {
  const fault = overLong(key, LONGEST_KEY);
  if (fault !== undefined) return `the cluster key ${quote(key)} ${fault}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(key))
    return `the cluster key ${quote(key)} is malformed: letters, digits, _ and -, and a letter or digit first`;
  if (key.toUpperCase() !== "SSH") return undefined;
  return "the key would make PROXMOX_VE_SSH_USERNAME the login of this cluster, which other tools read as their SSH login; choose another key";
}

/** What is wrong with the id of a construct: cdktf keeps constructs in an object, and takes what every object has for one of them. */
export function constructIdFault(id: string): string | undefined {
  return id in {}
    ? `the name ${quote(id)} is one that every object of JavaScript has, so cdktf takes it for used; choose another name`
    : undefined;
}
