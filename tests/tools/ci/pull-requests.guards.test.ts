import { describePullRequests } from "./pull-requests.ts";
import { changedGuards } from "./table/guards.ts";

describePullRequests("a pull request that changes the guards themselves", changedGuards);
