// The Grafana dashboard "Swarm Secret Versions". `npm run monitoring:dashboard` writes what this makes into dashboard.json.
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  type DataTransformerConfig,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

/** The dashboard's title. */
export const title = "Swarm Secret Versions";

const datasource = { type: "prometheus", uid: "${datasource}" };
const of = 'namespace=~"$namespace",stack=~"$stack"';
const perSecret = "namespace, stack, secret, owner, class";

/** The dashboard, as Grafana imports it. */
export function dashboard(): object {
  // The form that every Grafana imports; the one after it needs Grafana 12.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return new DashboardBuilder(title)
    .uid("swarm-secret-versions")
    .description(
      "Which version of each secret every service is on, what is due, and what differs from what is declared.",
    )
    .tags(["swarm", "secrets"])
    .time({ from: "now-7d", to: "now" })
    .refresh("1m")
    .timezone("browser")
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"))
    .withVariable(labelVariable("namespace", "label_values(swarm_secret_up, namespace)"))
    .withVariable(labelVariable("stack", 'label_values(swarm_secret_up{namespace=~"$namespace"}, stack)'))
    .withVariable(labelVariable("secret", `label_values(swarm_secret_current_version{${of}}, secret)`))
    .withVariable(new TextBoxVariableBuilder("version").label("version").defaultValue("1"))
    .withPanel(stat("Stacks read", `sum(swarm_secret_up{${of}})`).description("0: nothing here is known to be so now."))
    .withPanel(
      stat("Overdue", `count(stack_secret:swarm_secret_until_due_seconds:min{${of}} < 0) or vector(0)`).thresholds(
        redFrom(1),
      ),
    )
    .withPanel(
      stat("Not verified", `sum(1 - swarm_secret_service_verified{${of}}) or vector(0)`)
        .description("Services and secrets that are not verified on the declared version.")
        .thresholds(redFrom(1)),
    )
    .withPanel(
      stat(
        "On an old version",
        `count(stack_secret_service:swarm_secret_service_version:not_current{${of}}) or vector(0)`,
      )
        .description("Services and secrets that are on another version than the declared one.")
        .thresholds(redFrom(1)),
    )
    .withPanel(
      stat("Until an incident's deadline", `min(swarm_secret_incident_deadline_timestamp_seconds{${of}}) - time()`)
        .description("The leaked value has to be revoked within an hour of its discovery.")
        .unit("s")
        .noValue("none"),
    )
    .withPanel(
      table(
        "Is any service still on version $version of $secret?",
        `max by (namespace, stack, service, secret, version) (swarm_secret_service_version{${of},secret=~"$secret"} == $version)`,
        ["service", "secret", "version", "namespace", "stack"],
      ).description("Empty: no service asks for it, and no task has it."),
    )
    .withPanel(
      table(
        "Services on an old version",
        `max by (namespace, stack, service, secret, version, owner) (stack_secret_service:swarm_secret_service_version:not_current{${of}})`,
        ["service", "secret", "version", "owner", "namespace", "stack"],
      ),
    )
    .withPanel(
      timeseries(
        "Current version",
        `max by (${perSecret}) (swarm_secret_current_version{${of},secret=~"$secret"})`,
        "{{secret}}",
      )
        .description("Each step is a rotation.")
        .decimals(0),
    )
    .withPanel(
      timeseries(
        "Versions in use",
        `max by (service, secret, version) (swarm_secret_service_version{${of},secret=~"$secret"})`,
        "{{service}} {{secret}} v{{version}}",
      ).decimals(0),
    )
    .withPanel(
      table("Due", `sort(stack_secret:swarm_secret_until_due_seconds:min{${of},secret=~"$secret"})`, [
        ...["secret", "owner", "class", "Value", "namespace", "stack"],
      ]).overrideByName("Value", [
        { id: "unit", value: "s" },
        { id: "displayName", value: "until due" },
      ]),
    )
    .withPanel(
      table(
        "Kept as the way back",
        `max by (${perSecret}, version) (swarm_secret_retained_until_timestamp_seconds{${of}}) * 1000`,
        [...["secret", "version", "Value", "owner", "namespace", "stack"]],
      ).overrideByName("Value", [
        { id: "unit", value: "dateTimeAsLocal" },
        { id: "displayName", value: "kept until" },
      ]),
    )
    .withPanel(
      timeseries("Age", `stack_secret:swarm_secret_age_seconds:max{${of},secret=~"$secret"}`, "{{secret}}").unit("s"),
    )
    .withPanel(timeseries("Differences by kind", `sum by (kind) (swarm_secret_drift{${of}})`, "{{kind}}").decimals(0))
    .withPanel(
      table("Differences now", `max by (${perSecret}, kind, subject) (swarm_secret_drift_finding{${of}})`, [
        ...["kind", "subject", "secret", "owner", "namespace", "stack"],
      ]),
    )
    .withPanel(
      table("Seconds of the last rotation", `max by (${perSecret}) (swarm_secret_last_rotation_seconds{${of}})`, [
        ...["secret", "Value", "owner", "namespace", "stack"],
      ]).overrideByName("Value", [{ id: "unit", value: "s" }]),
    )
    .build();
}

function labelVariable(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(name)
    .datasource(datasource)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue(".*");
}

function stat(name: string, expr: string): StatBuilder {
  return new StatBuilder().title(name).datasource(datasource).height(4).span(4).withTarget(now(expr));
}

function table(name: string, expr: string, columns: readonly string[]): TableBuilder {
  return new TableBuilder()
    .title(name)
    .datasource(datasource)
    .height(8)
    .span(12)
    .withTarget(now(expr).format(PromQueryFormat.Table))
    .withTransformation(onlyColumns(columns));
}

function timeseries(name: string, expr: string, legend: string): TimeseriesBuilder {
  const query = new DataqueryBuilder().expr(expr).range().legendFormat(legend).refId("A");
  return new TimeseriesBuilder().title(name).datasource(datasource).height(8).span(12).withTarget(query);
}

function now(expr: string): DataqueryBuilder {
  return new DataqueryBuilder().expr(expr).instant().refId("A");
}

function redFrom(value: number): ThresholdsConfigBuilder {
  const steps = [
    { value: null, color: "green" },
    { value, color: "red" },
  ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

/** Shows these columns alone, in this order. */
function onlyColumns(names: readonly string[]): DataTransformerConfig {
  const indexByName = Object.fromEntries(names.map((name, index) => [name, index]));
  return {
    id: "organize",
    options: { includeByName: Object.fromEntries(names.map((name) => [name, true])), indexByName },
  };
}
