import { ROTATION_IN_PLACE } from "./operations";
import { walks } from "./walks";

walks(ROTATION_IN_PLACE);
