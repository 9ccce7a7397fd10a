// The option `--toolchain` of all commands that need Pulumi.
import { Option } from "@commander-js/extra-typings";
import { sources } from "./toolchain/cli.ts";

/** Makes the option, whose value is one of the sources of a toolchain. */
export const toolchainOption = () =>
  new Option(
    "--toolchain <source>",
    "where Pulumi comes from; default the first of these that can be used. A mirror is named by BUSFLOW_TOOLCHAIN (a folder or a tar archive)",
  ).choices(sources);
