// The rooms of the house and the arrows between them, as docs/architecture.md has them: `npm run lint:check` fails on an import that
// points the other way, and on a circle.

/** What each room may import besides itself and packages. */
const rooms = {
  "rotation": [],
  "processes": [],
  "pulumi-sdk": [],
  "inventory": ["rotation"],
  "swarm": ["rotation", "inventory", "processes"],
  "provider": ["rotation", "inventory", "swarm", "processes", "pulumi-sdk"],
  "components": ["rotation", "inventory", "swarm", "processes"],
  "scan": ["rotation", "inventory", "processes"],
  "policy": ["rotation", "inventory", "scan", "processes", "pulumi-sdk"],
  "cli": ["rotation", "inventory", "swarm", "processes"],
  "monitoring": [],
};

/** The same within `swarm/`. */
const swarmRooms = {
  engine: [],
  ledger: ["engine"],
  look: ["engine", "ledger"],
  probes: ["engine"],
  flip: ["engine", "ledger", "probes"],
  retirement: ["engine", "look", "flip"],
};

/** A rule for each room: nothing of the project but itself and what it may see. */
const arrows = (within, allowed) =>
  Object.entries(allowed).map(([room, seen]) => ({
    name: `${within}${room} sees ${["itself", ...seen].join(", ")}`,
    severity: "error",
    from: { path: `^${within}${room}/` },
    to: {
      ...(within !== "" && { path: `^${within}` }),
      pathNot: [room, ...seen].map((name) => `^${within}${name}/`),
      dependencyTypes: ["local"],
    },
  }));

export default {
  forbidden: [
    ...arrows("", rooms),
    ...arrows("swarm/", swarmRooms),
    {
      name: "the product needs no tools and no tests",
      severity: "error",
      from: { pathNot: "^(tools|tests)/" },
      to: { path: "^(tools|tests)/" },
    },
    {
      name: "the product loads no development dependency",
      severity: "error",
      from: { path: "^(rotation|processes|inventory|swarm|provider|components|cli)/|^index[.]ts$" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "rotation/ does no I/O",
      severity: "error",
      from: { path: "^rotation/" },
      to: { dependencyTypes: ["core"], pathNot: "^(buffer|crypto|path)$" },
    },
    { name: "tools need no tests", severity: "error", from: { path: "^tools/" }, to: { path: "^tests/" } },
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs"] },
  },
};
