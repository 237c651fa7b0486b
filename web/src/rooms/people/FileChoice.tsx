import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/ui/Button";
import { DropZone } from "@/ui/DropZone";

interface Props {
  label: string;
  accept: string;
  onFile: (file: File) => void;
}

/** Chooses one file, or takes one that is dropped. */
export function FileChoice({ label, accept, onFile }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
    // So that the same file may be chosen once more.
    if (field.current) field.current.value = "";
  };
  return (
    <DropZone onDrop={take}>
      <Button kind="primary" icon={FileUp} onClick={() => field.current?.click()}>
        {label}
      </Button>
      <input ref={field} type="file" hidden accept={accept} onChange={(event) => take(event.target.files)} />
    </DropZone>
  );
}
