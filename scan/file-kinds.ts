// What kind of text a file holds, by its name: how a literal is written in it, and whether it may hold any by chance.
import path from "node:path";

/** `config` files hold settings, bare or in quotes; in `code` a literal is in quotes; `data` is generated, or full of digests. */
export type FileKind = "code" | "config" | "data";

const configNames =
  /^(?:\.env.*|\.npmrc|\.netrc|\.pgpass|\.pypirc|\.htpasswd|\.my\.cnf|credentials|config|.*\.(?:ya?ml|json5?|jsonc|toml|ini|cfg|conf|cnf|config|properties|env|envrc|tfvars|sh|bash|zsh|fish|ps1|bat|cmd|service|plist|xml|tpl|template|npmrc|txt)|Dockerfile.*|Caddyfile|Jenkinsfile|Procfile|Makefile)$/i;

const dataNames =
  /(?:^|[.-])lock(?:\.(?:json|ya?ml|hcl))?$|^(?:package-lock|npm-shrinkwrap)\.json$|^(?:pnpm|bun)-lock|^go\.(?:sum|work\.sum)$|^(?:yarn|bun|cargo|poetry|composer|gemfile|pipfile|mix|pdm|uv)\.lock.*|\.(?:map|svg|min\.\w+|csv|tsv|pem|crt|cer|pub|asc|sum|wasm|snap|ipynb|geojson|woff2?|ttf)$|^SHASUMS/i;

/** @param file a path with forward slashes */
export function fileKind(file: string): FileKind {
  const name = path.posix.basename(file);
  if (dataNames.test(name)) return "data";
  return configNames.test(name) ? "config" : "code";
}
