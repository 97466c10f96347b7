import { createRoute } from "@tanstack/react-router";
import { AskPanel } from "~/features/ask/AskPanel";
import { parseDetailView } from "~/features/detail/detailView";
import { ExperimentPage } from "~/features/detail/ExperimentPage";
import { memberRoute } from "~/routes/root";

export const experimentRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: "/experiments/$id",
  validateSearch: parseDetailView,
  component: function Detail() {
    const { id } = experimentRoute.useParams();
    const view = experimentRoute.useSearch();
    const navigate = experimentRoute.useNavigate();
    return (
      <ExperimentPage
        key={id}
        id={id}
        view={view}
        onView={(next) => void navigate({ search: next, replace: true })}
        panel={(experiment) => <AskPanel experiment={experiment} />}
      />
    );
  },
});
