// The receipt: the draft has arrived, so the device forgets it; and printing.
import { forget } from "./draft.js";

if ("clearDraft" in document.body.dataset) forget();
document.getElementById("print")?.addEventListener("click", () => print());
