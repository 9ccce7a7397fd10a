import { describePullRequests } from "./pull-requests.ts";
import { otherRightChanges, rightRotations } from "./table/right.ts";

describePullRequests("a pull request that rotates as the runbook says", rightRotations);
describePullRequests("a pull request that is right", otherRightChanges);
