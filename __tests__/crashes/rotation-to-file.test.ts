import { ROTATION_TO_FILE } from "./operations";
import { walks } from "./walks";

walks(ROTATION_TO_FILE);
