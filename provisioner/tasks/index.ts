/** What a deployed stack and its description have to do with each other, cluster by cluster. All of it is pure. */
export { firstKeepFaults } from "./first-keep";
export { movedFaults } from "./moved";
export { type Task, isReachedAlike, removalsOf, tasksOf } from "./tasks";
