import { RENAME } from "./operations";
import { walks } from "./walks";

walks(RENAME);
