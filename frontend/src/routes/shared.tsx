import { createRoute } from "@tanstack/react-router";
import { parseCompareView } from "~/features/compare/compareView";
import { SharedComparison } from "~/features/compare/SharedComparison";
import { parseDetailView } from "~/features/detail/detailView";
import { SharedExperiment } from "~/features/detail/SharedExperiment";
import { SharedPage } from "~/features/shares/SharedPage";
import { SharedStudy } from "~/features/studies/SharedStudy";
import { rootRoute } from "~/routes/root";

/** The page of a share link. It is open to anyone with the link and does not lead to other pages. */
export const sharedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/s/$token",
  validateSearch: (search): Record<string, string | number | boolean | undefined> => ({
    ...parseDetailView(search),
    ...parseCompareView(search),
  }),
  component: function SharedView() {
    const { token } = sharedRoute.useParams();
    const search = sharedRoute.useSearch();
    const navigate = sharedRoute.useNavigate();
    const onView = (next: Record<string, string | number | boolean | undefined>) =>
      void navigate({ search: next, replace: true });
    return (
      <SharedPage
        token={token}
        comparison={(shared) => (
          <SharedComparison token={token} shared={shared} search={search} onView={onView} />
        )}
        study={(shared) => <SharedStudy token={token} shared={shared} />}
        experiment={(shared) => (
          <SharedExperiment token={token} shared={shared} search={search} onView={onView} />
        )}
      />
    );
  },
});
