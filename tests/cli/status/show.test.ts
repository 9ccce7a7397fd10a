import assert from "node:assert/strict";
import { showStatus } from "../../../cli/status/show.ts";
import type { SecretStatus, Status } from "../../../cli/status/status.ts";

const at = "2026-11-27T12:00:00.000Z";

function secret(name: string, more: Partial<SecretStatus> = {}): SecretStatus {
  return {
    ...{ name, class: "database", owner: "Platform", current: 2, onRecord: 2, since: "2026-11-24T12:00:00.000Z" },
    ...{ due: "2027-01-04", overdueDays: 0, verified: true, kept: [] },
    services: [{ name: "api", serviceName: "shop_api", stands: true, running: 1, wanted: 1 }],
    ...more,
  };
}

function status(more: Partial<Status> = {}): Status {
  return {
    ...{ namespace: "shop", stack: "prod", address: "ssh://manager-1", swarm: "id", at, services: 11 },
    managers: { reachable: 3, all: 3 },
    needs: [],
    secrets: [secret("db_reader"), secret("db_writer")],
    ...more,
  };
}

const show = (shown: Status, isWhole = false, styles: string[] = []): string[] =>
  showStatus(shown, isWhole, (style, text) => {
    styles.push(`${style}: ${text}`);
    return text;
  });

const many = Array.from({ length: 40 }, (_, index) => secret(`secret_${String(index).padStart(2, "0")}`));

describe("the status as a person sees it", () => {
  it("begins with what and where, and says when a manager does not answer", () => {
    assert.equal(show(status())[0], `shop · prod · ssh://manager-1${" ".repeat(80 - 29 - 22)}2 secrets, 11 services`);
    const [heading = ""] = show(status({ managers: { reachable: 2, all: 3 } }));
    assert.ok(heading.startsWith("shop · prod · ssh://manager-1 (2 of 3 managers answer) "));
  });

  it("has what needs a person first, each with its cause and what to do", () => {
    const needs = [
      {
        ...{ kind: "STUCK" as const, subject: "shop_worker", secret: "db_reader" },
        ...{ problem: "runs db_reader v4, declared v5", cause: "docker service rollback, 2026-11-27 02:13 UTC" },
        remedy: "pulumi up --stack prod",
      },
    ];
    const lines = show(status({ needs, secrets: [secret("db_reader", { verified: false })] }));
    assert.deepEqual(lines.slice(2, 7), [
      "1 needs you",
      "  shop_worker  runs db_reader v4, declared v5",
      "               docker service rollback, 2026-11-27 02:13 UTC",
      "               pulumi up --stack prod",
      "",
    ]);
  });

  it("marks in red what is overdue or unverified, and services that do not stand on their version", () => {
    const styles: string[] = [];
    const services = [{ name: "worker", serviceName: "shop_worker", stands: false, running: 0, wanted: 2 }];
    const lines = show(
      status({ secrets: [secret("late", { overdueDays: 11 }), secret("stuck", { verified: false, services })] }),
      false,
      styles,
    );
    assert.match(lines[3] ?? "", /^late +v2 +3 d +overdue +api$/);
    assert.match(lines[4] ?? "", /^stuck +v2 +3 d +4 Jan 27 +worker ✗$/);
    assert.equal(styles.filter((style) => style.startsWith("red: ")).length, 2);
  });

  it("leaves out what there is nothing to say of where there is much, and shows it when it is asked to", () => {
    const until = "2026-11-29T10:04:00.000Z";
    const secrets = [...many, secret("kept", { kept: [{ version: 1, until, canGo: false, pending: false }] })];
    const lines = show(status({ secrets }));
    assert.match(lines[3] ?? "", /^kept +v2 .* v1 until Sun \d\d:\d\d$/);
    assert.equal(lines[4], "…  40 more, all verified and in time (--all)");
    assert.equal(show(status({ secrets }), true).length, 3 + secrets.length);
  });

  it("fits 80 columns with long names and many services", () => {
    const services = Array.from({ length: 12 }, (_, index) => {
      return { name: `service-${index}`, serviceName: `shop_service-${index}`, stands: true, running: 1, wanted: 1 };
    });
    const kept = [{ version: 1, canGo: true, pending: false }];
    const lines = show(status({ secrets: [secret("hasura_admin_secret", { services, kept }), secret("a")] }));
    assert.ok(
      lines.every((line) => line.length <= 80),
      lines.join("\n"),
    );
    assert.match(lines.join("\n"), /service-0, service-1 \+10 +v1 can go/);
  });
});
