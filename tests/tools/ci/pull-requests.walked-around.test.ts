import { describePullRequests } from "./pull-requests.ts";
import { walkedAround } from "./table/walked-around.ts";

describePullRequests("a pull request that walks around the guards", walkedAround);
