// Pages with one form that must go once.
import { sendOnce } from "./once.js";

const form = document.getElementById("send");
if (form) sendOnce(form);
// The page may be the answer to a form posted elsewhere: reloaded, it is asked for by its own address.
if (form && "here" in form.dataset) history.replaceState(history.state, "", form.action);
