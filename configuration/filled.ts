/** Ways to build settings from settings that keep the comment of each, which a literal does not. */

/** Settings, with defaults for some that were left out. */
export function filled<T extends object, D extends Partial<T>>(settings: T, defaults: D) {
  return { ...defaults, ...settings } as unknown as {
    readonly [Key in keyof Filled<T, keyof D>]: Filled<T, keyof D>[Key];
  };
}

/** Some of the settings, as far as they are there. */
export function picked<T extends object, K extends keyof T & string>(settings: T, ...names: readonly K[]) {
  const there = names.filter((name) => Object.hasOwn(settings, name)).map((name) => [name, settings[name]]);
  return Object.fromEntries(there) as Pick<T, K>;
}

/** The settings but some. */
export function without<T extends object, K extends keyof T & string>(settings: T, ...names: readonly K[]) {
  const kept = Object.entries(settings).filter(([name]) => !names.some((other) => other === name));
  return Object.fromEntries(kept) as Pick<T, Exclude<keyof T, K>>;
}

type Filled<T, K> = Pick<T, Exclude<keyof T, K>> & Required<Pick<T, Extract<keyof T, K>>>;
