// What the processes that we start inherit: a list. This process's own environment may hold the passphrase of the stack, tokens of
// its backend, credentials of a cloud, and a new variable is as likely to be one more of these as something a child needs.
import process from "node:process";

/** What any program may need to find its files, its user and its language. */
const common = /^(?:PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|TERM|LANG|LANGUAGE|LC_\w+|XDG_\w+)$/;

/** What is needed besides, by program. */
const own = {
  /** Its own variables: Git sets some itself for its hooks, `GIT_INDEX_FILE` say. */
  git: /^GIT_\w+$/,
  /** Agents, tickets, smart cards, and how a person is asked. */
  ssh: /^(?:SSH_\w+|KRB5\w+|GNUPGHOME|GPG_TTY|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS)$/,
};

/** The environment for a program that this process starts. */
export function childEnvironment(program: keyof typeof own): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => common.test(name) || own[program].test(name));
  return Object.fromEntries(inherited);
}
