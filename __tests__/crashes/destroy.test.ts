import { DESTROY } from "./operations";
import { walks } from "./walks";

walks(DESTROY);
