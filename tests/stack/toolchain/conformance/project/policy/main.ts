import { PolicyPack } from "@pulumi/policy";
import { noteType } from "../note.ts";

new PolicyPack("conformance", {
  policies: [
    {
      name: "note-text",
      description: "Checks whether a note holds a forbidden text.",
      enforcementLevel: "mandatory",
      configSchema: { properties: { forbidden: { type: "string" } } },
      validateResource: (args, reportViolation) => {
        const { forbidden } = args.getConfig<{ forbidden?: string }>();
        if (args.type === noteType && args.props["text"] === forbidden) {
          reportViolation("A note must not hold the forbidden text.");
        }
      },
    },
    {
      name: "note-count",
      description: "Checks whether the stack has too many notes.",
      enforcementLevel: "mandatory",
      configSchema: { properties: { maximum: { type: "integer", default: 2 } } },
      validateStack: (args, reportViolation) => {
        const { maximum } = args.getConfig<{ maximum: number }>();
        const notes = args.resources.filter(({ type }) => type === noteType).length;
        if (notes > maximum)
          reportViolation(`A stack must not have more than ${maximum} notes; this one has ${notes}.`);
      },
    },
  ],
});
