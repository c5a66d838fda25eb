import { request } from "node:https";
import type { Simulator } from "../../simulator";

/** Whether a full token, `user@realm!tokenid=secret`, opens the API; asked without our client. */
export function authenticates(simulator: Simulator, token: string | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `PVEAPIToken=${token ?? ""}` };
    // A kept connection may be closed by the simulator just when it is used again.
    request(
      `${simulator.endpoint}/api2/json/version`,
      { ca: simulator.caCertificate, headers, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    )
      .on("error", reject)
      .end();
  });
}
