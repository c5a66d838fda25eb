// Puts Markdown files into one comment of the pull or merge request, and updates it from then on:
//   node ci/comment.mjs <folder>
// It needs no package, so what may write comments runs nobody else's code.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const MARK = "<!-- cdktf-proxmox-access -->";
const NOTHING = "What would change is not known: the pipeline failed before it was found.";

const { env } = process;
const [folder = "."] = process.argv.slice(2);
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".md")) : [];
const texts = names.sort().map((name) => readFileSync(path.join(folder, name), "utf8"));
const body = `${MARK}\n${texts.join("\n") || NOTHING}`;

const forge = env.GITLAB_CI ? await gitlab() : github();
const own = (await comments()).find((comment) => forge.isOwn(comment) && comment.body.startsWith(MARK));
if (own === undefined) await call("POST", forge.comments, { body });
else await call(forge.update, forge.comment(own), { body });

function github() {
  const repository = `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}`;
  return {
    headers: { Authorization: `Bearer ${env.GITHUB_TOKEN}`, Accept: "application/vnd.github+json" },
    comments: `${repository}/issues/${env.PULL_REQUEST}/comments`,
    comment: ({ id }) => `${repository}/issues/comments/${id}`,
    update: "PATCH",
    isOwn: ({ user }) => user?.login === "github-actions[bot]",
  };
}

async function gitlab() {
  const headers = { "PRIVATE-TOKEN": env.ACCESS_COMMENT_TOKEN };
  const request = `${env.CI_API_V4_URL}/projects/${env.CI_PROJECT_ID}/merge_requests/${env.CI_MERGE_REQUEST_IID}`;
  const me = await call("GET", `${env.CI_API_V4_URL}/user`, undefined, headers);
  return {
    headers,
    comments: `${request}/notes`,
    comment: ({ id }) => `${request}/notes/${id}`,
    update: "PUT",
    isOwn: ({ author }) => author.id === me.id,
  };
}

async function comments() {
  const all = [];
  for (let page = 1; ; page += 1) {
    const some = await call("GET", `${forge.comments}?per_page=100&page=${page}`);
    all.push(...some);
    if (some.length < 100) return all;
  }
}

async function call(method, url, content, headers = forge.headers) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    body: content && JSON.stringify(content),
  });
  if (response.ok) return response.json();
  throw new Error(`${method} ${url} was answered with ${response.status}: ${await response.text()}`);
}
