import { ROTATION_BY_REPLACEMENT } from "./operations";
import { walks } from "./walks";

walks(ROTATION_BY_REPLACEMENT);
