// Pages with one form that must go once.
import { sendOnce } from "./once.js";

const form = document.getElementById("send");
if (form) sendOnce(form);
