import { ROTATION_WITH_KEEP } from "./operations";
import { walks } from "./walks";

walks(ROTATION_WITH_KEEP);
