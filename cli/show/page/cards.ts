/** What is found, as elements: a section a cluster, a card a user or group, a row a path. */
import { plural } from "../../../pve/plural";
import type { AccessReview, Belonging, Usable } from "../json";
import {
  type Holder,
  extentInWords,
  isWithoutRights,
  membersInWords,
  notesOn,
  ownerOf,
  placeInWords,
  scopeInWords,
  separationInWords,
  useInWords,
  userInWords,
  whose,
} from "../words";
import {
  type Answer,
  type Found,
  type FoundGroup,
  type FoundToken,
  type FoundUser,
  type Question,
  asksForRights,
} from "./answer";
import { element } from "./elements";

/** What cards are made in view of. */
interface View {
  readonly question: Question;
  readonly source: AccessReview["source"];
  /** `<stack>/<cluster>` */
  readonly own: string;
}

/** More chips than these are folded. */
const FEW = 12;

/** A section, or nothing if nothing is found on that cluster, and nothing is wrong there. */
export function section(
  answer: Answer,
  question: Question,
  source: AccessReview["source"],
): HTMLElement | undefined {
  const { cluster, users, groups, idle } = answer;
  const view = { question, source, own: ownerOf(cluster) };
  const notices = [
    ...(cluster.error === undefined ? [] : [notice("Could not be looked at", cluster.error)]),
    ...cluster.hidden.map((sentence) => notice("Not all is shown", sentence)),
    ...(cluster.missing.length === 0 ? [] : [notice("Described, and not there", cluster.missing.join(", "))]),
  ];
  const cards = [
    ...users.map((user) => userCard(user, view)),
    ...groups.map((group) => groupCard(group, view)),
    ...(idle.length === 0 ? [] : [idleCard(idle.map(({ userid }) => userid))]),
  ];
  if (cards.length + notices.length === 0) return undefined;
  const title = element("h2", {}, view.own, " ", element("small", {}, placeInWords(cluster)));
  return element("section", {}, title, ...notices, ...cards);
}

function notice(title: string, text: string): HTMLElement {
  return element("p", { class: "notice" }, element("strong", {}, title), `: ${text}`);
}

function userCard({ user, found, tokens }: FoundUser, view: View): HTMLElement {
  const { userid } = user;
  return element(
    "article",
    { class: user.refused === undefined ? "card" : "card refused" },
    heading("h3", "user", userid, user, view, userInWords(user, view.source)),
    rows(found, { ...user, ugid: userid }, view),
    ...tokens.map((token) => tokenPart(token, { ...user, ugid: userid }, view)),
  );
}

function tokenPart({ token, found }: FoundToken, user: Holder, view: View): HTMLElement {
  const { fullTokenid, tokenid, ignored, privilegeSeparation } = token;
  const isAsked = asksForRights(view.question);
  // Without privilege separation these are its user's, which stand above.
  const own = privilegeSeparation === false && !isAsked ? [] : found;
  const withoutEffect = isAsked ? [] : ignored;
  return element(
    "section",
    { class: token.refused === undefined ? "token" : "token refused" },
    heading("h4", "token", tokenid, token, view, [separationInWords(token)]),
    rows(own, privilegeSeparation === false ? user : { ...token, ugid: fullTokenid }, view),
    isWithoutRights(token) ? element("p", { class: "note" }, "Nothing is granted to it.") : undefined,
    ...withoutEffect.map(({ path, roleid }) =>
      element(
        "p",
        { class: "note" },
        `${roleid} on ${path} is without effect, since there is no privilege separation.`,
      ),
    ),
  );
}

function groupCard({ group, found }: FoundGroup, view: View): HTMLElement {
  const { groupid } = group;
  return element(
    "article",
    { class: "card" },
    heading("h3", "group", groupid, group, view, [membersInWords(group, view.source)]),
    rows(found, { ...group, ugid: groupid }, view),
  );
}

function idleCard(userids: readonly string[]): HTMLElement {
  const summary = `${plural(userids.length, "user")} without any right or token`;
  return element("details", { class: "idle" }, element("summary", {}, summary), userids.join(", "));
}

function heading(
  level: "h3" | "h4",
  kind: string,
  name: string,
  belonging: Belonging & Usable,
  { own }: View,
  notes: readonly string[],
): HTMLElement {
  const use = useInWords(belonging);
  const isRefused = belonging.refused !== undefined;
  const words = [isRefused ? "" : use, ...notes].filter((note) => note !== "").join(" · ");
  return element(
    "header",
    {},
    element(level, {}, element("span", { class: "kind" }, kind), " ", element("bdi", {}, name)),
    element("span", { class: belonging.described ? "badge ours" : "badge" }, whose(belonging, own)),
    isRefused ? element("span", { class: "badge stop" }, use) : undefined,
    words === "" ? undefined : element("span", { class: "words" }, words),
    belonging.comment === undefined
      ? undefined
      : element("p", { class: "comment" }, element("bdi", {}, belonging.comment)),
  );
}

/** The roles say what is laid out as a grid, so that it is a table to those who hear it. */
function rows(found: readonly Found[], holder: Holder, view: View): HTMLElement | undefined {
  if (found.length === 0) return undefined;
  const head = ["Path", "Role", "Privileges"].map((title) =>
    element("th", { role: "columnheader", scope: "col" }, title),
  );
  return element(
    "table",
    { role: "table", "aria-label": `What ${holder.ugid} can do` },
    element("thead", { role: "rowgroup", class: "unseen" }, element("tr", { role: "row" }, ...head)),
    element("tbody", { role: "rowgroup" }, ...found.map((one) => row(one, holder, view))),
  );
}

function row(found: Found, holder: Holder, { question }: View): HTMLElement {
  const { right, path = right.path } = found;
  const roles = right.grants.map((grant) => {
    const notes = notesOn(grant, path, holder);
    return element("div", {}, grant.roleid, " ", element("span", { class: "words" }, notes));
  });
  return element(
    "tr",
    { role: "row" },
    element("th", { role: "rowheader", scope: "row" }, element("bdi", {}, found.path ?? scopeInWords(right))),
    element("td", { role: "cell" }, ...(roles.length === 0 ? ["no role"] : roles)),
    element("td", { role: "cell" }, ...privilegeParts(found, question)),
  );
}

function privilegeParts({ right, can }: Found, { privilege }: Question): HTMLElement[] {
  const { privileges } = right;
  const isOn = (name: string) => name === privilege;
  const parts: HTMLElement[] = [];
  const asked = privileges.filter(isOn);
  const others = privileges.filter((name) => !isOn(name));
  if (can === "perhaps")
    parts.push(element("p", { class: "note" }, `Perhaps ${privilege}: it is not known here.`));
  if (asked.length > 0) parts.push(chips(asked, "chip asked"));
  const extent = extentInWords(right);
  if (right.withheld.length > 0 || right.unresolved.length > 0 || privileges.length === 0)
    parts.push(element("p", { class: "note" }, capitalised(extent)));
  if (others.length === 0) return parts;
  const isFolded = others.length > FEW || asked.length > 0;
  const count = plural(others.length, asked.length > 0 ? "other privilege" : "privilege");
  const list = chips(others, "chip");
  parts.push(isFolded ? element("details", {}, element("summary", {}, count), list) : list);
  return parts;
}

function chips(names: readonly string[], kind: string): HTMLElement {
  return element("ul", { class: "chips" }, ...names.map((name) => element("li", { class: kind }, name)));
}

function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
