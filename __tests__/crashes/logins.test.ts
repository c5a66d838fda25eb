import { LOGINS } from "./operations";
import { walks } from "./walks";

walks(LOGINS);
