// Which variables the processes that we start inherit. It is a list of what is allowed, not of what is forbidden: our own environment
// may hold the stack's passphrase, tokens of its backend and credentials of a cloud, and nobody could name all of these.
import process from "node:process";

/** Variables that any program may need to find its files, its user and its language. */
const common = /^(?:PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|TERM|LANG|LANGUAGE|LC_\w+|XDG_\w+)$/;

/** Variables that one program needs besides these. */
const own = {
  /** The index, which Git itself names for its hooks, and where its settings are. Others make Git look elsewhere, or show other things. */
  git: /^GIT_(?:INDEX_FILE|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM))$/,
  /** What Git needs to reach a remote, by ssh or with somebody's helper for passwords. */
  push: /^(?:GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|ASKPASS|SSH\w*|TERMINAL_PROMPT)|SSH_\w+|GPG_TTY|GNUPGHOME|GH_\w+|GITHUB_TOKEN|\w+_(?:proxy|PROXY))$/,
  /** What GitHub's own program needs. */
  gh: /^(?:GH_\w+|GITHUB_TOKEN|\w+_(?:proxy|PROXY))$/,
  /** What ssh needs for agents, tickets and smart cards, and to ask a person. */
  ssh: /^(?:SSH_\w+|KRB5\w+|GNUPGHOME|GPG_TTY|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS)$/,
};

/** The environment for a program that this process starts. */
export function childEnvironment(program: keyof typeof own): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => common.test(name) || own[program].test(name));
  return Object.fromEntries(inherited);
}
