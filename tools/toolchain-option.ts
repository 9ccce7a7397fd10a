// `--toolchain`, for the commands that need Pulumi.
import { Option } from "@commander-js/extra-typings";
import { sources } from "./toolchain/cli.ts";

/** The option that the commands share which need Pulumi. */
export const toolchainOption = () =>
  new Option(
    "--toolchain <source>",
    "where Pulumi comes from; default the first of these that can be used. A mirror is named by BUSFLOW_TOOLCHAIN (a folder or a tar archive)",
  ).choices(sources);
