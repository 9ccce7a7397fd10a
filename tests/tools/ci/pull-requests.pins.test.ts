import { describePullRequests } from "./pull-requests.ts";
import { otherPins } from "./table/pins.ts";

describePullRequests("a pull request that goes past the compose files", otherPins);
