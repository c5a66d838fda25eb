import { plural } from "../../pve/plural";
import type { AccessReview, AclGrant, Belonging, ReviewedCluster, ReviewedToken, ReviewedUser } from "./json";
import { hasRights, ownerOf, separationInWords, UNLIMITED_IN_WORDS, useInWords, whose } from "./words";

/** What Mermaid, and so GitHub, draws at most: edges, and characters of text. */
export const LIMITS = { edges: 500, characters: 50_000 } as const;

/** A diagram, as text that Mermaid reads. */
export interface Diagram {
  readonly text: string;
  readonly edges: number;
}

/**
 * A review as a Mermaid flowchart: a user → its tokens and groups, each of them → what it is granted, a role on a path. Users without any
 * right are left out. Nodes are numbered, so that no name is a word of Mermaid's, such as `end`.
 */
export function mermaid(review: AccessReview): Diagram {
  const clusters = review.clusters.map(clusterLines);
  const edges = clusters.flatMap((cluster) => cluster.edges);
  const lines = [
    "flowchart LR",
    ...clusters.flatMap(({ title, nodes }, index) => [
      `  subgraph c${String(index)}[${label(title)}]`,
      "    direction LR",
      ...nodes.map((node) => `    ${node}`),
      "  end",
    ]),
    ...edges.map((edge) => `  ${edge}`),
    "  classDef others stroke-dasharray: 4 4",
  ];
  return { text: lines.map((line) => `${line}\n`).join(""), edges: edges.length };
}

/**
 * A label of several lines. What is neither letter nor digit, nor one of `@ , / -`, is an entity code: no quote ends the label, no `#` or `;`
 * makes a code of its own, and Mermaid's Markdown finds no e-mail address or link, which it refuses to draw. Each line begins with
 * a word of ours, so none is a list.
 */
export function label(...lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replace(/[^\p{L}\p{N}@,/ -]/gu, entity));
  return `"${escaped.join("<br>")}"`;
}

/** Some characters mean something to Mermaid even so, with what follows: a line break, a formula, an icon. A blank without width parts them. */
function entity(character: string): string {
  const code = `#${String(character.codePointAt(0))};`;
  return /[\\$:]/.test(character) ? `${code}#8203;` : code;
}

interface Drawn {
  readonly title: string;
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

function clusterLines(cluster: ReviewedCluster, index: number): Drawn {
  const drawing = new Drawing(`c${String(index)}`, ownerOf(cluster));
  for (const user of cluster.users.filter(hasRights)) drawing.addUser(user);
  for (const { groupid, rights, ...group } of cluster.groups) {
    drawing.add(`group ${groupid}`, "hexagon", group, []);
    for (const right of rights) drawing.grant(`group ${groupid}`, right.grants);
  }
  const privileges = new Map(cluster.roles.map((role) => [role.roleid, role.privileges?.length]));
  return { title: `cluster ${ownerOf(cluster)}`, ...drawing.finish(privileges) };
}

const SHAPES = { box: ["[", "]"], stadium: ["([", "])"], hexagon: ["{{", "}}"] } as const;

/** The nodes of one cluster by what they stand for, and the edges between them. */
class Drawing {
  private readonly ids = new Map<string, string>();
  private readonly nodes: string[] = [];
  private readonly edges: string[] = [];
  /** The roles on paths that are granted. */
  private readonly granted = new Map<string, Pick<AclGrant, "roleid" | "path">>();

  constructor(
    private readonly key: string,
    private readonly own: string,
  ) {}

  /** @param shown the name on the node, if it is another one */
  add(
    name: string,
    shape: keyof typeof SHAPES,
    belonging: Belonging,
    notes: readonly string[],
    shown = name,
  ): void {
    const words = [whose(belonging, this.own), ...notes].filter((note) => note !== "").join(", ");
    const [open, close] = SHAPES[shape];
    const style = belonging.described ? "" : ":::others";
    this.nodes.push(`${this.idOf(name)}${open}${label(shown, words)}${close}${style}`);
  }

  addUser(user: ReviewedUser): void {
    const name = `user ${user.userid}`;
    this.add(name, "box", user, [useInWords(user), user.unlimited ? UNLIMITED_IN_WORDS : ""]);
    for (const token of user.tokens) this.addToken(name, token);
    for (const groupid of user.groups ?? [])
      this.edges.push(`${this.idOf(name)} -.->|"is in"| ${this.idOf(`group ${groupid}`)}`);
    for (const right of user.rights) this.grant(name, right.grants);
  }

  /** Draws the entries of somebody's own on their paths: what groups give goes out from the group. */
  grant(holder: string, grants: readonly AclGrant[]): void {
    for (const { subject, path, roleid, propagate } of grants) {
      if (`${subject.type} ${subject.ugid}` !== holder) continue;
      const name = `role ${roleid} ${path}`;
      this.granted.set(name, { roleid, path });
      const edge = `${this.idOf(holder)} -->${propagate ? "" : '|"this path only"|'} ${this.idOf(name)}`;
      if (!this.edges.includes(edge)) this.edges.push(edge);
    }
  }

  /** @param privileges how many each role has */
  finish(privileges: ReadonlyMap<string, number | undefined>): Omit<Drawn, "title"> {
    const roles = [...this.granted].map(([name, { roleid, path }]) => {
      const count = privileges.get(roleid);
      const extent = count === undefined ? [] : [plural(count, "privilege")];
      return `${this.idOf(name)}(${label(`role ${roleid}`, `on ${path}`, ...extent)})`;
    });
    return { nodes: [...this.nodes, ...roles], edges: this.edges };
  }

  private addToken(user: string, token: ReviewedToken): void {
    const name = `token ${token.fullTokenid}`;
    const notes = [separationInWords(token), useInWords(token)];
    this.add(name, "stadium", token, notes, `token ${token.tokenid}`);
    this.edges.push(`${this.idOf(user)} --> ${this.idOf(name)}`);
    if (token.privilegeSeparation === false) return;
    for (const right of token.rights) this.grant(name, right.grants);
  }

  private idOf(name: string): string {
    const id = this.ids.get(name) ?? `${this.key}n${String(this.ids.size)}`;
    this.ids.set(name, id);
    return id;
  }
}
