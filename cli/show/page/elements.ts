/** Makes elements. Whatever is in a text stays text: nothing here reads markup. */

type Child = Node | string | undefined;

/** @param attributes attributes by name; one that is undefined is left out */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of the page with that id. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const there = document.getElementById(id);
  if (!(there instanceof type)) throw new TypeError(`the page has no ${id}`);
  return there;
}
