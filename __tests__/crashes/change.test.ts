import { CHANGE } from "./operations";
import { walks } from "./walks";

walks(CHANGE);
