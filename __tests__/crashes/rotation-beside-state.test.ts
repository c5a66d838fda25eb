import { ROTATION_BESIDE_STATE } from "./operations";
import { walks } from "./walks";

walks(ROTATION_BESIDE_STATE);
