import { GROUPS } from "./operations";
import { walks } from "./walks";

walks(GROUPS);
