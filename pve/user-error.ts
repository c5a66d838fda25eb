/** An error whose message is already written for the user: what happened, where, and what to do next. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}
