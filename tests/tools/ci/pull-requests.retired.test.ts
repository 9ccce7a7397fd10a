import { describePullRequests } from "./pull-requests.ts";
import { retiredFiles } from "./table/retired.ts";

describePullRequests("a pull request that brings .env.production back", retiredFiles);
