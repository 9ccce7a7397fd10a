import { describePullRequests } from "./pull-requests.ts";
import { wrongVersions } from "./table/versions.ts";

describePullRequests("a pull request that goes wrong with versions", wrongVersions);
