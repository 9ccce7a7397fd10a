import { describePullRequests } from "./pull-requests.ts";
import { changedSettings, departures } from "./table/departures.ts";

describePullRequests("a pull request that takes something out of the stack's guard", departures);
describePullRequests("a pull request that changes how a secret is made, seen or looked after", changedSettings);
