// Services × secrets: which version each service runs of each of its secrets.
import type { SecretStatus, ServiceStatus } from "../status/status.ts";
import { html, type Html } from "./html.ts";

/** With more services than so many a table of one column each is too wide to be read: then each service has a row. */
const widest = 12;

/** The grid, or the rows. */
export function gridOf(secrets: readonly SecretStatus[]): Html {
  const names = [...new Set(secrets.flatMap(({ services }) => services.map(({ name }) => name)))].sort();
  if (names.length === 0) return html`<p class="quiet">No service is declared.</p>`;
  // What may be wider than a screen can be scrolled with the keyboard, too.
  return html`<div class="scroll" role="region" aria-label="Services and secrets" tabindex="0">
    ${names.length > widest ? rows(secrets, names) : grid(secrets, names)}
  </div>`;
}

function grid(secrets: readonly SecretStatus[], names: readonly string[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Secret</th>
        ${names.map((name) => html`<th scope="col" class="name">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${secrets.map(
        (secret) =>
          html`<tr>
            <th scope="row" class="name">${secret.name}</th>
            ${names.map((name) => html`<td>${cell(secret, name)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function rows(secrets: readonly SecretStatus[], names: readonly string[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Service</th>
        <th scope="col">Secrets</th>
      </tr>
    </thead>
    <tbody>
      ${names.map((name) => {
        const bound = secrets.filter(({ services }) => services.some((service) => service.name === name));
        return html`<tr>
          <th scope="row" class="name">${name}</th>
          <td class="names">
            ${bound.map((secret, index) => html`${index === 0 ? "" : ", "}<span class="name">${secret.name}</span> ${cell(secret, name)}`)}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function cell(secret: SecretStatus, name: string): Html | undefined {
  const service = secret.services.find((one) => one.name === name);
  return service === undefined ? undefined : standing(secret.current, service);
}

/** Whether a service is on the declared version: said by a sign and by words, not by a colour alone. */
function standing(version: number, { stands, running, wanted }: ServiceStatus): Html {
  if (stands) return html`<span class="good">v${version} ✓</span>`;
  return html`<span class="bad">✗ ${running} of ${wanted} on v${version}</span>`;
}
