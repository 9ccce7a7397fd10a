// Shared by the program, the provider and the policy pack, each of which runs in a process of its own.
import * as pulumi from "@pulumi/pulumi";

export const noteType = "note:index:Note";

/** A text file, managed by the provider in `provider/`. */
export interface NoteInputs {
  /** Folder of the file; a change of it replaces the note. */
  directory: string;
  /** What the file holds; not empty. */
  text: string;
  /** The create waits until this file exists. By default it does not wait. */
  awaits?: string;
}

export class Note extends pulumi.CustomResource {
  declare readonly text: pulumi.Output<string>;

  constructor(name: string, args: NoteInputs, options?: pulumi.CustomResourceOptions) {
    super(noteType, name, { ...args }, options);
  }
}
