// The Docker provider's part in a run: it makes and deletes the secrets, through the Engine.
import type Docker from "dockerode";

/** The inputs of a `docker.Secret`. */
export interface SecretInputs {
  name: string;
  /** Base64. */
  data: string;
  labels: { label: string; value: string }[];
}

export class FakeDocker {
  readonly #engine: Docker;

  constructor(engine: Docker) {
    this.#engine = engine;
  }

  async createSecret({ name, data, labels }: SecretInputs): Promise<string> {
    const Labels = Object.fromEntries(labels.map(({ label, value }) => [label, value]));
    const created = (await this.#engine.createSecret({ Name: name, Labels, Data: data })) as unknown as { id: string };
    return created.id;
  }

  /** One that is gone is an error, as with the real provider. */
  async removeSecret(id: string): Promise<void> {
    await this.#engine.getSecret(id).remove();
  }
}
