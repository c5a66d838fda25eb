import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type ClusterSpec,
  DESCRIPTION_FILE,
  type DescribedCluster,
  type DescribedFile,
  type DescribedToken,
  type Description,
  ENVIRONMENT,
} from "../../pve/spec";
import { UserError } from "../../pve/user-error";

/** A cluster of a synthesized stack, with all that is described for it. A `caFile` is absolute. */
export interface SynthesizedCluster extends DescribedCluster {
  /** The name of its stack, as `cdktf deploy` takes it. */
  readonly stack: string;
  /** `<stack>/<cluster key>` */
  readonly owner: string;
  /** Its tokens by their constructs. */
  readonly tokens: readonly DescribedToken[];
  /** What it is called in output: its key, or its owner where several stacks have a cluster of that key. */
  readonly label: string;
  /** Who logs in on its nodes by SSH, as its files have it; `root` where none says. */
  readonly sshUsernames: readonly string[];
  /** The stack's files with tokens; their locations are absolute. */
  readonly files: readonly DescribedFile[];
}

/**
 * What `cdktf synth` has written: the descriptions beside the stacks.
 * @param output the folder, normally `cdktf.out`
 * @throws UserError when nothing was synthesized there
 */
export function readSynthesized(output: string): readonly SynthesizedCluster[] {
  const clusters = stacksOf(output).flatMap(readStack);
  const keys = clusters.map(({ cluster }) => cluster.key);
  const isUnique = (key: string) => keys.indexOf(key) === keys.lastIndexOf(key);
  const labelOf = ({ owner, cluster: { key } }: Unlabelled) => (isUnique(key) ? key : owner);
  if (clusters.length > 0) return clusters.map((each) => ({ ...each, label: labelOf(each) }));
  throw new UserError(
    `${output} describes no cluster. Run \`npx cdktf synth\` first, in the project's folder.`,
  );
}

/** Where a project says what its clusters are. */
export interface ProjectPlaces {
  /** Normally `cdktf.json`. */
  readonly config: string;
  /** What `cdktf synth` has written, normally `cdktf.out`. */
  readonly output: string;
}

/**
 * What `cdktf synth` has written of a project without `context.proxmox`, whose program describes its clusters itself.
 * @throws UserError when nothing was synthesized there
 */
export function readDescribed({ config, output }: ProjectPlaces): readonly SynthesizedCluster[] {
  try {
    return readSynthesized(output);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${config} has no context.proxmox, and ${error.message}`, { cause: error });
  }
}

interface Stack {
  readonly name: string;
  /** Its `cdk.tf.json`. */
  readonly file: string;
}

/** What cdktf says of the stacks that it has written. */
interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly synthesizedStackPath: string }>>;
}

/** A description; an earlier version may have written it, which named no tokens. */
type Written = Omit<Description, "tokens"> & Partial<Pick<Description, "tokens">>;

/** The stacks of the last synth; older ones may lie beside them. */
function stacksOf(output: string): readonly Stack[] {
  const manifest = join(output, "manifest.json");
  if (!existsSync(manifest)) return [];
  const { stacks } = JSON.parse(read(manifest)) as Manifest;
  return Object.values(stacks).map(({ name, synthesizedStackPath }) => {
    return { name, file: resolve(output, synthesizedStackPath) };
  });
}

type Unlabelled = Omit<SynthesizedCluster, "label">;

/** A stack that has no cluster any more keeps the file that an earlier synth has written. */
function readStack({ name: stack, file }: Stack): readonly Unlabelled[] {
  const folder = dirname(file);
  const description = join(folder, DESCRIPTION_FILE);
  if (!existsSync(description) || !read(file).includes(ENVIRONMENT.request)) return [];
  const { clusters, files, tokens = [], ssh } = JSON.parse(read(description)) as Written;
  const located = files.map((file) => ({ ...file, place: resolve(folder, file.place) }));
  return Object.entries(clusters).map(([key, { cluster, ...described }]) => {
    const usernames = ssh.filter((login) => login.key === key).map(({ username }) => username);
    return {
      ...described,
      cluster: fromHere(cluster, folder),
      stack,
      owner: `${stack}/${key}`,
      tokens: tokens.filter((token) => token.key === key),
      files: located,
      sshUsernames: usernames.length === 0 ? ["root"] : [...new Set(usernames)],
    };
  });
}

/** The provisioner runs in the stack's folder. */
function fromHere(cluster: ClusterSpec, folder: string): ClusterSpec {
  return cluster.caFile === undefined ? cluster : { ...cluster, caFile: resolve(folder, cluster.caFile) };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UserError(`${file} can't be read. Run \`npx cdktf synth\` again.`, { cause });
  }
}
