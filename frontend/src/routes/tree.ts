import { compareRoute } from "~/routes/compare";
import { composeRoute } from "~/routes/compose";
import { corporaRoute } from "~/routes/corpora";
import { deletedRoute } from "~/routes/deleted";
import { joinRoute, setUpRoute, signInRoute } from "~/routes/entrance";
import { experimentRoute } from "~/routes/experiment";
import { experimentsRoute } from "~/routes/experiments";
import { memberRoute, rootRoute } from "~/routes/root";
import { routingRoute } from "~/routes/routing";
import { settingsRoute } from "~/routes/settings";
import { sharedRoute } from "~/routes/shared";
import { sharesRoute } from "~/routes/shares";
import { newStudyRoute, studiesRoute, studyRoute } from "~/routes/studies";
import { workersRoute } from "~/routes/workers";

export const routeTree = rootRoute.addChildren([
  signInRoute,
  setUpRoute,
  joinRoute,
  sharedRoute,
  memberRoute.addChildren([
    experimentsRoute,
    composeRoute,
    deletedRoute,
    experimentRoute,
    routingRoute,
    compareRoute,
    studiesRoute,
    newStudyRoute,
    studyRoute,
    corporaRoute,
    workersRoute,
    sharesRoute,
    settingsRoute,
  ]),
]);
