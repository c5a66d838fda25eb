/** The few parts of Markdown that the documents are made of. */

/** A table with its head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** Text as it is typed. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** The text with another middle between `<!-- name -->` and `<!-- /name -->`. @throws Error without these marks */
export function between(text: string, name: string, middle: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`there is no ${start} … ${end}`);
  return `${before}${start}\n${middle.trimEnd()}\n${end}${after}`;
}
