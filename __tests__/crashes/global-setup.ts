import findTools from "../support/global-setup";
import { beginTable } from "./table";

export default async function globalSetup(): Promise<void> {
  await findTools();
  beginTable();
}
