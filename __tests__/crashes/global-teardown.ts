import { printTable } from "./table";

export default function globalTeardown(): void {
  printTable();
}
