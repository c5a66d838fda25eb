import { TOTP } from "otpauth";
import { totpCode, totpStep } from "../../simulator/access/totp";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([59, 1_111_111_109, 1_234_567_890, 2_000_000_000])(
  "the code at %i is that of other programs",
  (seconds) => {
    const code = new TOTP({ secret: SECRET }).generate({ timestamp: seconds * 1000 });
    expect(totpCode(SECRET, seconds)).toBe(code);
    expect(totpStep(SECRET, code, seconds + 30)).toBe(Math.floor(seconds / 30));
    expect(totpStep(SECRET, code, seconds + 90)).toBeUndefined();
  },
);
