// What a scanner takes for a secret most often in public repositories, and is none.
import { generateKeyPairSync } from "node:crypto";
import { toBase64, type Form } from "./form.ts";
import { alphabets } from "./values.ts";

const publicKey = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .publicKey.export({ type: "spki", format: "der" })
  .toString("base64");

export const publicValues: Form[] = [
  ["public key in code", "src/keys.ts", () => `export const trusted = ["${publicKey}"];\n`],
  [
    "SAML certificate",
    "idp/metadata.xml",
    ({ draw }) =>
      `<ds:X509Certificate>MIID${draw.text(60, alphabets.base64)}\n${draw.text(64, alphabets.base64)}\n${draw.text(64, alphabets.base64)}\n${draw.text(40, alphabets.base64)}==</ds:X509Certificate>\n`,
  ],
  [
    "XML signature",
    "a/response.xml",
    ({ draw }) =>
      `<ds:SignatureValue>\n${draw.text(76, alphabets.base64)}\n${draw.text(76, alphabets.base64)}\n${draw.text(20, alphabets.base64)}\n</ds:SignatureValue>\n`,
  ],
  [
    "JWK",
    "jwk.json",
    ({ draw }) =>
      `{\n  "kty": "EC",\n  "crv": "P-256",\n  "x": "${draw.text(43, alphabets.base64url)}",\n  "y": "${draw.text(43, alphabets.base64url)}"\n}\n`,
  ],
  [
    "WebAuthn",
    "webauthn.json",
    ({ draw }) =>
      `{\n  "rawId": "${draw.text(64)}",\n  "attestationObject": "${draw.text(120)}",\n  "authenticatorData": "${draw.text(50)}"\n}\n`,
  ],
  [
    "envelope",
    "src/envelope.ts",
    ({ draw }) =>
      `const sealed = { iv: "${draw.text(24)}", ciphertext: "${draw.text(64)}", tagSum: "${draw.text(28)}" };\n`,
  ],
  ["minisign", "Dockerfile", ({ draw }) => `# Verified with the public key "RWT${draw.text(53, alphabets.base64)}"\n`],
  [
    "start of a PDF",
    "src/pdf.go",
    () => `var pdf = "${toBase64("%PDF-1.6\n%\u00e4\u00fc\u00f6\u00df\n2 0 obj\n<</Length 3 0")}"\n`,
  ],
  [
    "certificate in a Secret",
    "k8s/ca.yaml",
    () =>
      `kind: Secret\ndata:\n  tls.ca: ${toBase64("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")}\n  tls.key: ${toBase64("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----")}\n`,
  ],
];

export const identifiers: Form[] = [
  [
    "Kubernetes names",
    "k8s/list.json",
    ({ draw }) =>
      `{ "pod": "metrics-server-v1-${draw.text(10, alphabets.hex)}-x2x4q", "node": "gke-dev-main-n2s8-2-${draw.text(8, alphabets.hex)}-9hkr" }\n`,
  ],
  [
    "route with a hash",
    "routes.json",
    ({ draw }) => `{ "service": "default-web-route-path-${draw.text(20, alphabets.hex)}-wrr" }\n`,
  ],
  [
    "task with a UUID",
    "src/task.ts",
    () => `const service = "_nomad-task-6a1d5f0a-7362-3f5d-9baf-5ed438918e50-group-web";\n`,
  ],
  ["target with a UUID", "src/target.ts", () => `const id = "httpclient+2e33cdee-fbec-4bdd-917e-7d8e3c5a2531";\n`],
  ["type of an API", "swagger.json", () => `{ "v1alpha1GnuPGPublicKeyList": { "type": "object" } }\n`],
];

export const notSecrets: Form[] = [
  ["translation", "locale/es.json", () => `{ "password": "Contrase\u00f1a", "passcode": "C\u00f3digo" }\n`],
  [
    "translation of a sentence",
    "locale/ja.json",
    () => `{ "webhook": "Webhook\u3092\u524a\u9664\u3057\u307e\u3057\u305f\u3002" }\n`,
  ],
  [
    "schema's reference",
    "api.yaml",
    () => `mapping:\n  password: "#/components/schemas/updateLoginFlowWithPasswordMethod"\n`,
  ],
  ["algorithms", "db.conf", () => "password_encryption: scram-sha-256\nencryption-key: chacha20-poly1305\n"],
  ["digest that says so", "src/audit.go", ({ hex }) => `ClientToken: "hmac-sha256:${hex}",\n`],
  [
    "modification time",
    "k8s/secret.yaml",
    () => "kind: Secret\nstringData:\n  admin.passwordMtime: 2019-03-20T17:54:53Z\n",
  ],
  ["words in base64", "app.yaml", () => `password: ${toBase64("secure-password")} # encoded\n`],
  ["template in base64", "mail.yaml", () => `body: base64://${toBase64("function(context) { body: context.body }")}\n`],
  ["word of a test", "pkg/login_test.go", () => `login(Config{Password: "${["s3cr3t", "two"].join("-")}"})\n`],
  ["word of a document", "docs/setup.md", () => `export ROOT_PASSWORD=${["minio", "123"].join("")}\n`],
  ["list of kinds", "k8s/role.yaml", () => `kind: Role\nresources: ["pods", "secrets", "configmaps", "services"]\n`],
  [
    "output of a command",
    "run.sh",
    () => `TOKEN=$(MODE=fast ./issue --for web)\nuseradd --password $(head -c32 /dev/urandom | base64) web\n`,
  ],
  ["settings of a command", "docs/config.md", () => `mc admin config set local identity_openid client_id="account"\n`],
  ["assertion of a type", "src/keys.go", () => `config["hmac_keys"] = raw.([]string)\n`],
  [
    "minified",
    "vendor/bundle.cjs",
    () => `${`x.${["pass", "word"].join("")}="Qxe}=J("+a;y(t.token,'b(}=1');`.repeat(700)}\n`,
  ],
  ["digest in a test", "src/sum_test.go", ({ base64 }) => `assert.Equal(t, "${base64}", Sum("a"))\n`],
  ["Nix", ".envrc", () => "use flake\n"],
  [
    "output of a step",
    ".github/workflows/a.yml",
    () => "on: push\njobs:\n  a:\n    steps:\n      - run: echo token=${{ steps.login.outputs.token }}\n",
  ],
];
