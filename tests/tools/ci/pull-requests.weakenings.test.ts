import { describePullRequests } from "./pull-requests.ts";
import { weakenings } from "./table/weakenings.ts";

describePullRequests("a pull request that weakens what guards the stack", weakenings);
