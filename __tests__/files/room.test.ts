import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refuseWithoutRoom } from "../../files/room";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "room-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a folder without enough room is refused, with what is free and what is needed", () => {
  expect(() => {
    refuseWithoutRoom([folder], 2 ** 80);
  }).toThrow(
    new RegExp(`^${folder} has \\d+ MB free, and a deploy may need ${String(2 ** 60)} MB there: .*Make room`),
  );
});

test("a folder that is missing yet has the room of the one that is to hold it, which is named", () => {
  refuseWithoutRoom([join(folder, "a/b")], 1);
  expect(() => {
    refuseWithoutRoom([join(folder, "a/b")], 2 ** 80);
  }).toThrow(`${folder} has `);
});
