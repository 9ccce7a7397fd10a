import "../pulumi-sdk/light.ts";

// What is imported by name is found before any of it runs: what makes packages light has to come first.
await import("./main.ts");
