/** GitHub's and GitLab's comments, and GitLab's Terraform state, on loopback: as much of them as the pipelines of the example call. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../../support/https-server";

/** The number of the pull or merge request. */
export const REQUEST = "7";
/** The repository, and the project's id. */
export const REPOSITORY = "lab/access";

/** A comment as both forges keep it; whose it is they say in different ways. */
interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  readonly author: { readonly id: number };
  body: string;
}

const BOT = { user: { login: "github-actions[bot]" }, author: { id: 1 } };
const OTHER = { user: { login: "jane" }, author: { id: 2 } };

export class Forge {
  readonly comments: Comment[] = [];
  /** As the backend keeps it, or undefined. */
  state: string | undefined;
  private lock: string | undefined;
  private constructor(private stopped: () => Promise<void>) {}

  /** `http://127.0.0.1:port` */
  url = "";

  static async start(): Promise<Forge> {
    const forge = new Forge(() => Promise.resolve());
    const server: Server = createServer((request, response) => void forge.answer(request, response));
    const { port, stop } = await listen(server);
    forge.url = `http://127.0.0.1:${String(port)}`;
    forge.stopped = stop;
    return forge;
  }

  stop(): Promise<void> {
    return this.stopped();
  }

  /** Somebody else writes. */
  say(body: string): void {
    this.add(body, OTHER);
  }

  /** What the pipelines have written. */
  ours(): readonly string[] {
    return this.comments.filter(({ user }) => user.login === BOT.user.login).map(({ body }) => body);
  }

  private add(body: string, who: Pick<Comment, "user" | "author">): Comment {
    const comment = { id: this.comments.length + 1, body, ...who };
    this.comments.push(comment);
    return comment;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const { pathname, searchParams } = new URL(url, this.url);
    const content = await text(request);
    const send = (status: number, body: unknown = "") =>
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    if (pathname.includes("/terraform/state/")) return void this.keep(method, pathname, content, send);
    const isKnown =
      request.headers.authorization === "Bearer github-token" ||
      request.headers["private-token"] === "gitlab-token";
    if (!isKnown) return void send(401, "who is it?");
    if (pathname === "/user") return void send(200, BOT.author);
    const list = [`/repos/${REPOSITORY}/issues/${REQUEST}/comments`, `${MERGE_REQUEST}/notes`];
    if (list.includes(pathname)) {
      if (method === "POST") return void send(201, this.add(bodyOf(content), BOT));
      const [size, page] = ["per_page", "page"].map((name) => Number(searchParams.get(name))) as [
        number,
        number,
      ];
      return void send(200, this.comments.slice((page - 1) * size, page * size));
    }
    const id = /^\/repos\/lab\/access\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
    const note = pathname.startsWith(`${MERGE_REQUEST}/notes/`) ? pathname.split("/").pop() : undefined;
    const found = this.comments.find((comment) => String(comment.id) === (method === "PATCH" ? id : note));
    if (found === undefined || !["PATCH", "PUT"].includes(method)) return void send(404, "no such thing");
    found.body = bodyOf(content);
    send(200, found);
  }

  /** Terraform's http backend, with its lock. */
  private keep(
    method: string,
    pathname: string,
    content: string,
    send: (status: number, body?: string) => unknown,
  ) {
    if (pathname.endsWith("/lock")) {
      if (method === "POST" && this.lock !== undefined) return send(423, this.lock);
      this.lock = method === "POST" ? content : undefined;
      return send(200);
    }
    if (method === "GET") return this.state === undefined ? send(404) : send(200, this.state);
    this.state = content;
    return send(200);
  }
}

const MERGE_REQUEST = `/projects/${encodeURIComponent(REPOSITORY)}/merge_requests/${REQUEST}`;

function bodyOf(content: string): string {
  return (JSON.parse(content) as { readonly body: string }).body;
}
