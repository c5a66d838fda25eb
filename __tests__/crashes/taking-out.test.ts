import { CLUSTER_TAKEN_OUT, TAKEN_OUT } from "./operations";
import { walks } from "./walks";

walks(TAKEN_OUT);
walks(CLUSTER_TAKEN_OUT);
