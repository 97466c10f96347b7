import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "~/shared/api/client";
import { toast, toastError } from "~/shared/ui/toast";

type Props = { kind: "corpora" | "tokenizers"; id: string; name: string };

/** Deletes a text or a tokenizer that no experiment uses. The server says why it cannot, and until when. */
export function DeleteButton({ kind, id, name }: Props) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api<void>(`/api/${kind}/${id}`, { method: "DELETE" }),
    onSuccess: () => {
      toast(`${name} is deleted`);
      return client.invalidateQueries({ queryKey: [kind] });
    },
    onError: toastError,
  });
  return (
    <button
      type="button"
      className="button small quiet"
      aria-label={`Delete ${name}`}
      disabled={remove.isPending}
      onClick={() => {
        if (window.confirm(`Delete ${name}? This cannot be undone.`)) remove.mutate();
      }}
    >
      Delete
    </button>
  );
}
