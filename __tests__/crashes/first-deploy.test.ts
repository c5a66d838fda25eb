import { FIRST_DEPLOY } from "./operations";
import { walks } from "./walks";

walks(FIRST_DEPLOY);
