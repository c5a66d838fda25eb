import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { PlaceError } from "./places";
import { temporaryName } from "./private-file";

/**
 * Gives a file that a person has written another text, in one step: nobody ever sees half of it, and a full disk loses nothing. Its mode
 * stays, and its owner where the system allows that. Behind a symbolic link the file is replaced that it leads to, and the link stays.
 *
 * @param before the text that the other one was made from
 * @throws PlaceError if the file holds something else by now; an error of the file system if it may not be written
 */
export function replaceText(path: string, before: string, after: string): void {
  const place = realpathSync(path);
  // A rename would not heed that the file itself is read-only.
  accessSync(place, constants.W_OK);
  const temporary = temporaryName(place);
  const { mode, uid, gid } = statSync(place);
  try {
    writeFileSync(temporary, after, { flag: "wx", flush: true });
    keepOwner(temporary, uid, gid);
    chmodSync(temporary, mode & 0o7777);
    // Bytes tell more than text, which hides what is no UTF-8.
    if (!readFileSync(place).equals(Buffer.from(before)))
      throw new PlaceError(`${path} was changed meanwhile, and is left as it is. Run this again.`);
    renameSync(temporary, place);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Only root can give a file to somebody else; for others it becomes theirs, as in any editor. */
function keepOwner(path: string, uid: number, gid: number): void {
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}
