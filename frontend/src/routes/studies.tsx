import { createRoute } from "@tanstack/react-router";
import { NewStudyPage } from "~/features/studies/NewStudyPage";
import { StudiesPage } from "~/features/studies/StudiesPage";
import { StudyPage } from "~/features/studies/StudyPage";
import { memberRoute } from "~/routes/root";

export const studiesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/studies",
  component: StudiesPage,
});

export const newStudyRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/studies/new",
  component: NewStudyPage,
});

export const studyRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/studies/$id",
  component: function One() {
    const { id } = studyRoute.useParams();
    return <StudyPage key={id} id={id} />;
  },
});
