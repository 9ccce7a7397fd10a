import { describePullRequests } from "./pull-requests.ts";
import { hidden, inPlainText } from "./table/plain-text.ts";

describePullRequests("a pull request with a secret in plain text", inPlainText);
describePullRequests("a pull request with a secret that is hidden", hidden);
