// Starts what every page has: the components of govuk-frontend, and parts that show when chosen.
import { initAll } from "./govuk-frontend.min.js";
import "./reveal.js";

initAll();
