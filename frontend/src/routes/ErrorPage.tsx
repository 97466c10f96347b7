import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Empty, Failure } from "~/shared/ui/Notice";

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="page narrow" tabIndex={-1}>
      <Failure error={error} retry={retry} />
    </main>
  );
}

export function NotFoundPage() {
  return (
    <main className="page narrow" tabIndex={-1}>
      <Empty title="There is no such page" level="h1">
        <p>
          <Link to="/">All experiments</Link>
        </p>
      </Empty>
    </main>
  );
}
