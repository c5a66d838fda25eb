/** The script of the page: it reads the review, asks the question of the form, and shows the answer. */
import { plural } from "../../../pve/plural";
import type { AccessReview } from "../json";
import { ownerOf } from "../words";
import { type Answer, type Question, answersTo, asksForRights } from "./answer";
import { section } from "./cards";
import { byId, element } from "./elements";

const review = JSON.parse(byId("review", HTMLScriptElement).textContent) as AccessReview;
const form = byId("question", HTMLFormElement);
const fields = {
  privilege: byId("privilege", HTMLSelectElement),
  path: byId("path", HTMLInputElement),
  cluster: byId("cluster", HTMLSelectElement),
  who: byId("who", HTMLInputElement),
};

fill();
readAddress();
show();
form.addEventListener("input", () => {
  show();
  keep();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  // The fields are empty after this event.
  setTimeout(() => {
    show();
    keep();
    fields.privilege.focus();
  });
});
addEventListener("hashchange", () => {
  readAddress();
  show();
});

/** Offers what there is to ask for. */
function fill(): void {
  const { clusters, source, at } = review;
  const moment = `${at.slice(0, 10)}, ${at.slice(11, 16)} UTC`;
  const what = source === "pve" ? "As Proxmox VE has it" : "As it is described, before a deploy";
  byId("source", HTMLParagraphElement).textContent = `${what}, ${moment}.`;
  const holders = clusters.flatMap(({ users, groups }) => [
    ...users,
    ...users.flatMap(({ tokens }) => tokens),
    ...groups,
  ]);
  const rights = holders.flatMap((holder) => holder.rights);
  const privileges = distinct(rights.flatMap((right) => [...right.privileges, ...right.withheld]));
  const families = distinct(privileges.map(family));
  fields.privilege.append(
    new Option("do anything", ""),
    ...families.map((name) =>
      element(
        "optgroup",
        { label: name },
        ...privileges
          .filter((privilege) => family(privilege) === name)
          .map((privilege) => new Option(privilege)),
      ),
    ),
  );
  byId("paths", HTMLDataListElement).append(
    ...distinct(rights.map(({ path }) => path)).map((path) => new Option(path)),
  );
  fields.cluster.append(new Option("any", ""), ...clusters.map((cluster) => new Option(ownerOf(cluster))));
  byId("clusters", HTMLParagraphElement).hidden = clusters.length < 2;
}

/** `VM` of `VM.Config.CPU`. */
function family(privilege: string): string {
  return privilege.split(".", 1)[0] ?? privilege;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function questionOf(): Question {
  const { privilege, path, cluster, who } = fields;
  return {
    privilege: privilege.value,
    path: path.value.trim(),
    cluster: cluster.value,
    who: who.value.trim(),
  };
}

function show(): void {
  const question = questionOf();
  const answers = answersTo(question, review);
  byId("answer", HTMLParagraphElement).textContent = sentence(answers, question);
  const sections = answers.flatMap((answer) => section(answer, question, review.source) ?? []);
  byId("found", HTMLDivElement).replaceChildren(...sections);
}

/** `2 users and 1 token can VM.Clone on /vms/100.` */
function sentence(answers: readonly Answer[], question: Question): string {
  const users = answers.flatMap((answer) => answer.users);
  const tokens = users.flatMap((user) => user.tokens);
  const groups = answers.flatMap((answer) => answer.groups);
  const all = [
    ...users.map(({ user, found }) => ({ kind: "user", refused: user.refused, found })),
    ...tokens.map(({ token, found }) => ({ kind: "token", refused: token.refused, found })),
  ];
  const count = (some: typeof all) =>
    ["user", "token"]
      .map((kind) => plural(some.filter((one) => one.kind === kind).length, kind))
      .filter((words) => !words.startsWith("0 "));
  if (!asksForRights(question)) {
    const refused = all.filter((one) => one.refused !== undefined).length;
    const who = [...count(all), plural(groups.length, "group")].join(", ");
    return refused === 0 ? `${who}.` : `${who}. ${refused} of them cannot log in now.`;
  }
  const holders = all.filter(({ found }) => found.length > 0);
  const ready = holders.filter(({ refused }) => refused === undefined);
  const able = ready.filter(({ found }) => found.some(({ can }) => can === "yes"));
  const [perhaps, refused] = [ready.length - able.length, holders.length - ready.length];
  const deed = question.privilege === "" ? "do something" : question.privilege;
  const isWhole = answers.every(({ cluster }) => cluster.error === undefined && cluster.hidden.length === 0);
  const nobody = isWhole ? "Nobody" : "Nobody who is shown";
  return [
    `${count(able).join(" and ") || nobody} can ${deed}${question.path === "" ? "" : ` on ${question.path}`}.`,
    ...(perhaps === 0 ? [] : [`Of ${perhaps} more it is not known here.`]),
    ...(refused === 0 ? [] : [`${refused} more could, but cannot log in now.`]),
  ].join(" ");
}

/** The question stands in the address, so that an answer can be sent and comes back. */
function keep(): void {
  const asked = Object.entries(questionOf()).filter(([, value]) => value !== "");
  history.replaceState(undefined, "", `#${new URLSearchParams(asked).toString()}`);
}

function readAddress(): void {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const [name, field] of Object.entries(fields)) field.value = asked.get(name) ?? "";
  // A select that has no such option shows nothing.
  for (const select of [fields.privilege, fields.cluster]) if (select.selectedIndex < 0) select.value = "";
}
