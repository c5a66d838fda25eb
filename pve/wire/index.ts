/**
 * The wire: one login and one verified connection to a cluster's API, and what a failure on it means. The environment is
 * read by `readConnection`, once.
 */
export { readConnection, readReach, type Connection, type Reach } from "./connection";
export { chooseEndpoint } from "./choose";
export { showCertificate, type ShownCertificate } from "./show-certificate";
export { openChannel, type Channel, type Notice } from "./transport/channel";
export { connect } from "./connect";
export type { PveClient } from "./client";
export { apiPath, type Params } from "./params";
export { absentIf, isKind } from "./absent";
export { errorCode, PveApiError, PveNetworkError, UntrustedCertificateError } from "./errors";
export type { PveErrorKind } from "./classify";
export { forgetAdvice, forgettable, type Unreachable } from "./unreachable";
export { foreignText } from "./reply/text";
export { hostsOf, isForHost } from "./trust/hosts";
export type { Peer } from "./trust/tls";
export { isSecret, isTotpCode, loginAdvice, type Credentials } from "./login/credentials";
export { logIn, TICKET_HOURS, type PasswordLogin, type Ticket } from "./login/login";
