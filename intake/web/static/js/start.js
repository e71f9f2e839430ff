// Starts the components of govuk-frontend on every page.
import { initAll } from "./govuk-frontend.min.js";

initAll();
